import { type Bars, barCount } from '../../market/bars.ts';
import { requireUsableBars } from '../../market/usable-bars.ts';
import { createLevelSearch, negated } from './first-beyond.ts';
import type { ReferenceSwings } from './swing-highs-lows.ts';

/** Breaks as smart-money-concepts 0.0.27 prints them, at the bar of the broken swing. NaN: nothing. */
export interface ReferenceBreaks {
  readonly bos: Float64Array;
  readonly choch: Float64Array;
  /** 32-bit. */
  readonly level: Float32Array;
  /** Also of marks a later break has erased: then without a label beside it. */
  readonly brokenIndex: Float64Array;
}

/**
 * `bos_choch` of smart-money-concepts 0.0.27. READS LATER BARS: for comparison with that library, never for features.
 * Four successive swings that make a staircase (BOS) or a reversal (CHOCH) mark the second of them; the mark stands
 * when a price beyond its level comes two bars later or after, and no later mark is broken first.
 *
 * @param closeBreak Whether a close must lie beyond the level, or a high or low suffices.
 * @throws AppError `parameter_invalid` for bars that are not usable (see `requireUsableBars`).
 */
export function breaksOfStructure(bars: Bars, swings: ReferenceSwings, closeBreak = true): ReferenceBreaks {
  requireUsableBars(bars);
  const n = barCount(bars);
  const bos = new Float64Array(n).fill(Number.NaN);
  const choch = new Float64Array(n).fill(Number.NaN);
  const level = new Float32Array(n).fill(Number.NaN);
  const brokenIndex = new Float64Array(n).fill(Number.NaN);
  const above = createLevelSearch(closeBreak ? bars.close : bars.high);
  const below = createLevelSearch(negated(closeBreak ? bars.close : bars.low));
  /** Marks that stand, by position and by the bar that breaks them: both ascend. */
  const standing: Mark[] = [];
  for (const mark of findMarks(swings)) {
    const { index, side } = mark;
    // The library compares with the level as it stored it.
    const stored = Math.fround(mark.level);
    const broken = (side === 1 ? above : below).first(index + 2, side * stored, 'beyond');
    if (broken < 0 || stored === 0) continue;
    brokenIndex[index] = broken;
    while (standing.length > 0 && brokenIndex[standing[standing.length - 1].index] >= broken) standing.pop();
    standing.push(mark);
  }
  for (const { index, side, isBos, level: price } of standing) {
    (isBos ? bos : choch)[index] = side;
    level[index] = price;
  }
  return { bos, choch, level, brokenIndex };
}

interface Mark {
  readonly index: number;
  readonly side: 1 | -1;
  readonly isBos: boolean;
  readonly level: number;
}

function findMarks({ highLow, level }: ReferenceSwings): Mark[] {
  const positions: number[] = [];
  highLow.forEach((side, i) => {
    if (!Number.isNaN(side)) positions.push(i);
  });
  return positions.slice(3).flatMap((pd, k) => {
    const four = [positions[k], positions[k + 1], positions[k + 2], pd];
    const side = highLow[pd] as 1 | -1;
    // Sentinels can repeat a side at the ends.
    if (four.some((position, turn) => highLow[position] !== side * (turn % 2 ? 1 : -1))) return [];
    const [a, b, c, d] = four.map((position) => side * level[position]);
    const isBos = a < c && c < b && b < d;
    const isChoch = d > b && b > a && a > c;
    return isBos || isChoch ? [{ index: four[1], side, isBos, level: level[four[1]] }] : [];
  });
}
