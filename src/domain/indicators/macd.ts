import { AppError } from '../../kernel/errors.ts';
import type { Convention } from './convention.ts';
import { ema, smoothExponentially } from './exponential.ts';
import { requireWindow } from './parameters.ts';

export interface MacdPeriods {
  readonly fast: number;
  /** Longer than `fast`. */
  readonly slow: number;
  readonly signal: number;
}

/** The three lines in the unit of the values. */
export interface Macd {
  /** EMA(fast) - EMA(slow); first value at bar slow - 1. */
  readonly line: Float64Array;
  /** EMA(signal) of the line; first value at bar slow + signal - 2 (`talib`) or slow - 1 (`tulip`). */
  readonly signal: Float64Array;
  /** line - signal. */
  readonly histogram: Float64Array;
}

/**
 * Moving average convergence divergence (Appel).
 *
 * `talib`: both averages are seeded so that they start on the same bar, so the fast one is seeded with the mean of
 * the `fast` values before bar slow. `tulip`: both start at the first value, the signal at the first value of the
 * line, and exactly 12 and 26 use Appel's own factors 0.15 and 0.075 in place of 2 / 13 and 2 / 27.
 *
 * @throws AppError `parameter_invalid` for impossible periods, or fast not below slow.
 */
export function macd(values: Float64Array, periods: MacdPeriods, convention: Convention = 'talib'): Macd {
  requirePeriods(periods);
  const [fast, slow] =
    convention === 'talib' ? averagesTalib(values, periods) : averagesTulip(values, periods);
  const line = fast.map((value, i) => (i < periods.slow - 1 ? Number.NaN : value - slow[i]));
  const signal = ema(line, periods.signal, convention);
  return { line, signal, histogram: line.map((value, i) => value - signal[i]) };
}

function averagesTalib(values: Float64Array, { fast, slow }: MacdPeriods): [Float64Array, Float64Array] {
  const skipped = Math.min(slow - fast, values.length);
  const aligned = new Float64Array(values.length).fill(Number.NaN);
  aligned.set(ema(values.subarray(skipped), fast), skipped);
  return [aligned, ema(values, slow)];
}

function averagesTulip(values: Float64Array, { fast, slow }: MacdPeriods): [Float64Array, Float64Array] {
  if (fast === 12 && slow === 26) {
    return [smoothExponentially(values, 0.15, 1), smoothExponentially(values, 0.075, 1)];
  }
  return [ema(values, fast, 'tulip'), ema(values, slow, 'tulip')];
}

function requirePeriods({ fast, slow, signal }: MacdPeriods): void {
  requireWindow('fast', fast);
  requireWindow('slow', slow);
  requireWindow('signal', signal);
  if (fast < slow) return;
  throw new AppError(
    'parameter_invalid',
    `fast is ${fast} and slow is ${slow}; fast must be the shorter one`,
    {
      details: { fast, slow },
    },
  );
}
