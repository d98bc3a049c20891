import { AppError } from '../../kernel/errors.ts';
import type { Convention } from './convention.ts';
import { createEma, Smoother } from './exponential.ts';
import type { LinesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

export interface MacdPeriods {
  readonly fast: number;
  /** Longer than `fast`. */
  readonly slow: number;
  readonly signal: number;
}

/** The three lines in the unit of the values. */
export interface MacdLines {
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
export function macd(
  values: Float64Array,
  periods: MacdPeriods,
  convention: Convention = 'talib',
): MacdLines {
  const kernel = new Macd(periods, convention);
  const n = values.length;
  const [line, signal, histogram] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    kernel.push(values[i]);
    line[i] = kernel.line;
    signal[i] = kernel.signal;
    histogram[i] = kernel.histogram;
  }
  return { line, signal, histogram };
}

export class Macd implements LinesKernel<number> {
  line = Number.NaN;
  signal = Number.NaN;
  histogram = Number.NaN;
  private readonly hiddenBars: number;
  private readonly skippedBars: number;
  private readonly fast: Smoother;
  private readonly slow: Smoother;
  private readonly signalAverage: Smoother;
  private seen = 0;

  constructor(periods: MacdPeriods, convention: Convention = 'talib') {
    requirePeriods(periods);
    const { fast, slow, signal } = periods;
    const isAppel = convention === 'tulip' && fast === 12 && slow === 26;
    this.hiddenBars = slow - 1;
    this.skippedBars = convention === 'talib' ? slow - fast : 0;
    this.fast = isAppel ? new Smoother(0.15, 1) : createEma(fast, convention);
    this.slow = isAppel ? new Smoother(0.075, 1) : createEma(slow, convention);
    this.signalAverage = createEma(signal, convention);
  }

  push(value: number): void {
    if (!Number.isFinite(value)) this.seen = 0;
    const fast = Number.isFinite(value) && this.seen < this.skippedBars ? Number.NaN : this.fast.push(value);
    const slow = this.slow.push(value);
    this.line = this.seen < this.hiddenBars ? Number.NaN : fast - slow;
    if (Number.isFinite(value)) this.seen += 1;
    this.signal = this.signalAverage.push(this.line);
    this.histogram = this.line - this.signal;
  }
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
