import type { Labels } from './label.ts';
import { labelConcurrency } from './uniqueness.ts';

/**
 * Sample weight of each label by the return that is its own: |sum over its span of the bar's log return divided by the
 * labels that share the bar| (Lopez de Prado 2018, ch. 4.6), scaled to a mean of 1 over the labels. A label of quiet
 * or shared bars weighs little. Equal to 1 each when no label has a return of its own.
 *
 * @param close Close of each bar, price units, above 0.
 * @returns At least 0 for a label, 0 where there is none. O(n).
 */
export function returnAttribution(
  labels: Pick<Labels, 'entryIndex' | 'endIndex'>,
  close: Float64Array,
): Float64Array {
  const n = close.length;
  const concurrency = labelConcurrency(labels);
  const before = new Float64Array(n + 1);
  for (let t = 0; t < n; t++) {
    const own = t > 0 && concurrency[t] > 0 ? Math.log(close[t] / close[t - 1]) / concurrency[t] : 0;
    before[t + 1] = before[t] + own;
  }
  const weight = Float64Array.from({ length: n }, (_, i) =>
    labels.endIndex[i] < 0 ? 0 : Math.abs(before[labels.endIndex[i] + 1] - before[labels.entryIndex[i]]),
  );
  const count = labels.endIndex.reduce((sum, end) => (end < 0 ? sum : sum + 1), 0);
  const mean = weight.reduce((sum, value) => sum + value, 0) / count;
  return weight.map((value, i) => {
    if (labels.endIndex[i] < 0) return 0;
    return mean > 0 ? value / mean : 1;
  });
}
