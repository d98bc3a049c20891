import type { SidePayoff } from './payoff.ts';

export interface ExpectationInput {
  /** Calibrated probability that the label turns out +1. */
  readonly probability: number;
  readonly payoff: SidePayoff;
  /** Price the trade is taken at, and the distance to its stop, price units, both above zero. */
  readonly price: number;
  readonly stopDistance: number;
}

/**
 * Expected profit per unit of risk, after costs:
 * `(m * stop - cost) / (stop + cost)` with `m = p * whenUp + (1 - p) * whenDown` in units of the stop.
 * 0.1 means ten cents expected for every unit of money that the stop can lose.
 */
export function expectedValue({ probability, payoff, price, stopDistance }: ExpectationInput): number {
  const gross = probability * payoff.whenUp + (1 - probability) * payoff.whenDown;
  const cost = payoff.costShare * price;
  return (gross * stopDistance - cost) / (stopDistance + cost);
}

/**
 * Standard deviation of the result per unit of risk, of an outcome that is either `whenUp` or `whenDown`:
 * `sqrt(p (1 - p)) |whenUp - whenDown| stop / (stop + cost)`. Above zero while neither is certain.
 */
export function outcomeDeviation({ probability: p, payoff, price, stopDistance }: ExpectationInput): number {
  const spread = Math.abs(payoff.whenUp - payoff.whenDown);
  const deviation =
    Math.sqrt(p * (1 - p)) * spread * (stopDistance / (stopDistance + payoff.costShare * price));
  // A certain outcome has no deviation; the smallest number keeps the order and no infinity in the figures.
  return Math.max(deviation, Number.EPSILON);
}
