import { type Bars, barCount } from '../../market/bars.ts';
import { requireUsableBars } from '../../market/usable-bars.ts';
import type { ReferenceSwings } from './swing-highs-lows.ts';

/** Order blocks as smart-money-concepts 0.0.27 prints them, at the block's bar, 32-bit. NaN: no block (any more). */
export interface ReferenceBlocks {
  readonly block: Float32Array;
  readonly top: Float32Array;
  readonly bottom: Float32Array;
  readonly volume: Float32Array;
  readonly mitigatedIndex: Float32Array;
  readonly percentage: Float32Array;
}

/**
 * `ob` of smart-money-concepts 0.0.27. READS LATER BARS, and deletes blocks price came back through: for comparison
 * with that library, never for features. Quirks kept: an upward block found right after its swing has top and bottom
 * exchanged, upward blocks note the bar before their mitigation, both passes share the marks of broken blocks.
 *
 * @param closeMitigation Whether a candle's body must leave the block to mitigate it, or its wick suffices.
 * @throws AppError `parameter_invalid` for bars that are not usable (see `requireUsableBars`).
 */
export function orderBlocks(bars: Bars, swings: ReferenceSwings, closeMitigation = false): ReferenceBlocks {
  requireUsableBars(bars);
  const n = barCount(bars);
  const column = (): Float32Array => new Float32Array(n);
  const rows: Rows = {
    block: column(),
    top: column(),
    bottom: column(),
    volume: column(),
    mitigatedIndex: column(),
    percentage: column(),
    isBroken: new Uint8Array(n),
  };
  for (const side of [1, -1] as const) runSide(side, { bars, swings, closeMitigation }, rows);
  const { isBroken: _, ...columns } = rows;
  for (let i = 0; i < n; i++) {
    if (columns.block[i] === 0) for (const values of Object.values(columns)) values[i] = Number.NaN;
  }
  return columns;
}

interface Rows extends ReferenceBlocks {
  readonly isBroken: Uint8Array;
}

interface Input {
  readonly bars: Bars;
  readonly swings: ReferenceSwings;
  readonly closeMitigation: boolean;
}

function runSide(side: 1 | -1, { bars, swings, closeMitigation }: Input, rows: Rows): void {
  const { open, high, low, close } = bars;
  const far = side === 1 ? low : high;
  const near = side === 1 ? high : low;
  const farEdge = side === 1 ? rows.bottom : rows.top;
  const nearEdge = side === 1 ? rows.top : rows.bottom;
  let live: number[] = [];
  /** Prices nothing happens between: the far edge met first, and the near edge of a broken block met first. */
  let quietFar = Number.NEGATIVE_INFINITY;
  let quietNear = Number.POSITIVE_INFINITY;
  let swing = -1;
  let isCrossed = false;

  const reach = (i: number): number => {
    if (!closeMitigation) return side * far[i];
    return side * (side === 1 ? Math.min(open[i], close[i]) : Math.max(open[i], close[i]));
  };
  const widenQuiet = (index: number): void => {
    if (rows.isBroken[index]) quietNear = Math.min(quietNear, side * nearEdge[index]);
    else quietFar = Math.max(quietFar, side * farEdge[index]);
  };

  for (let i = 0; i < close.length; i++) {
    if (reach(i) < quietFar || side * near[i] > quietNear) {
      live = live.filter((index) => {
        if (!rows.isBroken[index]) {
          if (reach(i) < side * farEdge[index]) {
            rows.isBroken[index] = 1;
            rows.mitigatedIndex[index] = side === 1 ? i - 1 : i;
          }
          return true;
        }
        if (side * near[i] <= side * nearEdge[index]) return true;
        clear(rows, index);
        return false;
      });
      quietFar = Number.NEGATIVE_INFINITY;
      quietNear = Number.POSITIVE_INFINITY;
      live.forEach(widenQuiet);
    }
    if (swing >= 0 && !isCrossed && side * close[i] > side * near[swing]) {
      isCrossed = true;
      const index = create(side, { bars, swing, broken: i }, rows);
      live.push(index);
      // A block written over another on its bar may have other edges: look at all again.
      live.forEach(widenQuiet);
    }
    if (swings.highLow[i] === side) {
      swing = i;
      isCrossed = false;
    }
  }
}

/** Writes the block of the close at `broken` beyond the swing at `swing`; returns its bar. */
function create(
  side: 1 | -1,
  { bars: { high, low, volume }, swing, broken }: { bars: Bars; swing: number; broken: number },
  rows: Rows,
): number {
  const far = side === 1 ? low : high;
  let index = broken - 1;
  for (let i = broken - 1; i > swing; i--) if (side * far[i] < side * far[index]) index = i;
  const isSwapped = side === 1 && broken === swing + 1;
  rows.block[index] = side;
  rows.top[index] = isSwapped ? low[index] : high[index];
  rows.bottom[index] = isSwapped ? high[index] : low[index];
  const [now, before, first] = [0, 1, 2].map((back) => volume[broken - back] ?? 0);
  const parts = [now + before, first];
  const larger = Math.max(...parts);
  rows.volume[index] = now + before + first;
  rows.percentage[index] = larger === 0 ? 100 : (Math.min(...parts) / larger) * 100;
  return index;
}

function clear({ isBroken: _, ...columns }: Rows, index: number): void {
  for (const values of Object.values(columns)) values[index] = 0;
}
