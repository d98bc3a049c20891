import { type Rng, shuffled } from '../../../kernel/rng.ts';
import { maxDrawdown } from '../../risk/drawdown.ts';
import { quantileOfSorted } from '../../risk/quantile.ts';

export interface MonteCarloOptions {
  readonly draws: number;
  readonly rng: Rng;
  /** Drawdown the risk rules allow, share of equity. */
  readonly maxDrawdown: number;
  /** Loss from the start that counts as ruin, share of equity. */
  readonly ruinLoss: number;
}

export interface TradeMonteCarlo {
  /** Median and 95 % quantile of the largest drawdown over random orders of the trades. */
  readonly drawdownMedian: number;
  readonly drawdown95: number;
  /** Share of the orders whose largest drawdown is above the one allowed. */
  readonly breach: number;
  /** Share of resampled records (as many trades, drawn with replacement) that lose `ruinLoss` of the start at any time. */
  readonly ruin: number;
}

/**
 * What the same trades could have done in another order, or drawn again. An order changes the drawdown and never the
 * mean; drawing again changes both.
 * @param returns Net return of each trade, share of equity.
 * @returns null without a trade.
 */
export function tradeMonteCarlo(
  returns: Float64Array,
  { draws, rng, maxDrawdown: allowed, ruinLoss }: MonteCarloOptions,
): TradeMonteCarlo | null {
  const n = returns.length;
  if (n === 0) return null;
  const trades = [...returns];
  const drawdowns = new Float64Array(draws);
  let ruined = 0;
  for (let draw = 0; draw < draws; draw++) {
    drawdowns[draw] = maxDrawdown(Float64Array.from(shuffled(trades, rng)));
    let equity = 1;
    let lowest = 1;
    for (let k = 0; k < n; k++) {
      equity *= 1 + returns[rng.integer(n)];
      lowest = Math.min(lowest, equity);
    }
    if (lowest <= 1 - ruinLoss) ruined++;
  }
  drawdowns.sort();
  return {
    drawdownMedian: quantileOfSorted(drawdowns, 0.5),
    drawdown95: quantileOfSorted(drawdowns, 0.95),
    breach: drawdowns.filter((value) => value > allowed).length / draws,
    ruin: ruined / draws,
  };
}
