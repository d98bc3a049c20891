import { type Bars, barCount } from '../market/bars.ts';
import { counted, findingAt, type QualityFinding } from './finding.ts';
import { indicesWhere } from './prices.ts';

/** Bars that open before the bar in front of them, in the order of the file. Sorting repairs it, hence a warning. */
export function outOfOrder({ timeMs }: Bars): QualityFinding | null {
  return findingAt({
    rule: 'time.out_of_order',
    severity: 'warning',
    indices: indicesWhere(timeMs.length, (i) => i > 0 && timeMs[i] < timeMs[i - 1]),
    timeMs,
    message: (count) =>
      `${counted(count, 'bar')} out of order in the source; the bars were sorted by their open time.`,
    detail: (i) => `follows ${new Date(timeMs[i - 1]).toISOString()}`,
  });
}

/**
 * Bars that share their open time with the bar before them.
 * @param sorted bars in time order
 */
export function duplicates(sorted: Bars): { readonly identical: number[]; readonly conflicting: number[] } {
  const repeats = indicesWhere(barCount(sorted), (i) => i > 0 && sorted.timeMs[i] === sorted.timeMs[i - 1]);
  const identical = repeats.filter((i) => isSameBar(sorted, i - 1, i));
  const known = new Set(identical);
  return { identical, conflicting: repeats.filter((i) => !known.has(i)) };
}

/** Bars given twice with the same values. A warning: dropping the copy loses nothing. */
export function identicalDuplicates(sorted: Bars): QualityFinding | null {
  return findingAt({
    rule: 'time.duplicate_identical',
    severity: 'warning',
    indices: duplicates(sorted).identical,
    timeMs: sorted.timeMs,
    message: (count) => `${counted(count, 'bar')} given twice with the same values; the copies were dropped.`,
    detail: () => 'same time, same values',
  });
}

/** Two different bars with one open time. Blocking: nobody can know which one is right. */
export function conflictingDuplicates(sorted: Bars): QualityFinding | null {
  const { close } = sorted;
  return findingAt({
    rule: 'time.duplicate_conflicting',
    severity: 'blocking',
    indices: duplicates(sorted).conflicting,
    timeMs: sorted.timeMs,
    message: (count) => `${counted(count, 'bar')} with the time of another bar and other values.`,
    detail: (i) => `closes ${close[i - 1]} and ${close[i]}`,
  });
}

/**
 * The bar step against the timeframe that was asked for. Blocking: horizons, annualisation and sessions would all be off.
 * The median step over positive steps is robust against gaps, weekends and duplicates.
 */
export function timeframeMismatch(sorted: Bars, timeframeMinutes: number): QualityFinding | null {
  const medianMs = medianStep(sorted.timeMs);
  const wantedMs = timeframeMinutes * 60_000;
  if (medianMs === null || medianMs === wantedMs) return null;
  return {
    rule: 'time.timeframe_mismatch',
    severity: 'blocking',
    message: `The bars are ${minutes(medianMs)} apart, the spec says ${minutes(wantedMs)}: correct market.timeframe.`,
    count: sorted.timeMs.length,
    share: 1,
    examples: [],
  };
}

/** Median distance of neighbouring open times in ms; null with fewer than two different times. */
export function medianStep(timeMs: Float64Array): number | null {
  const steps = new Float64Array(Math.max(0, timeMs.length - 1));
  let count = 0;
  for (let i = 1; i < timeMs.length; i++) {
    const step = timeMs[i] - timeMs[i - 1];
    if (step > 0) steps[count++] = step;
  }
  if (count === 0) return null;
  return steps.subarray(0, count).sort()[count >> 1];
}

function isSameBar(bars: Bars, a: number, b: number): boolean {
  return (['open', 'high', 'low', 'close', 'volume'] as const).every((name) =>
    Object.is(bars[name][a], bars[name][b]),
  );
}

const minutes = (ms: number): string => `${ms / 60_000} min`;
