import { requireWindow } from './parameters.ts';

/**
 * Relative strength index (Wilder 1978): 100 * up / (up + down), where up and down are Wilder's averages of the rises
 * and falls, seeded with the mean of the first `period` changes. TA-Lib and Tulip agree on it.
 *
 * @returns 0 to 100, first value at bar period. NaN while no price has moved (0 / 0; as Tulip, where TA-Lib says 0),
 *   and after a price that is not finite until `period` changes have been seen again.
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function rsi(values: Float64Array, period: number): Float64Array {
  requireWindow('period', period);
  const result = new Float64Array(values.length).fill(Number.NaN);
  let seen = 0;
  let up = 0;
  let down = 0;
  for (let i = 1; i < values.length; i++) {
    const change = values[i] - values[i - 1];
    if (!Number.isFinite(change)) {
      seen = up = down = 0;
      continue;
    }
    seen += 1;
    if (seen <= period) {
      up += Math.max(change, 0) / period;
      down += Math.max(-change, 0) / period;
      if (seen < period) continue;
    } else {
      up += (Math.max(change, 0) - up) / period;
      down += (Math.max(-change, 0) - down) / period;
    }
    result[i] = up + down > 0 ? (100 * up) / (up + down) : Number.NaN;
  }
  return result;
}
