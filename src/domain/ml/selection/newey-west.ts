import { AppError } from '../../../kernel/errors.ts';

/** Mean of a series that may remember itself, with its standard error. */
export interface MeanEstimate {
  readonly mean: number;
  /** Newey-West standard error of the mean; 0 for a constant series. */
  readonly standardError: number;
  /** mean / standardError; 0 where the error is 0 and the mean too. */
  readonly tStatistic: number;
}

/**
 * Mean with a standard error that holds under autocorrelation up to `lags` (Newey & West 1987): the long-run variance
 * is g0 + 2 sum (1 - k / (lags + 1)) gk, the Bartlett kernel, which is never negative. Values must be finite.
 * @throws AppError `parameter_invalid` for lags that are no whole number from 0, `data_insufficient` for no values.
 */
export function neweyWestMean(values: Float64Array, lags: number): MeanEstimate {
  if (!Number.isSafeInteger(lags) || lags < 0) {
    throw new AppError('parameter_invalid', `lags is ${lags}; it must be a whole number from 0`);
  }
  const n = values.length;
  if (n === 0) throw new AppError('data_insufficient', 'There is no mean of no values');
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let longRun = autocovariance(values, mean, 0);
  for (let k = 1; k <= Math.min(lags, n - 1); k++) {
    longRun += 2 * (1 - k / (lags + 1)) * autocovariance(values, mean, k);
  }
  // Rounding can leave a little below 0.
  const standardError = Math.sqrt(Math.max(longRun, 0) / n);
  return { mean, standardError, tStatistic: mean === 0 ? 0 : mean / standardError };
}

/** Lags that grow with the sample as Newey & West (1994) suggest: floor(4 (n / 100)^(2/9)). */
export const automaticLags = (n: number): number => Math.floor(4 * (n / 100) ** (2 / 9));

function autocovariance(values: Float64Array, mean: number, lag: number): number {
  let sum = 0;
  for (let i = lag; i < values.length; i++) sum += (values[i] - mean) * (values[i - lag] - mean);
  return sum / values.length;
}
