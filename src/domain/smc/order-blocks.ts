import type { Direction, EventSink, SwingEvent, ZoneEvent } from './events.ts';
import { createLevelStack } from './level-stack.ts';
import { type PriceBar, realEdges } from './price-bar.ts';

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
  const recent: Block[] = [];
  let candidate: Block | undefined;
  let index = -1;

  const report = (kind: ZoneEvent['kind'], block: Block, eventIndex: number, sink: EventSink): void =>
    sink({
      kind,
      direction,
      eventIndex,
      knownIndex: index,
      originIndex: block.originIndex,
      ...realEdges(direction, block.top, block.bottom),
    });

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
      const current: Block = { originIndex: index, top: bar.high, bottom: bar.low };
      recent.push(current);
      if (recent.length > barsAfter) recent.shift();
      if (swing) candidate = recent.reduce(lower);
      else if (candidate) candidate = lower(candidate, current);
    },
    nearest: () => open.top(),
  };
}

const lower = (before: Block, after: Block): Block => (after.bottom <= before.bottom ? after : before);
