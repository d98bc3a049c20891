import { requireWindow } from '../../indicators/parameters.ts';
import { rollingMax, rollingMin } from '../../indicators/rolling-extremes.ts';
import { type Bars, barCount } from '../../market/bars.ts';
import { requireUsableBars } from '../../market/usable-bars.ts';

/** Swings as smart-money-concepts 0.0.27 prints them. NaN: no swing at this bar. */
export interface ReferenceSwings {
  /** 1 high, -1 low. The first and the last one are sentinels, not swings. */
  readonly highLow: Float64Array;
  /** The swing's price. */
  readonly level: Float64Array;
}

/**
 * `swing_highs_lows` of smart-money-concepts 0.0.27. READS LATER BARS: for comparison with that library, never for
 * features. A bar is a swing high when its high is the highest of the `swingLength - 1` bars before it and the
 * `swingLength` after it (ties count), else a swing low by the mirrored rule. Of neighbouring swings of one side the
 * most extreme stays, the first of equals. Then bar 0 and the last bar become sentinels of the opposite sign.
 *
 * The library drops, round by round, the less extreme of every neighbouring pair. The first extreme of a run wins
 * each of its pairs and a run never loses its last member, so one pass gives the same result.
 *
 * @throws AppError `parameter_invalid` for bars that are not usable (see `requireUsableBars`)
 *   or a length that is no whole number from 1.
 */
export function swingHighsLows(bars: Bars, swingLength = 50): ReferenceSwings {
  requireUsableBars(bars);
  requireWindow('swingLength', swingLength);
  const n = barCount(bars);
  const highLow = new Float64Array(n).fill(Number.NaN);
  const level = new Float64Array(n).fill(Number.NaN);
  const width = 2 * swingLength;
  const highest = rollingMax(bars.high, width);
  const lowest = rollingMin(bars.low, width);
  let kept = -1;
  let first = -1;
  for (let i = width - 1; i < n - swingLength; i++) {
    const isHigh = bars.high[i] === highest[i + swingLength];
    if (!isHigh && bars.low[i] !== lowest[i + swingLength]) continue;
    const side = isHigh ? 1 : -1;
    const price = isHigh ? bars.high[i] : bars.low[i];
    if (kept >= 0 && highLow[kept] === side) {
      if (side * price <= side * level[kept]) continue;
      highLow[kept] = level[kept] = Number.NaN;
      if (first === kept) first = i;
    }
    if (first < 0) first = i;
    kept = i;
    highLow[i] = side;
    level[i] = price;
  }
  if (kept < 0) return { highLow, level };
  placeSentinel(0, -highLow[first]);
  placeSentinel(n - 1, -highLow[kept]);
  return { highLow, level };

  function placeSentinel(index: number, side: number): void {
    highLow[index] = side;
    level[index] = side === 1 ? bars.high[index] : bars.low[index];
  }
}
