import { expectedMaxNormal, varianceOfMaxNormal } from './max-normal.ts';
import { moments } from './moments.ts';
import { normalCdf } from './normal.ts';
import {
  benchmarkVarianceFactor,
  probabilisticSharpe,
  type SharpeConvention,
  type SharpeEstimate,
} from './probabilistic-sharpe.ts';

/**
 * The Sharpe ratio that the best of `trials` reaches by luck alone, in the unit of the variance given.
 * @param variance Variance of the trials' Sharpe ratios, >= 0.
 */
export const expectedMaxSharpe = (trials: number, variance: number): number =>
  Math.sqrt(variance) * expectedMaxNormal(trials);

/** Everything ever tried on a dataset family, as the ledger tells it. */
export interface TrialSummary {
  /** All trials, failed ones too; or the number of independent ones they are worth, 1 or more. */
  readonly count: number;
  /** Per-bar Sharpe ratios of those that were scored. */
  readonly sharpesPerBar: readonly number[];
}

/** A deflated Sharpe ratio with the hurdle it had to take. */
export interface DeflatedSharpe {
  /** Probability that the true Sharpe ratio is above the hurdle; null where it is undefined. */
  readonly probability: number | null;
  /** Per-bar Sharpe ratio that luck alone explains; null when the trials do not define their variance. */
  readonly hurdle: number | null;
}

/**
 * Deflated Sharpe ratio: the probabilistic Sharpe ratio against the expected maximum of all trials, with V = sample
 * variance of the scored trials' per-bar Sharpe ratios. `2014` is Bailey & Lopez de Prado 2014. `2025` takes the variance
 * of the estimate at the hurdle, over n, times the variance of the largest of N standard normal variables: what was
 * selected as the maximum is distributed as one (Lopez de Prado, Lipton & Zoonekynd 2025).
 * With two trials or more, but fewer than two scored, V is unknown and the figure undefined.
 */
export function deflatedSharpe(
  estimate: SharpeEstimate,
  trials: TrialSummary,
  convention: SharpeConvention = '2014',
): DeflatedSharpe {
  const hurdle = luckHurdle(trials);
  if (hurdle === null) return { hurdle, probability: null };
  const probability =
    convention === '2014'
      ? probabilisticSharpe(estimate, hurdle)
      : probabilityAsMaximum(estimate, hurdle, trials.count);
  return { hurdle, probability };
}

function luckHurdle({ count, sharpesPerBar }: TrialSummary): number | null {
  if (count <= 1) return 0;
  const { sd } = moments(Float64Array.from(sharpesPerBar));
  return sd === null ? null : expectedMaxSharpe(count, sd ** 2);
}

function probabilityAsMaximum(estimate: SharpeEstimate, hurdle: number, trials: number): number | null {
  const { sharpe, n, skew, kurtosis, autocorrelation } = estimate;
  if (sharpe === null || skew === null || kurtosis === null || n < 2) return null;
  const factor = benchmarkVarianceFactor(hurdle, skew, kurtosis, autocorrelation);
  const variance = (factor * varianceOfMaxNormal(trials)) / n;
  return variance > 0 ? normalCdf((sharpe - hurdle) / Math.sqrt(variance)) : null;
}
