/** Fewer values than this say nothing about how long a series remembers. */
const MIN_ROWS = 9;

/**
 * Mean block of the stationary bootstrap that makes the error of a bootstrapped variance smallest: the automatic rule of
 * Politis & White (2004) with the correction of Patton, Politis & White (2009). The lag from which autocorrelations are
 * within `±2 sqrt(log10(n) / n)` for max(5, log10 n) lags sets the bandwidth of a flat-top kernel; the first such run
 * counts from its first lag, as in arch.
 * @param values Finite, one a period.
 * @returns At least 1, at most min(3 sqrt(n), n / 3); 1 for a series too short or without variation.
 */
export function automaticBlockLength(values: Float64Array): number {
  const n = values.length;
  if (n < MIN_ROWS || values.every((value) => value === values[0])) return 1;
  const mean = values.reduce((total, value) => total + value, 0) / n;
  const deviations = values.map((value) => value - mean);
  const run = Math.max(5, Math.floor(Math.log10(n)));
  const maxLag = Math.min(n - 2, Math.ceil(Math.sqrt(n)) + run);
  const covariances = Float64Array.from({ length: maxLag + 1 }, (_, lag) => lagProduct(deviations, lag) / n);
  const forgotten = firstQuietLag(deviations, covariances, run);
  const bandwidth = forgotten === null ? maxLag : Math.min(2 * Math.max(forgotten, 1), maxLag);

  let slope = 0;
  let longRun = covariances[0];
  for (let lag = 1; lag <= bandwidth; lag++) {
    const weight = 2 * Math.min(1, 2 * (1 - lag / bandwidth));
    slope += weight * lag * covariances[lag];
    longRun += weight * covariances[lag];
  }
  // 2 g^2 / (2 lr^2): the constant of the stationary bootstrap is 2.
  const optimal = Math.cbrt((slope / longRun) ** 2 * n);
  const longest = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  return Number.isFinite(optimal) ? Math.max(1, Math.min(optimal, longest)) : 1;
}

/** First lag of the first `run` lags in a row without significant autocorrelation; null when there is none. */
function firstQuietLag(deviations: Float64Array, covariances: Float64Array, run: number): number | null {
  const n = deviations.length;
  const bound = 2 * Math.sqrt(Math.log10(n) / n);
  let total = 0;
  for (const value of deviations) total += value * value;
  let [head, tail] = [total, total];
  let quiet = 0;
  for (let lag = 0; lag < covariances.length - 1; lag++) {
    // Correlations are scaled by what is left of both ends.
    head -= deviations[lag] ** 2;
    tail -= deviations[n - 1 - lag] ** 2;
    const correlation = Math.abs(covariances[lag] * n) / Math.sqrt(head * tail);
    quiet = correlation < bound ? quiet + 1 : 0;
    if (quiet === run) return lag - run + 1;
  }
  return null;
}

function lagProduct(deviations: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < deviations.length; i++) sum += deviations[i] * deviations[i - lag];
  return sum;
}
