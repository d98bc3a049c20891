import { type Bars, barCount } from '../../market/bars.ts';
import { requireUsableBars } from '../../market/usable-bars.ts';
import type { ReferenceSwings } from './swing-highs-lows.ts';

/** Retracements as smart-money-concepts 0.0.27 prints them, in percent of the leg, to one decimal. */
export interface ReferenceRetracements {
  readonly direction: Float64Array;
  readonly current: Float64Array;
  readonly deepest: Float64Array;
}

/** Changes of direction whose rows the library blanks out at the start. */
const BLANKED_CHANGES = 3;

/**
 * `retracements` of smart-money-concepts 0.0.27. READS LATER BARS: for comparison with that library, never for
 * features. All columns are turned by one bar, so the last bar's values come first and decide how many rows at the
 * start are blanked out.
 *
 * @throws AppError `parameter_invalid` for bars that are not usable (see `requireUsableBars`).
 */
export function retracements(bars: Bars, swings: ReferenceSwings): ReferenceRetracements {
  requireUsableBars(bars);
  const n = barCount(bars);
  const direction = new Float64Array(n);
  const current = new Float64Array(n);
  const deepest = new Float64Array(n);
  let top = 0;
  let bottom = 0;
  for (let i = 0; i < n; i++) {
    const side = swings.highLow[i];
    if (side === 1) top = swings.level[i];
    if (side === -1) bottom = swings.level[i];
    const before = i > 0 ? direction[i - 1] : 0;
    direction[i] = side === 1 || side === -1 ? side : before;
    if (before === 1) {
      current[i] = retraced(bars.low[i], bottom, top);
      deepest[i] = Math.max(deepest[i - 1], current[i]);
    }
    if (direction[i] === -1) {
      current[i] = retraced(bars.high[i], top, bottom);
      deepest[i] = Math.max(before === -1 ? deepest[i - 1] : 0, current[i]);
    }
  }
  const turned = { direction: turn(direction), current: turn(current), deepest: turn(deepest) };
  blankHead(turned);
  return turned;
}

/** Share of the leg from `start` to `end` that price has given back. */
function retraced(price: number, start: number, end: number): number {
  return end === start ? 0 : roundToTenth(100 - ((price - start) / (end - start)) * 100);
}

/** numpy's rounding: scaled, halves to even. */
function roundToTenth(value: number): number {
  const scaled = value * 10;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return (isUp ? floor + 1 : floor) / 10;
}

function turn(values: Float64Array): Float64Array {
  const turned = new Float64Array(values.length);
  if (values.length === 0) return turned;
  turned.set(values.subarray(0, -1), 1);
  turned[0] = values[values.length - 1];
  return turned;
}

function blankHead(columns: ReferenceRetracements): void {
  const { direction } = columns;
  const all = Object.values(columns) as Float64Array[];
  let changes = 0;
  for (let i = 0; i + 1 < direction.length && changes < BLANKED_CHANGES; i++) {
    if (direction[i] !== direction[i + 1]) changes += 1;
    for (const values of all) values[i] = 0;
    if (changes === BLANKED_CHANGES) for (const values of all) values[i + 1] = 0;
  }
}
