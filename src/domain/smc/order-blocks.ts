import type { EventSink, TrackedZone } from './event-sink.ts';
import type { Direction, ZoneEventKind } from './events.ts';
import { createLevelStack, middleOf } from './level-stack.ts';
import type { PriceBar } from './price-bar.ts';
import { createRunningLow } from './running-low.ts';

interface Block extends TrackedZone {
  readonly knownIndex: number;
}

/** Blocks of one side at each bar's close. Prices in quote currency; NaN: no block is open. */
export interface BlockSeries {
  /** Near edge of the open block with the far edge nearest to price, and how deep price has come into it (0 to 1). */
  readonly blockEdge: Float64Array;
  readonly blockMitigation: Float64Array;
}

/** Order blocks of one side. */
export interface BlockTracker {
  /**
   * Takes the next bar, mirrored for the bearish side.
   * @param isSwing Whether a swing of this side was confirmed with it. @param isBreak Whether it broke one.
   */
  step(bar: PriceBar, isSwing: boolean, isBreak: boolean, sink: EventSink): void;
  /** Writes down what is known after the bar just taken, in real prices. */
  write(series: BlockSeries): void;
  /** The block that the bar just taken made known. */
  created(): TrackedZone | undefined;
}

/**
 * Bullish order blocks: when a close breaks the last swing high, the bar with the lowest low between that swing and
 * the break (the last of equals) becomes a block, from its low to its high: where the move that broke the structure
 * set out. Known at the break, mitigated by the first later low at or below its top, broken by a low below its bottom.
 *
 * The lowest bar since the swing is carried along, so a break costs nothing; each swing costs the bars of its
 * confirmation.
 *
 * @param barsAfter Bars that confirm a swing: how far back the tracker must remember.
 */
export function createBlockTracker(direction: Direction, barsAfter: number): BlockTracker {
  const untouched = createLevelStack<Block>();
  const unhalved = createLevelStack<Block>();
  const open = createLevelStack<Block>();
  const runningLow = createRunningLow();
  /** The last `barsAfter` bars, in rings: those after a swing that is being confirmed. */
  const lows = new Float64Array(barsAfter);
  const highs = new Float64Array(barsAfter);
  let candidate: TrackedZone | undefined;
  let created: Block | undefined;
  let index = -1;

  const report = (kind: ZoneEventKind, block: Block, eventIndex: number, sink: EventSink): void =>
    sink.addZone(kind, direction, block, direction === -1, eventIndex, index);

  const visit = ({ low }: PriceBar, sink: EventSink): void => {
    for (let block = untouched.takeReached(low, 'at'); block; block = untouched.takeReached(low, 'at')) {
      report('block_mitigated', block, index, sink);
    }
    for (let block = unhalved.takeReached(low, 'at'); block; block = unhalved.takeReached(low, 'at')) {
      report('block_half_mitigated', block, index, sink);
    }
    for (let block = open.takeReached(low, 'beyond'); block; block = open.takeReached(low, 'beyond')) {
      report('block_broken', block, index, sink);
    }
  };

  /** The lowest of the remembered bars, the last of equals. */
  const lowestRecent = (): TrackedZone => {
    let best = index;
    for (let i = index - 1; i > index - barsAfter; i--) {
      if (lows[i % barsAfter] < lows[best % barsAfter]) best = i;
    }
    return { originIndex: best, top: highs[best % barsAfter], bottom: lows[best % barsAfter] };
  };

  const create = (zone: TrackedZone, sink: EventSink): void => {
    if (open.top()?.originIndex === zone.originIndex) return;
    const block: Block = { ...zone, knownIndex: index };
    created = block;
    untouched.insert(block.top, block);
    unhalved.insert(middleOf(block), block);
    open.insert(block.bottom, block);
    report('block_created', block, block.originIndex, sink);
  };

  return {
    step: (bar, isSwing, isBreak, sink) => {
      index += 1;
      created = undefined;
      runningLow.push(bar.low);
      visit(bar, sink);
      if (isBreak && candidate) {
        create(candidate, sink);
        candidate = undefined;
      }
      lows[index % barsAfter] = bar.low;
      highs[index % barsAfter] = bar.high;
      if (isSwing) candidate = lowestRecent();
      else if (candidate && bar.low <= candidate.bottom) {
        candidate = { originIndex: index, top: bar.high, bottom: bar.low };
      }
    },
    write: ({ blockEdge, blockMitigation }) => {
      const block = open.top();
      if (!block) {
        blockEdge[index] = blockMitigation[index] = Number.NaN;
        return;
      }
      const { top, bottom, knownIndex } = block;
      const lowest = runningLow.since(knownIndex + 1);
      blockEdge[index] = direction * top;
      // A bar without a range is touched as a whole or not at all.
      if (top === bottom) blockMitigation[index] = lowest <= top ? 1 : 0;
      else blockMitigation[index] = lowest < top ? (top - lowest) / (top - bottom) : 0;
    },
    created: () => created,
  };
}
