import { AppError } from '../../kernel/errors.ts';
import type { Bars } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import { wilder } from './exponential.ts';
import { requireWindow } from './parameters.ts';
import { trueRange } from './true-range.ts';

/** Wilder's directional movement. All three lie in 0 to 100. */
export interface DirectionalMovement {
  /** Directional indicators; first value at bar period (`talib`) or period - 1 (`tulip`). NaN while nothing moved. */
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** Average directional index; first value at bar 2 period - 1 (`talib`) or 2 period - 2 (`tulip`). */
  readonly adx: Float64Array;
}

/**
 * Directional movement (Wilder 1978). Movements and true ranges are running sums, seeded with period - 1 of them, as in
 * both libraries; the index 100 |plus - minus| / (plus + minus) is averaged, seeded with the mean of its first
 * `period` values. The conventions differ in the first bar they use.
 *
 * @throws AppError `parameter_invalid` for a period below 2.
 */
export function directionalMovement(
  bars: Bars,
  period: number,
  convention: Convention = 'talib',
): DirectionalMovement {
  requirePeriod(period);
  const firstBar = convention === 'talib' ? period : period - 1;
  const range = runningSum(trueRange(bars), period, firstBar);
  const share = (sums: Float64Array): Float64Array =>
    sums.map((sum, i) => (range[i] > 0 ? (100 * sum) / range[i] : Number.NaN));
  const fall = bars.low.map((low) => -low);
  const plus = runningSum(movement(bars.high, fall), period, firstBar);
  const minus = runningSum(movement(fall, bars.high), period, firstBar);
  const index = plus.map((up, i) => directionalIndex(up, minus[i]));
  return { plus: share(plus), minus: share(minus), adx: wilder(index, period) };
}

/** Rise of `leading` where it is above 0 and above the rise of `other`, else 0. NaN at bar 0. */
function movement(leading: Float64Array, other: Float64Array): Float64Array {
  return leading.map((value, i) => {
    const rise = value - leading[i - 1];
    const rival = other[i] - other[i - 1];
    if (Number.isNaN(rise + rival)) return Number.NaN;
    return rise > 0 && rise > rival ? rise : 0;
  });
}

/** sum = sum - sum / period + value, seeded with the plain sum of period - 1 values; NaN before `firstBar`. */
function runningSum(values: Float64Array, period: number, firstBar: number): Float64Array {
  const seedBars = period - 1;
  let seen = 0;
  let sum = 0;
  return values.map((value, i) => {
    if (!Number.isFinite(value)) {
      seen = sum = 0;
      return Number.NaN;
    }
    seen += 1;
    sum += seen <= seedBars ? value : value - sum / period;
    return seen >= seedBars && i >= firstBar ? sum : Number.NaN;
  });
}

/** No movement either way is no trend, not a missing value. */
function directionalIndex(plus: number, minus: number): number {
  const total = plus + minus;
  return total === 0 ? 0 : (100 * Math.abs(plus - minus)) / total;
}

function requirePeriod(period: number): void {
  requireWindow('period', period);
  if (period > 1) return;
  throw new AppError('parameter_invalid', 'period is 1; directional movement needs at least 2 bars', {
    details: { period },
  });
}
