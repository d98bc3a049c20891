import { moments } from './moments.ts';
import { normalQuantile } from './normal.ts';
import { probabilisticSharpe, type SharpeEstimate } from './probabilistic-sharpe.ts';

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * Expected largest of `trials` independent standard normal variables:
 * `(1 - gamma) z(1 - 1/N) + gamma z(1 - 1/(N e))` (Bailey & Lopez de Prado 2014). One trial: 0, there was no choice.
 */
export function expectedMaxNormal(trials: number): number {
  if (trials <= 1) return 0;
  const high = normalQuantile(1 - 1 / trials);
  const higher = normalQuantile(1 - 1 / (trials * Math.E));
  return (1 - EULER_MASCHERONI) * high + EULER_MASCHERONI * higher;
}

/**
 * The Sharpe ratio that the best of `trials` reaches by luck alone, in the unit of the variance given.
 * @param variance Variance of the trials' Sharpe ratios, >= 0.
 */
export const expectedMaxSharpe = (trials: number, variance: number): number =>
  Math.sqrt(variance) * expectedMaxNormal(trials);

/** Everything ever tried on a dataset family, as the ledger tells it. */
export interface TrialSummary {
  /** All trials, failed ones too. */
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
 * Deflated Sharpe ratio (Bailey & Lopez de Prado 2014): the probabilistic Sharpe ratio against the expected
 * maximum of all trials, with N = every trial of the ledger (not reduced for similar trials, which is the
 * strict reading) and V = sample variance of the scored trials' per-bar Sharpe ratios.
 * With two trials or more, but fewer than two scored, V is unknown and the figure undefined.
 */
export function deflatedSharpe(estimate: SharpeEstimate, trials: TrialSummary): DeflatedSharpe {
  const hurdle = luckHurdle(trials);
  return { hurdle, probability: hurdle === null ? null : probabilisticSharpe(estimate, hurdle) };
}

function luckHurdle({ count, sharpesPerBar }: TrialSummary): number | null {
  if (count <= 1) return 0;
  const { sd } = moments(Float64Array.from(sharpesPerBar));
  return sd === null ? null : expectedMaxSharpe(count, sd ** 2);
}
