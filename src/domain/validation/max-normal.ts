import { normalCdf, normalQuantile } from './normal.ts';

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

/** Beyond these the density of the maximum of any number of trials is nothing. */
const [FROM, TO, STEPS] = [-9, 13, 4_400];

/**
 * Variance of the largest of `trials` independent standard normal variables, by the trapezoidal rule over its density
 * `N phi(z) Phi(z)^(N - 1)`, which converges faster than any power of the step. 1 for one trial, falling with their number.
 */
export function varianceOfMaxNormal(trials: number): number {
  const step = (TO - FROM) / STEPS;
  let first = 0;
  let second = 0;
  for (let i = 0; i <= STEPS; i++) {
    const z = FROM + i * step;
    const density = (trials * Math.exp((-z * z) / 2) * normalCdf(z) ** (trials - 1)) / Math.sqrt(2 * Math.PI);
    first += z * density * step;
    second += z * z * density * step;
  }
  return second - first * first;
}
