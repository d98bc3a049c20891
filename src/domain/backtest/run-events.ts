import { type BracketPlan, Broker, type EntryOrder } from './broker.ts';
import { type EntryPrices, entryOrders, restingBars } from './entry-orders.ts';
import type { BacktestInput, BacktestResult } from './input.ts';
import type { Venue } from './venue.ts';

/**
 * Trades signals event by event, through orders: every kind of entry, several positions, trailing stops.
 * While positions or orders of one side are open a signal of the other side is ignored, and so is any beyond
 * `maxPositions`.
 */
export function runEvents(venue: Venue, input: BacktestInput): BacktestResult {
  const { bars, from, to, horizonBars } = input;
  const broker = new Broker(venue);
  const returns = new Float64Array(Math.max(0, to - from));
  let equity = venue.account.equity;
  let barsHeld = 0;
  for (let i = from; i < to; i++) {
    if (broker.advance(i)) {
      barsHeld++;
      const isLast = i === to - 1;
      broker.closeAtClose(i, ({ signalIndex }) =>
        i >= signalIndex + horizonBars ? 'time' : isLast ? 'end' : null,
      );
      if (!broker.isHolding && !broker.ledger.settle()) {
        returns[i - from] = -1;
        break;
      }
      const after = broker.equityAt(i, bars.close[i]);
      returns[i - from] = after / equity - 1;
      equity = after;
    }
    if (input.side[i] !== 0 && i < to - 1) decide(broker, input, i);
  }
  const exposure = to > from ? barsHeld / (to - from) : 0;
  return { returns, trades: broker.ledger.trades, exposure, skipped: broker.skipped };
}

function decide(broker: Broker, input: BacktestInput, i: number): void {
  const side = input.side[i] > 0 ? 1 : -1;
  if (broker.committed >= input.account.maxPositions || broker.side === -side) return;
  if (!(input.stopDistance[i] > 0 && input.targetDistance[i] > 0)) {
    broker.skipped.noBarrier++;
    return;
  }
  const [stopDistance, targetDistance] = [input.stopDistance[i], input.targetDistance[i]];
  const decision = { side, close: input.bars.close[i], stopDistance } as const;
  const { trailingStop: trailing, scaleOut } = input;
  const bracket = { stopDistance, targetDistance, trailing, scaleOut };
  const expiresAt = i + restingBars(input.entry, input.horizonBars);
  const order = (prices: EntryPrices) => entryOrder(prices, side, i, expiresAt, bracket);
  const [first, second] = entryOrders(input.entry, decision);
  if (second) broker.placeOneOf(order(first), order(second));
  else broker.place(order(first));
}

/** The order of a signal. Every one has the same fields in the same order, for there are many. */
const entryOrder = (
  { kind, limit, stop }: EntryPrices,
  side: 1 | -1,
  signalIndex: number,
  expiresAt: number,
  bracket: BracketPlan,
): EntryOrder => ({
  kind,
  side,
  limit,
  stop,
  trail: Number.NaN,
  triggered: false,
  signalIndex,
  expiresAt,
  bracket,
  twin: null,
  isCancelled: false,
});
