import type { Direction, EventSink, SwingEvent, ZoneEvent } from './events.ts';
import { createLevelStack } from './level-stack.ts';
import type { PriceBar } from './price-bar.ts';
import { zoneEvent } from './zone-event.ts';

/** An order block in the prices of its tracker (negated on the bearish side). */
interface Block {
  readonly originIndex: number;
  readonly top: number;
  readonly bottom: number;
}

/** Order blocks of one side. */
export interface BlockTracker {
  /**
   * Takes the next bar (mirrored for the bearish side), with the swing of this side that was confirmed with it and the
   * break of this side that its close made.
   */
  step(
    bar: PriceBar,
    found: { readonly swing: SwingEvent | undefined; readonly isBreak: boolean },
    sink: EventSink,
  ): void;
  /** The open block with the highest far edge, in the tracker's prices. */
  nearest(): { readonly top: number; readonly bottom: number } | undefined;
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
  const open = createLevelStack<Block>();
  /** The last `barsAfter` bars: those after a swing that is being confirmed. */
  const recent: PriceBar[] = [];
  let candidate: Block | undefined;
  let index = -1;

  const report = (kind: ZoneEvent['kind'], block: Block, eventIndex: number, sink: EventSink): void =>
    sink(zoneEvent(kind, direction, block, { eventIndex, knownIndex: index }));

  const visit = (low: number, sink: EventSink): void => {
    for (let block = untouched.takeReached(low, 'at'); block; block = untouched.takeReached(low, 'at')) {
      report('block_mitigated', block, index, sink);
    }
    for (let block = open.takeReached(low, 'beyond'); block; block = open.takeReached(low, 'beyond')) {
      report('block_broken', block, index, sink);
    }
  };

  const create = (block: Block, sink: EventSink): void => {
    if (open.top()?.originIndex === block.originIndex) return;
    untouched.insert(block.top, block);
    open.insert(block.bottom, block);
    report('block_created', block, block.originIndex, sink);
  };

  return {
    step: (bar, { swing, isBreak }, sink) => {
      index += 1;
      visit(bar.low, sink);
      if (isBreak && candidate) {
        create(candidate, sink);
        candidate = undefined;
      }
      recent.push(bar);
      if (recent.length > barsAfter) recent.shift();
      if (swing) candidate = lowestOf(recent, index);
      else if (candidate && bar.low <= candidate.bottom) candidate = blockOf(bar, index);
    },
    nearest: () => open.top(),
  };
}

/** The lowest of the bars that end at `lastIndex`, the last of equals. */
function lowestOf(bars: readonly PriceBar[], lastIndex: number): Block {
  const position = bars.reduce((best, bar, i) => (bar.low <= bars[best].low ? i : best), 0);
  return blockOf(bars[position], lastIndex - (bars.length - 1 - position));
}

const blockOf = (bar: PriceBar, originIndex: number): Block => ({
  originIndex,
  top: bar.high,
  bottom: bar.low,
});
