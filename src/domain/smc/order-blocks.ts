import type { EventSink, TrackedZone } from './event-sink.ts';
import type { Direction, ZoneEventKind } from './events.ts';
import { LevelStack } from './level-stack.ts';
import type { PriceBar } from './price-bar.ts';
import { ZoneStages } from './zone-stages.ts';

interface Block extends TrackedZone {
  readonly knownIndex: number;
  /** Lowest low since this block was the nearest open one. */
  lowest: number;
}

/** Blocks of one side at each bar's close. Prices in quote currency; NaN: no block is open. */
export interface BlockSeries {
  /** Near edge of the open block with the far edge nearest to price, and how deep price has come into it (0 to 1). */
  readonly blockEdge: Float64Array;
  readonly blockMitigation: Float64Array;
  /** Bars since it became known. */
  readonly blockAge: Float64Array;
}

/**
 * Order blocks of one side. When a close breaks the last swing high, the bar with the lowest low between that swing and
 * the break (the last of equals) becomes a bullish block, from its low to its high: where the move that broke the
 * structure set out. Known at the break, mitigated by the first later low at or below its top, broken by a low below
 * its bottom.
 *
 * The lowest bar since the swing is carried along, so a break costs nothing; each swing costs the bars of its
 * confirmation. The bars a new block is chosen from follow its swing, and so the swing of any block that is still open:
 * none of them is below that one's bottom. So open blocks lie in the order of their creation, the latest is the nearest,
 * and it covers the older ones: only it follows the lows, and hands them on when it goes.
 */
export class BlockTracker {
  /** The block that the bar just taken made known. */
  created: TrackedZone | undefined;
  private readonly direction: Direction;
  private readonly sink: EventSink | undefined;
  private readonly stages: ZoneStages | undefined;
  private readonly open = new LevelStack<Block>();
  /** The last bars, in rings: those after a swing that is being confirmed. */
  private readonly lows: Float64Array;
  private readonly highs: Float64Array;
  private slot = -1;
  private candidate: TrackedZone | undefined;
  private index = -1;

  /** @param barsAfter Bars that confirm a swing: how far back the tracker must remember. */
  constructor(direction: Direction, barsAfter: number, sink: EventSink | undefined) {
    this.direction = direction;
    this.sink = sink;
    this.stages = sink && new ZoneStages(direction, 'block_mitigated', 'block_half_mitigated', sink);
    this.lows = new Float64Array(barsAfter);
    this.highs = new Float64Array(barsAfter);
  }

  /**
   * Takes the next bar, mirrored for the bearish side.
   * @param isSwing Whether a swing of this side was confirmed with it. @param isBreak Whether it broke one.
   */
  step(bar: PriceBar, isSwing: boolean, isBreak: boolean): void {
    const { low, high } = bar;
    this.index += 1;
    this.created = undefined;
    this.stages?.step(bar, this.index);
    this.visit(bar);
    if (isBreak && this.candidate) {
      this.create(this.candidate);
      this.candidate = undefined;
    }
    this.slot = this.slot + 1 === this.lows.length ? 0 : this.slot + 1;
    this.lows[this.slot] = low;
    this.highs[this.slot] = high;
    if (isSwing) this.candidate = this.lowestRecent();
    else if (this.candidate && low <= this.candidate.bottom) {
      this.candidate = { originIndex: this.index, top: high, bottom: low };
    }
  }

  /** Writes down what is known after the bar just taken, in real prices. */
  write(series: BlockSeries, row: number): void {
    const block = this.open.top();
    if (!block) {
      series.blockEdge[row] = Number.NaN;
      series.blockMitigation[row] = Number.NaN;
      series.blockAge[row] = Number.NaN;
      return;
    }
    const { top, bottom, lowest, knownIndex } = block;
    series.blockEdge[row] = this.direction * top;
    series.blockAge[row] = this.index - knownIndex;
    // A bar without a range is touched as a whole or not at all.
    if (top === bottom) series.blockMitigation[row] = lowest <= top ? 1 : 0;
    else series.blockMitigation[row] = lowest < top ? (top - lowest) / (top - bottom) : 0;
  }

  private visit({ low }: PriceBar): void {
    const { open } = this;
    let lowest = low;
    for (let block = open.takeBeyond(low); block; block = open.takeBeyond(low)) {
      lowest = Math.min(lowest, block.lowest);
      this.report('block_broken', block, this.index);
    }
    const nearest = open.top();
    if (nearest && lowest < nearest.lowest) nearest.lowest = lowest;
  }

  /** The lowest of the remembered bars, the last of equals. A swing is confirmed by as many bars, so the ring is full. */
  private lowestRecent(): TrackedZone {
    const { lows, highs } = this;
    let best = this.slot;
    let bestAge = 0;
    for (let age = 1; age < lows.length; age++) {
      const slot = this.slot >= age ? this.slot - age : this.slot - age + lows.length;
      if (lows[slot] < lows[best]) {
        best = slot;
        bestAge = age;
      }
    }
    return { originIndex: this.index - bestAge, top: highs[best], bottom: lows[best] };
  }

  private create(zone: TrackedZone): void {
    if (this.open.top()?.originIndex === zone.originIndex) return;
    const { originIndex, top, bottom } = zone;
    const block: Block = {
      originIndex,
      top,
      bottom,
      knownIndex: this.index,
      lowest: Number.POSITIVE_INFINITY,
    };
    this.created = block;
    this.open.insert(bottom, block);
    this.stages?.watch(block);
    this.report('block_created', block, originIndex);
  }

  private report(kind: ZoneEventKind, block: Block, eventIndex: number): void {
    this.sink?.addZone(kind, this.direction, block, this.direction === -1, eventIndex, this.index);
  }
}
