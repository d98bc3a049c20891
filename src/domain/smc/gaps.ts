import type { EventSink, TrackedZone } from './event-sink.ts';
import type { Direction, ZoneEventKind } from './events.ts';
import { LevelStack } from './level-stack.ts';
import type { PriceBar } from './price-bar.ts';
import { ZoneStages } from './zone-stages.ts';

/** An open gap, in the prices of its tracker (negated on the bearish side). */
class Gap implements TrackedZone {
  readonly originIndex: number;
  readonly knownIndex: number;
  readonly top: number;
  readonly bottom: number;
  /** Lowest low since this gap was the newest open one. */
  lowest = Number.POSITIVE_INFINITY;
  isFilled = false;
  /** The newest of the open ones before it. */
  readonly older: Gap | undefined;
  /** The next gap, while this one counts as recent. */
  next: Gap | undefined = undefined;

  constructor(knownIndex: number, top: number, bottom: number, older: Gap | undefined) {
    this.originIndex = knownIndex - 1;
    this.knownIndex = knownIndex;
    this.top = top;
    this.bottom = bottom;
    this.older = older;
  }
}

/** Gaps of one side at each bar's close. Prices in quote currency; NaN: no gap is open. */
export interface GapSeries {
  /** Near edge of what is left of the nearest open gap, bars since it became known, share of it that is filled (0 to 1). */
  readonly gapEdge: Float64Array;
  readonly gapAge: Float64Array;
  readonly gapFill: Float64Array;
  /** Gaps known in the last so many bars that are still open. */
  readonly recentGaps: Float64Array;
}

/**
 * Fair value gaps of one side: bar i closes above its open, and the bar after it trades wholly above the bar before it.
 * The gap between high[i-1] and low[i+1] is known with bar i + 1, mitigated by the first later low at or below its top,
 * half filled by one at or below its middle, filled by the first low at or below its bottom. The nearest open
 * gap is the one known last: everything price did since it formed has also eaten into the older ones.
 *
 * Constant work a bar on average: each gap enters and leaves each stack once.
 */
export class GapTracker {
  /** The gap that the bar just taken made known. */
  created: TrackedZone | undefined;
  private readonly direction: Direction;
  private readonly recentBars: number;
  private readonly sink: EventSink | undefined;
  private readonly stages: ZoneStages | undefined;
  private readonly open = new LevelStack<Gap>();
  /** The newest open gap; under it, by `older`, those it covers. */
  private newest: Gap | undefined;
  /** The recent gaps as a queue, linked from the first to the last. */
  private firstRecent: Gap | undefined;
  private lastRecent: Gap | undefined;
  private recentOpen = 0;
  private index = -1;
  /** Highs of the last two bars, and whether the last one rose. */
  private highBefore = Number.NaN;
  private middleHigh = Number.NaN;
  private isMiddleUp = false;

  constructor(direction: Direction, recentBars: number, sink: EventSink | undefined) {
    this.direction = direction;
    this.recentBars = recentBars;
    this.sink = sink;
    this.stages = sink && new ZoneStages(direction, 'gap_mitigated', 'gap_half_filled', sink);
  }

  /** Takes the next bar, mirrored for the bearish side. */
  step(bar: PriceBar): void {
    this.index += 1;
    this.created = undefined;
    this.dropAged();
    this.stages?.step(bar, this.index);
    this.fill(bar);
    if (this.newest) this.followNewest(this.newest, bar);
    if (this.isMiddleUp && this.highBefore < bar.low) this.create(bar.low, this.highBefore);
    this.highBefore = this.middleHigh;
    this.middleHigh = bar.high;
    this.isMiddleUp = bar.close > bar.open;
  }

  /** Writes down what is known after the bar just taken, in real prices. */
  write(series: GapSeries, row: number): void {
    const { newest } = this;
    series.recentGaps[row] = this.recentOpen;
    if (!newest) {
      series.gapEdge[row] = Number.NaN;
      series.gapAge[row] = Number.NaN;
      series.gapFill[row] = Number.NaN;
      return;
    }
    const { top, bottom, lowest, knownIndex } = newest;
    series.gapEdge[row] = this.direction * Math.min(lowest, top);
    series.gapAge[row] = this.index - knownIndex;
    series.gapFill[row] = lowest < top ? (top - lowest) / (top - bottom) : 0;
  }

  private fill({ low }: PriceBar): void {
    const { open } = this;
    for (let gap = open.takeAt(low); gap; gap = open.takeAt(low)) {
      gap.isFilled = true;
      if (this.isRecent(gap)) this.recentOpen -= 1;
      this.report('gap_filled', gap, this.index);
    }
  }

  /** Uncovers the newest gap that is still open, and hands it the lows it was covered for. */
  private followNewest(newest: Gap, { low }: PriceBar): void {
    if (low < newest.lowest) newest.lowest = low;
    let top: Gap | undefined = newest;
    for (; top?.isFilled; top = top.older) {
      if (top.older && top.lowest < top.older.lowest) top.older.lowest = top.lowest;
    }
    this.newest = top;
  }

  private dropAged(): void {
    for (let gap = this.firstRecent; gap && !this.isRecent(gap); gap = this.firstRecent) {
      if (!gap.isFilled) this.recentOpen -= 1;
      this.firstRecent = gap.next;
      // An old gap that stays open must not keep all later ones in memory.
      gap.next = undefined;
    }
  }

  private isRecent(gap: Gap): boolean {
    return gap.knownIndex > this.index - this.recentBars;
  }

  private create(top: number, bottom: number): void {
    const gap = new Gap(this.index, top, bottom, this.newest);
    this.open.insert(bottom, gap);
    this.stages?.watch(gap);
    this.created = gap;
    this.newest = gap;
    if (this.firstRecent && this.lastRecent) this.lastRecent.next = gap;
    else this.firstRecent = gap;
    this.lastRecent = gap;
    this.recentOpen += 1;
    this.report('gap_created', gap, this.index - 1);
  }

  private report(kind: ZoneEventKind, gap: Gap, eventIndex: number): void {
    this.sink?.addZone(kind, this.direction, gap, this.direction === -1, eventIndex, this.index);
  }
}
