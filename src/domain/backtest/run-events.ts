import { Broker, type EntryOrder } from './broker.ts';
import type { BacktestInput, BacktestResult, EntryRule } from './input.ts';
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
      const after = broker.equityAt(bars.close[i]);
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
  const stopDistance = input.stopDistance[i];
  const targetDistance = input.targetDistance[i];
  if (!(stopDistance > 0 && targetDistance > 0)) {
    broker.skipped.noBarrier++;
    return;
  }
  const { entry, trailingStop, horizonBars } = input;
  broker.place({
    ...entryPrices(entry, side, input.bars.close[i], stopDistance),
    kind: entry.kind,
    side,
    trail: Number.NaN,
    triggered: false,
    signalIndex: i,
    expiresAt: entry.kind === 'market' ? i + 1 : i + Math.min(entry.bars, horizonBars),
    bracket: { stopDistance, targetDistance, trailing: trailingStop },
  });
}

function entryPrices(
  entry: EntryRule,
  side: 1 | -1,
  close: number,
  unit: number,
): Pick<EntryOrder, 'limit' | 'stop'> {
  if (entry.kind === 'market') return { limit: Number.NaN, stop: Number.NaN };
  // Without a stop there is no unit to measure the offset in.
  const away = Number.isFinite(unit) ? side * entry.offset * unit : 0;
  if (entry.kind === 'limit') return { limit: close - away, stop: Number.NaN };
  const stop = close + away;
  if (entry.kind === 'stop') return { limit: Number.NaN, stop };
  return { limit: stop + (Number.isFinite(unit) ? side * entry.limitOffset * unit : 0), stop };
}
