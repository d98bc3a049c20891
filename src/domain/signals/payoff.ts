import { AppError } from '../../kernel/errors.ts';
import { UNLEVERED } from '../backtest/account.ts';
import { tradesAlone } from '../backtest/backtest.ts';
import type { BacktestInput } from '../backtest/input.ts';
import type { Barriers } from '../labels/barrier-distances.ts';
import { sideBarriers } from '../labels/side-barriers.ts';

/** What a trade of one side brought on average, by how the label of its bar turned out. */
export interface SidePayoff {
  /** Mean result before costs, in units of the side's own stop distance, after labels of +1 and of -1. */
  readonly whenUp: number;
  readonly whenDown: number;
  /** Mean cost of the round trip, financing included, as a share of the entry price. */
  readonly costShare: number;
}

export interface PayoffTable {
  readonly long: SidePayoff;
  readonly short: SidePayoff;
  /** Labelled bars of each direction the means are over. */
  readonly up: number;
  readonly down: number;
}

export interface PayoffInput extends Omit<BacktestInput, 'side' | 'stopDistance' | 'targetDistance'> {
  /** Barriers of each bar, between which either side trades. */
  readonly barriers: Barriers;
  /** Label of each bar: +1, -1, or 0 for none. */
  readonly direction: Int8Array;
}

/**
 * Measures, over the labelled bars in [from, to), what a trade taken at that bar would have brought: with its own
 * stop, target, time limit and gaps, so a probability turns into an expectation without pretending that every
 * win reaches its target. Bars whose trade could outlast the range are left out, so nothing after `to` is seen.
 * @throws AppError `labels_degenerate` when one direction has no bar to learn from.
 */
export function measurePayoffs(input: PayoffInput): PayoffTable {
  const long = measureSide(input, 1);
  const short = measureSide(input, -1);
  return { long: long.payoff, short: short.payoff, up: long.up, down: long.down };
}

function measureSide(input: PayoffInput, side: 1 | -1): { payoff: SidePayoff; up: number; down: number } {
  const { direction, from, to, horizonBars } = input;
  const always = new Int8Array(direction.length).fill(side);
  const rows: number[] = [];
  for (let i = from; i + horizonBars < to; i++) if (direction[i] !== 0) rows.push(i);
  const distances = sideBarriers(input.barriers, always);
  const trades = tradesAlone({ ...input, account: unlevered(input), side: always, ...distances }, rows);

  const sums = { up: 0, down: 0, cost: 0 };
  let up = 0;
  let down = 0;
  trades.forEach((trade, k) => {
    if (!trade) return;
    const result = ((trade.return + trade.costs) * trade.entryPrice) / distances.stopDistance[rows[k]];
    sums.cost += trade.costs;
    if (direction[rows[k]] > 0) {
      sums.up += result;
      up++;
    } else {
      sums.down += result;
      down++;
    }
  });
  requireBoth(up, down, input);
  const payoff = { whenUp: sums.up / up, whenDown: sums.down / down, costShare: sums.cost / (up + down) };
  return { payoff, up, down };
}

/** The money is the account's, for commissions may depend on it; the size is such that shares are shares of the price. */
const unlevered = ({ account: { equity, currency, conversionRate } }: PayoffInput) => ({
  ...UNLEVERED,
  equity,
  currency,
  conversionRate,
});

function requireBoth(up: number, down: number, { from, to }: PayoffInput): void {
  if (up > 0 && down > 0) return;
  throw new AppError(
    'labels_degenerate',
    `Between bars ${from} and ${to} there are ${up} labels up and ${down} labels down; both are needed`,
    { details: { up, down } },
  );
}
