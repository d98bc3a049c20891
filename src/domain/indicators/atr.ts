import type { Bars } from '../market/bars.ts';
import type { Convention } from './convention.ts';
import { wilder } from './exponential.ts';
import { trueRange } from './true-range.ts';

/**
 * Average true range: Wilder's average of the true range (Wilder 1978), in price units.
 * @returns First value at bar period (`talib`) or period - 1 (`tulip`).
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function atr(bars: Bars, period: number, convention: Convention = 'talib'): Float64Array {
  return wilder(trueRange(bars, convention), period);
}
