import { type Bars, barCount } from '../market/bars.ts';
import type { Convention } from './convention.ts';

/**
 * True range in price units: max(high, close before) - min(low, close before) (Wilder 1978).
 * @returns `talib`: NaN at bar 0, which has no bar before it. `tulip`: high - low there.
 */
export function trueRange(bars: Bars, convention: Convention = 'talib'): Float64Array {
  const { high, low, close } = bars;
  const n = barCount(bars);
  const range = new Float64Array(n);
  if (n === 0) return range;
  range[0] = convention === 'tulip' ? high[0] - low[0] : Number.NaN;
  for (let i = 1; i < n; i++) {
    range[i] = Math.max(high[i], close[i - 1]) - Math.min(low[i], close[i - 1]);
  }
  return range;
}
