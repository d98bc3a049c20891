import { DAY_MS } from '../calendar/clock.ts';
import { type Bars, barCount } from '../market/bars.ts';
import { counted, findingAt, type QualityFinding } from './finding.ts';
import { median } from './median.ts';
import { indicesWhere } from './prices.ts';
import type { RobustReturns } from './returns.ts';
import type { QualityThresholds } from './thresholds.ts';

/** Ratios companies split at: new shares for one old one. Their reciprocals are reverse splits. */
const RATIOS = [1.5, 2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100];
/** Closes on each side whose medians must stand apart by the ratio as well: a split stays. */
const SIDE = 5;
/** How far apart the medians may be from the ratio: prices go on moving. */
const SIDE_TOLERANCE = 0.2;
/** Robust z a jump needs at least: a ratio of 1.5 is no exception in a wild market. */
const LEAST_Z = 10;

/**
 * Overnight jumps near a simple ratio that stay: splits nobody adjusted for. Looked for between trading days only, since
 * a split takes effect before the open.
 */
export function suspectedSplits(
  bars: Bars,
  { scale }: RobustReturns,
  { splitTolerance }: Pick<QualityThresholds, 'splitTolerance'>,
): QualityFinding | null {
  const { timeMs, open, close } = bars;
  if (!(scale > 0)) return null;
  const ratioAt = (i: number): number | null => {
    if (Math.floor(timeMs[i] / DAY_MS) === Math.floor(timeMs[i - 1] / DAY_MS)) return null;
    const quotient = close[i - 1] / open[i];
    if (Math.abs(Math.log(quotient)) < LEAST_Z * scale) return null;
    const ratio = [...RATIOS, ...RATIOS.map((r) => 1 / r)].find(
      (r) => Math.abs(quotient / r - 1) <= splitTolerance,
    );
    return ratio !== undefined && stays(close, i, ratio) ? ratio : null;
  };
  return findingAt({
    rule: 'corporate.split_suspected',
    severity: 'warning',
    indices: indicesWhere(barCount(bars), (i) => i > 0 && ratioAt(i) !== null),
    timeMs,
    message: (count) =>
      `${counted(count, 'jump')} overnight by a simple ratio that ${count === 1 ? 'stays' : 'stay'}: the prices look unadjusted for splits.`,
    detail: (i) => `close ${close[i - 1]}, next open ${open[i]}: ${ratioText(ratioAt(i) ?? 1)}`,
    repair: {
      step: 'adjust_prices',
      applied: false,
      how: 'Name the splits and dividends (market.adjustments), or take adjusted prices.',
    },
  });
}

function stays(close: Float64Array, i: number, ratio: number): boolean {
  const before = median(close.slice(Math.max(0, i - SIDE), i));
  const after = median(close.slice(i, i + SIDE));
  return Math.abs(before / after / ratio - 1) <= SIDE_TOLERANCE;
}

const ratioText = (ratio: number): string =>
  ratio >= 1 ? `${ratio} for 1` : `1 for ${Number((1 / ratio).toFixed(2))}`;
