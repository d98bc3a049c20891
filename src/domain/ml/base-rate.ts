import { AppError } from '../../kernel/errors.ts';

/** Weighted share of ones among the named rows; null for no rows or no weight. */
export function baseRate(target: Float32Array, weight: Float32Array, rows: Int32Array): number | null {
  let ones = 0;
  let total = 0;
  for (const row of rows) {
    ones += weight[row] * target[row];
    total += weight[row];
  }
  return total > 0 ? ones / total : null;
}

/**
 * Moves probabilities from one base rate to another by multiplying their odds by the ratio of the rates' odds
 * (the correction for a shifted prior, Saerens, Latinne & Decaestecker 2002). The order is kept, a probability equal
 * to `from` becomes `to`, and 0, 1 and NaN stay what they are.
 *
 * @throws AppError `parameter_invalid` for a rate that is not strictly between 0 and 1.
 */
export function shiftBaseRate(probability: Float64Array, from: number, to: number): Float64Array {
  requireRate('from', from);
  requireRate('to', to);
  const ratio = (to * (1 - from)) / (from * (1 - to));
  return probability.map((p) => (p * ratio) / (p * ratio + (1 - p)));
}

function requireRate(name: string, rate: number): void {
  if (rate > 0 && rate < 1) return;
  throw new AppError('parameter_invalid', `The base rate "${name}" is ${rate}; it must be between 0 and 1`);
}
