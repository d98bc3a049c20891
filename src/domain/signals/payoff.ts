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

/** What a trade of one side, taken at each bar alone, would have brought; NaN where there is none. */
export interface LoneTradesOfSide {
  /** Result before costs, in units of the side's own stop distance. */
  readonly result: Float64Array;
  /** Cost of the round trip, financing included, as a share of the entry price. */
  readonly cost: Float64Array;
}

export interface LoneTrades {
  readonly long: LoneTradesOfSide;
  readonly short: LoneTradesOfSide;
}

/**
 * The trades that payoffs are means of, by bar. None reaches beyond the time limit, so those of a range are those of any
 * longer one: ranges that grow share them.
 * @throws As `backtest`.
 */
export const loneTrades = (input: PayoffInput): LoneTrades => ({
  long: tradesOfSide(input, 1),
  short: tradesOfSide(input, -1),
});

function tradesOfSide(input: PayoffInput, side: 1 | -1): LoneTradesOfSide {
  const { direction, from, to, horizonBars } = input;
  const always = new Int8Array(direction.length).fill(side);
  const rows: number[] = [];
  for (let i = from; i + horizonBars < to; i++) if (direction[i] !== 0) rows.push(i);
  const distances = sideBarriers(input.barriers, always);
  const result = new Float64Array(direction.length).fill(Number.NaN);
  const cost = new Float64Array(direction.length).fill(Number.NaN);
  const rules = { ...input, account: unlevered(input), side: always, ...distances };
  tradesAlone(rules, rows, (trade, row) => {
    if (!trade) return;
    result[row] = ((trade.return + trade.costs) * trade.entryPrice) / distances.stopDistance[row];
    cost[row] = trade.costs;
  });
  return { result, cost };
}

/** Stretches of bars whose trades payoffs are means of. */
export interface PayoffRanges extends Pick<PayoffInput, 'direction' | 'horizonBars'> {
  /** From inclusive, to exclusive; a trade that could outlast its own is left out. */
  readonly ranges: readonly Pick<PayoffInput, 'from' | 'to'>[];
}

/**
 * Means, over the labelled bars of one or more stretches, of what a trade taken at that bar would have brought: with its
 * own stop, target, time limit and gaps, so a probability turns into an expectation without pretending that every
 * win reaches its target. Bars whose trade could outlast their stretch are left out, so nothing after it is seen.
 * @throws AppError `labels_degenerate` when one direction has no bar to learn from.
 */
export function payoffsOver(trades: LoneTrades, learned: PayoffRanges): PayoffTable {
  const long = sidePayoff(trades.long, learned);
  const short = sidePayoff(trades.short, learned);
  return { long: long.payoff, short: short.payoff, up: long.up, down: long.down };
}

function sidePayoff(
  { result, cost }: LoneTradesOfSide,
  { direction, horizonBars, ranges }: PayoffRanges,
): { payoff: SidePayoff; up: number; down: number } {
  const sums = { up: 0, down: 0, cost: 0 };
  let up = 0;
  let down = 0;
  for (const { from, to } of ranges) {
    for (let i = from; i + horizonBars < to; i++) {
      if (direction[i] === 0 || Number.isNaN(cost[i])) continue;
      sums.cost += cost[i];
      if (direction[i] > 0) {
        sums.up += result[i];
        up++;
      } else {
        sums.down += result[i];
        down++;
      }
    }
  }
  requireBoth(up, down, ranges);
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

function requireBoth(up: number, down: number, ranges: PayoffRanges['ranges']): void {
  if (up > 0 && down > 0) return;
  const where = ranges.map(({ from, to }) => `bars ${from} to ${to}`).join(', ') || 'no bars';
  throw new AppError(
    'labels_degenerate',
    `In ${where} there are ${up} labels up and ${down} labels down with a trade that ends there; both are needed`,
    { details: { up, down } },
  );
}
