import { AppError } from '../../kernel/errors.ts';
import { requireProbabilities } from './outcomes.ts';

export interface CalibrationBin {
  readonly meanPredicted: number;
  /** Share of ones. */
  readonly observed: number;
  readonly count: number;
}

/**
 * Reliability of probabilities: rows grouped into `bins` intervals of equal width over [0, 1] (a probability of 1
 * belongs to the last), empty ones left out, ascending.
 * @throws AppError `parameter_invalid` for impossible arguments.
 */
export function calibrationBins(
  probability: Float64Array,
  outcome: Int8Array,
  bins: number,
): CalibrationBin[] {
  requireProbabilities(probability, outcome);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new AppError('parameter_invalid', `${bins} calibration bins; there must be at least 1`);
  }
  const count = new Int32Array(bins);
  const predicted = new Float64Array(bins);
  const ones = new Int32Array(bins);
  for (let i = 0; i < probability.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(probability[i] * bins));
    count[bin] += 1;
    predicted[bin] += probability[i];
    ones[bin] += outcome[i];
  }
  return Array.from(count, (rows, bin) => ({
    meanPredicted: predicted[bin] / rows,
    observed: ones[bin] / rows,
    count: rows,
  })).filter((bin) => bin.count > 0);
}

/** Expected calibration error: mean distance of prediction and share of ones over the bins, weighted by rows. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number | null {
  const rows = bins.reduce((total, bin) => total + bin.count, 0);
  if (rows === 0) return null;
  return (
    bins.reduce((total, bin) => total + bin.count * Math.abs(bin.meanPredicted - bin.observed), 0) / rows
  );
}
