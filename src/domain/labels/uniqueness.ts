import type { Labels } from './label.ts';

/** How many labels look at each bar, from their entry to their end, both included. */
export function labelConcurrency(labels: Pick<Labels, 'entryIndex' | 'endIndex'>): Int32Array {
  const n = labels.endIndex.length;
  const concurrency = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    if (labels.endIndex[i] < 0) continue;
    concurrency[labels.entryIndex[i]] += 1;
    if (labels.endIndex[i] + 1 < n) concurrency[labels.endIndex[i] + 1] -= 1;
  }
  for (let t = 1; t < n; t++) concurrency[t] += concurrency[t - 1];
  return concurrency;
}

/**
 * Sample weight of each label: its average uniqueness, the mean of 1 / concurrency over the bars it looks at
 * (Lopez de Prado 2018, ch. 4.4). 1 for a label that shares no bar, near 1/k for one of k on the same bars.
 *
 * @returns In (0, 1] for a label, 0 where there is none. O(n).
 */
export function averageUniqueness(labels: Pick<Labels, 'entryIndex' | 'endIndex'>): Float64Array {
  const n = labels.endIndex.length;
  const concurrency = labelConcurrency(labels);
  const uniquenessBefore = new Float64Array(n + 1);
  for (let t = 0; t < n; t++) {
    uniquenessBefore[t + 1] = uniquenessBefore[t] + (concurrency[t] > 0 ? 1 / concurrency[t] : 0);
  }
  return Float64Array.from({ length: n }, (_, i) => {
    const [entry, end] = [labels.entryIndex[i], labels.endIndex[i]];
    return end < 0 ? 0 : (uniquenessBefore[end + 1] - uniquenessBefore[entry]) / (end - entry + 1);
  });
}
