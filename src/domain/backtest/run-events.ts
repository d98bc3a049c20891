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
  const { entry } = input;
  if (entry.kind !== 'oco') {
    broker.place(entryOrder(input, entry, i, side));
    return;
  }
  const { offset, limitOffset, bars } = entry;
  // The stop first: of the two prices a bar may reach, the worse one.
  broker.placeOneOf(
    entryOrder(input, { kind: 'stop', offset, bars }, i, side),
    entryOrder(input, { kind: 'limit', offset: limitOffset, bars }, i, side),
  );
}

type SingleEntry = Exclude<EntryRule, { readonly kind: 'oco' }>;

/** The order of a signal. Every one has the same fields in the same order, for there are many. */
function entryOrder(input: BacktestInput, entry: SingleEntry, i: number, side: 1 | -1): EntryOrder {
  const [stopDistance, targetDistance] = [input.stopDistance[i], input.targetDistance[i]];
  // Without a stop there is no unit to measure the offsets in.
  const unit = Number.isFinite(stopDistance) ? side * stopDistance : 0;
  const close = input.bars.close[i];
  return {
    kind: entry.kind,
    side,
    limit: limitOf(entry, close, unit),
    stop: entry.kind === 'stop' || entry.kind === 'stop_limit' ? close + entry.offset * unit : Number.NaN,
    trail: Number.NaN,
    triggered: false,
    signalIndex: i,
    expiresAt: i + restingBars(input),
    bracket: { stopDistance, targetDistance, trailing: input.trailingStop },
    twin: null,
    isCancelled: false,
  };
}

function limitOf(entry: SingleEntry, close: number, unit: number): number {
  if (entry.kind === 'limit') return close - entry.offset * unit;
  return entry.kind === 'stop_limit' ? close + (entry.offset + entry.limitOffset) * unit : Number.NaN;
}

/** Bars an entry order rests, from 1, the bar after its signal included: never longer than a position may be held. */
export const restingBars = ({ entry, horizonBars }: Pick<BacktestInput, 'entry' | 'horizonBars'>): number =>
  entry.kind === 'market' ? 1 : Math.min(entry.bars, horizonBars);
