import type { Rng } from '../../../kernel/rng.ts';

/** Confidence of every interval of an evaluation, two-sided. */
export const EVALUATION_CONFIDENCE = 0.95;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Length of the blocks for labels that look `horizonBars` ahead: neighbours share outcomes, so a block holds a whole
 * label at least, and the cube root of the sample (the rate Kuensch 1989 gives for a mean) where that is longer.
 */
export const blockLength = (rows: number, horizonBars: number): number =>
  Math.max(1, Math.min(rows, Math.max(horizonBars, Math.ceil(Math.cbrt(rows)))));

/**
 * One resample of a time series by circular blocks (Politis & Romano 1992): how often each row is in it. Blocks of
 * `length` rows start anywhere, with replacement, and run past the end into the beginning; the last one is cut.
 * @param rows From 1. @param length From 1 to `rows`.
 * @returns One count a row; they sum to `rows`.
 */
export function blockResample(rows: number, length: number, rng: Rng): Uint16Array {
  const count = new Uint16Array(rows);
  for (let drawn = 0; drawn < rows; ) {
    const start = rng.integer(rows);
    const size = Math.min(length, rows - drawn);
    const beyond = Math.max(0, start + size - rows);
    for (let row = start; row < start + size - beyond; row++) count[row]++;
    for (let row = 0; row < beyond; row++) count[row]++;
    drawn += size;
  }
  return count;
}

/**
 * Percentile interval of a bootstrap (Efron 1979), linear between order statistics.
 * @param values A statistic of each resample; null where a resample did not define it.
 * @returns Null when more than half of the resamples did not.
 */
export function percentileInterval(
  values: readonly (number | null)[],
  confidence = EVALUATION_CONFIDENCE,
): Interval | null {
  const known = Float64Array.from(values.filter((value) => value !== null)).sort();
  if (known.length === 0 || known.length * 2 < values.length) return null;
  const at = (share: number): number => {
    const position = share * (known.length - 1);
    const below = Math.floor(position);
    const above = Math.min(below + 1, known.length - 1);
    return known[below] + (position - below) * (known[above] - known[below]);
  };
  return { low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}
