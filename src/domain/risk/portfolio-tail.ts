import { AppError } from '../../kernel/errors.ts';
import { historicalVar } from './tail-loss.ts';

/** A position of a portfolio: how much of equity it takes, and what its instrument or strategy returned. */
export interface Holding {
  readonly name: string;
  /** Share of equity; negative for the other side of `returns`. */
  readonly exposure: number;
  /** Return of each period at an exposure of 1, on the periods all holdings share. */
  readonly returns: Float64Array;
}

export interface PortfolioTail {
  /** Positive losses of one period, shares of equity; null without a period. */
  readonly var: number | null;
  readonly cvar: number | null;
  /**
   * What each holding adds to the CVaR: its mean loss over the periods of the portfolio's tail (Euler allocation).
   * The parts add up to the CVaR; a negative one is a hedge.
   */
  readonly contributions: readonly { readonly name: string; readonly cvar: number }[];
}

/**
 * Value at risk and CVaR of positions held at once, from what they would have returned together in the past
 * (historical simulation: correlation and joint tails are those of the data). CVaR is the exact one of the sample
 * (Rockafellar & Uryasev 2000), which is coherent: joining two books never adds risk.
 * @throws AppError `parameter_invalid` for holdings over different numbers of periods.
 */
export function portfolioTail(holdings: readonly Holding[], tail: number): PortfolioTail {
  const returns = portfolioReturns(holdings);
  const bar = historicalVar(returns, tail);
  if (bar === null) return { var: null, cvar: null, contributions: [] };
  const worst = worstPeriods(returns, tail);
  const lossOf = (own: Float64Array): number =>
    0 - worst.reduce((sum, { at, weight }) => sum + weight * own[at], 0);
  return {
    var: 0 - bar,
    cvar: lossOf(returns),
    contributions: holdings.map(({ name, exposure, returns: own }) => ({
      name,
      cvar: exposure * lossOf(own),
    })),
  };
}

/** The worst `tail * n` periods with weights that add up to 1; the last of them counts with the fraction that is left. */
function worstPeriods(returns: Float64Array, tail: number): readonly { at: number; weight: number }[] {
  const mass = tail * returns.length;
  const order = [...returns.keys()].sort((a, b) => returns[a] - returns[b] || a - b);
  return order.slice(0, Math.ceil(mass)).map((at, rank) => ({ at, weight: Math.min(1, mass - rank) / mass }));
}

/** Return of each period of the whole, rebalanced to the exposures every period. */
export function portfolioReturns(holdings: readonly Holding[]): Float64Array {
  const periods = holdings[0]?.returns.length ?? 0;
  const odd = holdings.find((holding) => holding.returns.length !== periods);
  if (odd) {
    throw new AppError(
      'parameter_invalid',
      `${odd.name} has ${odd.returns.length} periods and ${holdings[0].name} ${periods}: holdings must share theirs`,
      { details: { name: odd.name, given: odd.returns.length, expected: periods } },
    );
  }
  const total = new Float64Array(periods);
  for (const { exposure, returns } of holdings) {
    for (let i = 0; i < periods; i++) total[i] += exposure * returns[i];
  }
  return total;
}

/**
 * The largest exposure a new holding may take beside the open ones so that the portfolio's CVaR stays within
 * `maxCvar`: a position that falls with the others gets less room, a hedge more. CVaR is convex in the
 * exposure, so the exposures that hold the limit form one interval, whose upper end is found by halving.
 *
 * @param open Positions held already; empty: the cap of the holding alone.
 * @param largest Exposures above this are not looked at.
 * @returns 0 when the open positions break the limit already.
 */
export function exposureBesideOpen(
  open: readonly Holding[],
  candidate: Omit<Holding, 'exposure'>,
  { tail, maxCvar, largest }: { readonly tail: number; readonly maxCvar: number; readonly largest: number },
): number {
  const holds = (exposure: number): boolean => {
    const { cvar } = portfolioTail([...open, { ...candidate, exposure }], tail);
    return cvar !== null && cvar <= maxCvar;
  };
  if (holds(largest)) return largest;
  // A book that breaks its limit takes nothing on, not even what would hedge it: people mend that first.
  if (!holds(0)) return 0;
  let low = 0;
  let high = largest;
  // 50 halvings leave less than a double of the size of `largest` can tell apart.
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
