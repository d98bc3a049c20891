import { assertBacktestInput } from './assert-input.ts';
import type { BacktestInput, BacktestResult } from './input.ts';
import { runEvents } from './run-events.ts';
import { isThresholdStrategy, runOneTrade, runThreshold } from './run-threshold.ts';
import type { Trade } from './trade.ts';
import { openVenue, type Venue } from './venue.ts';

/**
 * Trades a series of signals bar by bar. A signal beyond the positions an account may hold is ignored; one at the close
 * of the bar that closed the last position is taken. Costs are charged on entry, exit and by the night, on the value
 * traded. An account that has nothing left is closed at a return of -1 and nothing is traded after it.
 * @throws AppError `parameter_invalid` for columns of unequal length, an impossible range, prices that are not
 *   positive numbers inside the range, rules out of their bounds, or a spread the bars do not know.
 */
export function backtest(input: BacktestInput): BacktestResult {
  assertBacktestInput(input);
  const run = isThresholdStrategy(input) ? runThreshold : runEvents;
  return run(openVenue(input, input.bars), input);
}

/**
 * What the signal of each row would bring if it were the only one, decided at the row's close.
 * @param visit Told of each row in turn: its trade, or null where it could not be taken. Hundreds of thousands are
 *   seldom worth keeping.
 * @throws As `backtest`.
 */
export function tradesAlone(
  input: Omit<BacktestInput, 'from' | 'to'>,
  rows: readonly number[],
  visit: (trade: Trade | null, row: number) => void,
): void {
  const last = input.side.length;
  assertBacktestInput({ ...input, from: 0, to: last });
  const venue = openVenue(input, input.bars);
  const runOne = isThresholdStrategy(input) ? runOneTrade : firstTrade;
  // One input, its range moved on: a copy for each row took a sixth of the time.
  const alone = { ...input, from: 0, to: 0 };
  for (const row of rows) {
    alone.from = row;
    alone.to = Math.min(last, row + 1 + input.horizonBars);
    visit(runOne(venue, alone), row);
  }
}

const firstTrade = (venue: Venue, input: BacktestInput): Trade | null =>
  runEvents(venue, input).trades[0] ?? null;
