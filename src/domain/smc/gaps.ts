import type { EventSink, TrackedZone } from './event-sink.ts';
import type { Direction, ZoneEventKind } from './events.ts';
import { createLevelStack, middleOf } from './level-stack.ts';
import type { PriceBar } from './price-bar.ts';

/** An open gap, in the prices of its tracker (negated on the bearish side). */
interface Gap {
  readonly originIndex: number;
  readonly knownIndex: number;
  readonly top: number;
  readonly bottom: number;
  /** Lowest low since this gap was the newest open one. */
  lowest: number;
  isFilled: boolean;
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

/** Fair value gaps of one side. */
export interface GapTracker {
  /** Takes the next bar, mirrored for the bearish side. */
  step(bar: PriceBar, sink: EventSink): void;
  /** Writes down what is known after the bar just taken, in real prices. */
  write(series: GapSeries): void;
  /** The gap that the bar just taken made known. */
  created(): TrackedZone | undefined;
}

/**
 * Fair value gaps: bar i closes above its open, and the bar after it trades wholly above the bar before it. The gap
 * between high[i-1] and low[i+1] is known with bar i + 1, mitigated by the first later low at or below its top,
 * half filled by one at or below its middle, filled by the first low at or below its bottom. The nearest open
 * gap is the one known last: everything price did since it formed has also eaten into the older ones.
 *
 * Constant work a bar on average: each gap enters and leaves each stack once.
 */
export function createGapTracker(direction: Direction, recentBars: number): GapTracker {
  const untouched = createLevelStack<Gap>();
  const unhalved = createLevelStack<Gap>();
  const open = createLevelStack<Gap>();
  const newest: Gap[] = [];
  const recent: Gap[] = [];
  let recentFrom = 0;
  let recentOpen = 0;
  let index = -1;
  let created: Gap | undefined;
  /** Highs of the last two bars: fields of an object hold numbers in place, variables of a closure do not. */
  const last = { highBefore: Number.NaN, middleHigh: Number.NaN };
  let isMiddleUp = false;

  const report = (kind: ZoneEventKind, gap: Gap, eventIndex: number, sink: EventSink): void =>
    sink.addZone(kind, direction, gap, direction === -1, eventIndex, index);

  const isRecent = (gap: Gap): boolean => gap.knownIndex > index - recentBars;

  const fill = ({ low }: PriceBar, sink: EventSink): void => {
    for (let gap = untouched.takeReached(low, 'at'); gap; gap = untouched.takeReached(low, 'at')) {
      report('gap_mitigated', gap, index, sink);
    }
    for (let gap = unhalved.takeReached(low, 'at'); gap; gap = unhalved.takeReached(low, 'at')) {
      report('gap_half_filled', gap, index, sink);
    }
    for (let gap = open.takeReached(low, 'at'); gap; gap = open.takeReached(low, 'at')) {
      gap.isFilled = true;
      if (isRecent(gap)) recentOpen -= 1;
      report('gap_filled', gap, index, sink);
    }
  };

  /** Uncovers the newest gap that is still open, and hands it the lows it was covered for. */
  const followNewest = ({ low }: PriceBar): void => {
    if (newest.length === 0) return;
    const top = newest[newest.length - 1];
    top.lowest = Math.min(top.lowest, low);
    while (newest.length > 0 && newest[newest.length - 1].isFilled) {
      const filled = newest.pop() as Gap;
      const uncovered = newest[newest.length - 1];
      if (uncovered) uncovered.lowest = Math.min(uncovered.lowest, filled.lowest);
    }
  };

  const dropAged = (): void => {
    for (; recentFrom < recent.length && !isRecent(recent[recentFrom]); recentFrom++) {
      if (!recent[recentFrom].isFilled) recentOpen -= 1;
    }
  };

  const create = (top: number, bottom: number, sink: EventSink): void => {
    const gap: Gap = {
      originIndex: index - 1,
      knownIndex: index,
      top,
      bottom,
      lowest: Number.POSITIVE_INFINITY,
      isFilled: false,
    };
    untouched.insert(top, gap);
    unhalved.insert(middleOf(gap), gap);
    open.insert(bottom, gap);
    created = gap;
    newest.push(gap);
    recent.push(gap);
    recentOpen += 1;
    report('gap_created', gap, index - 1, sink);
  };

  return {
    step: (bar, sink) => {
      index += 1;
      created = undefined;
      dropAged();
      fill(bar, sink);
      followNewest(bar);
      if (isMiddleUp && last.highBefore < bar.low) create(bar.low, last.highBefore, sink);
      last.highBefore = last.middleHigh;
      last.middleHigh = bar.high;
      isMiddleUp = bar.close > bar.open;
    },
    write: ({ gapEdge, gapAge, gapFill, recentGaps }) => {
      recentGaps[index] = recentOpen;
      if (newest.length === 0) {
        gapEdge[index] = gapAge[index] = gapFill[index] = Number.NaN;
        return;
      }
      const { top, bottom, lowest, knownIndex } = newest[newest.length - 1];
      gapEdge[index] = direction * Math.min(lowest, top);
      gapAge[index] = index - knownIndex;
      gapFill[index] = lowest < top ? (top - lowest) / (top - bottom) : 0;
    },
    created: () => created,
  };
}
