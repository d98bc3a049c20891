import { AppError } from '../../kernel/errors.ts';
import { eachSignal, type SignalFilter } from './filters.ts';

/**
 * Which side each probability trades: +1 (long) from `minConfidence` up, -1 (short) from `1 - minConfidence`
 * down, 0 (stay out) between the two and where the probability is missing.
 *
 * @param probability Calibrated probability that the long side wins, 0 to 1; NaN where there is none.
 * @param minConfidence Smallest probability of the traded side, in [0.5, 1). At exactly 0.5 both rules hold;
 *   the long one is asked first.
 * @returns One side a probability.
 * @throws AppError `parameter_invalid` for a confidence outside [0.5, 1): below one half both sides would trade.
 */
export function sidesFromProbability(probability: Float64Array, minConfidence: number): Int8Array {
  requireConfidence(minConfidence);
  const shortBar = 1 - minConfidence;
  const side = new Int8Array(probability.length);
  for (let i = 0; i < probability.length; i++) {
    const p = probability[i];
    if (p >= minConfidence) side[i] = 1;
    else if (p <= shortBar) side[i] = -1;
  }
  return side;
}

/** Keeps the signals of bars whose probability reaches `minConfidence`. @throws As `sidesFromProbability`. */
export function confident(probability: Float64Array, minConfidence: number): SignalFilter {
  const side = sidesFromProbability(probability, minConfidence);
  return eachSignal('confidence', ({ index }) => side[index] !== 0);
}

function requireConfidence(minConfidence: number): void {
  if (minConfidence >= 0.5 && minConfidence < 1) return;
  throw new AppError(
    'parameter_invalid',
    `minConfidence is ${minConfidence}; it must be at least 0.5 and below 1`,
    { details: { minConfidence } },
  );
}
