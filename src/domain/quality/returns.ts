import { type Bars, barCount } from '../market/bars.ts';
import { counted, findingAt, percent, type QualityFinding } from './finding.ts';
import { indicesWhere } from './prices.ts';

/** Robust z above which a return is an outlier. Flagged, never removed: Brexit gave 89 on GBPUSD H1. */
export const OUTLIER_Z = 15;
/** The MAD of a normal distribution times this is its standard deviation: 1 / Φ⁻¹(0.75). */
const MAD_TO_SIGMA = 1.482_602_218_505_602;
/** Equal bars without any range in a row, from which on the feed counts as stuck. */
export const STALE_RUN = 5;

/** Close-to-close log returns with |r - median| / (1.4826 MAD) above 15. No finding when more than half are equal. */
export function outliers({ timeMs, close }: Bars): QualityFinding | null {
  const returns = new Float64Array(Math.max(0, close.length - 1));
  for (let i = 1; i < close.length; i++) returns[i - 1] = Math.log(close[i] / close[i - 1]);
  const finite = returns.filter((r) => Number.isFinite(r));
  const center = median(finite);
  const scale = MAD_TO_SIGMA * median(finite.map((r) => Math.abs(r - center)));
  if (!(scale > 0)) return null;
  const z = (i: number): number => (returns[i - 1] - center) / scale;
  return findingAt({
    rule: 'return.outliers',
    severity: 'warning',
    indices: indicesWhere(close.length, (i) => i > 0 && Math.abs(z(i)) > OUTLIER_Z),
    timeMs,
    message: (count) =>
      `${counted(count, 'return')} more than ${OUTLIER_Z} robust standard deviations from the median: check whether they are news or errors.`,
    detail: (i) => `return ${percent(Math.exp(returns[i - 1]) - 1)}, z ${z(i).toFixed(1)}`,
  });
}

/** Runs of at least five bars without range at one price: a feed that repeats its last value. */
export function staleRuns(bars: Bars): QualityFinding | null {
  const { timeMs, close } = bars;
  const isFlat = (i: number): boolean => bars.high[i] === bars.low[i];
  const stale: number[] = [];
  let runs = 0;
  let start = 0;
  for (let i = 1; i <= barCount(bars); i++) {
    if (i < barCount(bars) && isFlat(i) && isFlat(i - 1) && close[i] === close[i - 1]) continue;
    if (i - start >= STALE_RUN && isFlat(start)) {
      runs++;
      for (let k = start; k < i; k++) stale.push(k);
    }
    start = i;
  }
  return findingAt({
    rule: 'price.stale',
    severity: 'warning',
    indices: stale,
    timeMs,
    message: (count) =>
      `${counted(count, 'bar')} in ${counted(runs, 'run')} of ${STALE_RUN} or more equal bars without range.`,
    detail: (i) => `stands at ${close[i]}`,
  });
}

/** Middle value, the mean of the middle two for an even count; NaN of nothing. */
function median(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
