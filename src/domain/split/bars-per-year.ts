import { AppError } from '../../kernel/errors.ts';

/** Mean Gregorian year, ms. */
const YEAR_MS = 365.2425 * 86_400_000;

/**
 * How many bars a year has, for annualising: the steps of the series over the years they span. Counted, not looked up, so it
 * holds for every market and session (S&P 500 days give about 251.6, a 24/7 hour 8,766).
 * @param timeMs ascending open times, at least two
 * @throws AppError `data_insufficient`.
 */
export function barsPerYear(timeMs: Float64Array): number {
  const steps = timeMs.length - 1;
  const spanMs = steps > 0 ? timeMs[steps] - timeMs[0] : 0;
  if (spanMs > 0) return steps / (spanMs / YEAR_MS);
  throw new AppError('data_insufficient', `${timeMs.length} bar(s) span no time; at least two are needed.`);
}
