import { AppError } from '../../../kernel/errors.ts';
import { type Bars, barCount } from '../../market/bars.ts';
import { requireUsableBars } from '../../market/usable-bars.ts';
import { createLevelSearch, negated } from './first-beyond.ts';
import type { ReferenceSwings } from './swing-highs-lows.ts';

/** Liquidity as smart-money-concepts 0.0.27 prints it, at the first swing of a group, 32-bit. NaN: none. */
export interface ReferenceLiquidity {
  /** 1 above highs, -1 below lows. */
  readonly liquidity: Float32Array;
  /** Mean price of the group. */
  readonly level: Float32Array;
  /** Bar of the group's last swing. */
  readonly end: Float32Array;
  /** First bar beyond the group's range; 0: none. */
  readonly swept: Float32Array;
}

/**
 * `liquidity` of smart-money-concepts 0.0.27. READS LATER BARS (even its tolerance is a share of the price range of the
 * whole series): for comparison with that library, never for features. A group is a swing and the later, unused
 * swings of its side within the tolerance of it, before a price beyond the tolerance sweeps them.
 *
 * @param rangePercent Tolerance as a fraction of the series' price range, 0 or more.
 * @throws AppError `parameter_invalid` for bars that are not usable (see `requireUsableBars`)
 *   or such a tolerance.
 */
export function liquidityGroups(
  bars: Bars,
  swings: ReferenceSwings,
  rangePercent = 0.01,
): ReferenceLiquidity {
  requireUsableBars(bars);
  requireFraction(rangePercent);
  const n = barCount(bars);
  const column = (): Float32Array => new Float32Array(n).fill(Number.NaN);
  const found = { liquidity: column(), level: column(), end: column(), swept: column() };
  const tolerance = (extreme(bars.high, 1) - extreme(bars.low, -1)) * rangePercent;
  for (const side of [1, -1] as const) {
    const prices = createLevelSearch(side === 1 ? bars.high : negated(bars.low));
    const levels = swings.highLow.map((sign, i) =>
      sign === side ? side * swings.level[i] : Number.NEGATIVE_INFINITY,
    );
    const unused = createLevelSearch(levels);
    for (let i = 0; i < n; i++) {
      if (unused.first(i, Number.NEGATIVE_INFINITY, 'beyond') !== i) continue;
      const swept = prices.first(i + 1, levels[i] + tolerance, 'at');
      const group = gather(i, swept < 0 ? n : swept);
      if (group.length < 2) continue;
      found.liquidity[i] = side;
      found.level[i] = side * (group.reduce((sum, j) => sum + levels[j], 0) / group.length);
      found.end[i] = group[group.length - 1];
      found.swept[i] = Math.max(swept, 0);
    }

    function gather(start: number, before: number): number[] {
      const group = [start];
      const floor = levels[start] - tolerance;
      let j = unused.first(start + 1, floor, 'at');
      while (j >= 0 && j < before) {
        if (levels[j] <= levels[start] + tolerance) {
          group.push(j);
          unused.remove(j);
        }
        j = unused.first(j + 1, floor, 'at');
      }
      return group;
    }
  }
  return found;
}

const extreme = (values: Float64Array, side: 1 | -1): number =>
  side * values.reduce((most, value) => Math.max(most, side * value), Number.NEGATIVE_INFINITY);

function requireFraction(rangePercent: number): void {
  if (Number.isFinite(rangePercent) && rangePercent >= 0) return;
  throw new AppError('parameter_invalid', `rangePercent is ${rangePercent}; it must be a number, 0 or more`, {
    details: { rangePercent },
  });
}
