import { type Bars, barCount } from '../market/bars.ts';
import { counted, EXAMPLES_KEPT, type Example, findingAt, type QualityFinding } from './finding.ts';
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
    repair: { step: 'sort_by_time', applied: true, how: 'The bars were sorted by their open time.' },
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
    repair: { step: 'drop_identical_duplicates', applied: true, how: 'The copies were dropped.' },
  });
}

/** Two different bars with one open time. Blocking: nobody can know which one is right. */
export function conflictingDuplicates(sorted: Bars): QualityFinding | null {
  const { close, spread } = sorted;
  const spreads = (i: number): string => (spread ? `, spreads ${spread[i - 1]} and ${spread[i]}` : '');
  return findingAt({
    rule: 'time.duplicate_conflicting',
    severity: 'blocking',
    indices: duplicates(sorted).conflicting,
    timeMs: sorted.timeMs,
    message: (count) => `${counted(count, 'bar')} with the time of another bar and other values.`,
    detail: (i) => `closes ${close[i - 1]} and ${close[i]}${spreads(i)}`,
    repair: {
      step: 'drop_conflicting_duplicates',
      applied: true,
      how: 'The first of them was kept; correct the source, or accept that.',
    },
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
    examples: stepExamples(sorted.timeMs, wantedMs),
    repair: canBePutTogether(medianMs, wantedMs)
      ? {
          step: 'resample',
          applied: false,
          how: `Put the bars together (market.resample with the bar length of the source, ${minutes(medianMs)}), or say that they are as long as they are (market.timeframe).`,
        }
      : {
          step: 'other_source',
          applied: false,
          how: 'Say how long the bars are (market.timeframe), or take a source of that length: longer bars cannot be parted.',
        },
  };
}

const canBePutTogether = (fromMs: number, toMs: number): boolean => fromMs < toMs && toMs % fromMs === 0;

/** The first bars that do not follow the one before by the wanted step. */
function stepExamples(timeMs: Float64Array, wantedMs: number): Example[] {
  const examples: Example[] = [];
  for (let i = 1; i < timeMs.length && examples.length < EXAMPLES_KEPT; i++) {
    const step = timeMs[i] - timeMs[i - 1];
    if (step > 0 && step !== wantedMs) {
      examples.push({ timeMs: timeMs[i], detail: `${minutes(step)} after the bar before` });
    }
  }
  return examples;
}

/** Bars that open between two places of the grid: their time is no multiple of the bar length, as that of most is. */
export function offGrid({ timeMs }: Bars, timeframeMinutes: number): QualityFinding | null {
  const stepMs = timeframeMinutes * 60_000;
  // Days and weeks are dates: the hour they start at moves with the zone.
  if (timeframeMinutes >= 1_440) return null;
  const phases = new Map<number, number>();
  for (const time of timeMs) phases.set(time % stepMs, (phases.get(time % stepMs) ?? 0) + 1);
  const modal = [...phases].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
  return findingAt({
    rule: 'time.off_grid',
    severity: 'warning',
    indices: phases.size <= 1 ? [] : indicesWhere(timeMs.length, (i) => timeMs[i] % stepMs !== modal),
    timeMs,
    message: (count) =>
      `${counted(count, 'bar')} that ${count === 1 ? 'opens' : 'open'} beside the ${minutes(stepMs)} grid of the others.`,
    detail: (i) => `${minutes((timeMs[i] % stepMs) - (modal ?? 0))} off the grid`,
    repair: { step: 'resample', applied: false, how: 'Resample from a finer bar length (market.resample).' },
  });
}

/** Bars that open after the source was written. @param asOfMs when that was; null when nobody knows */
export function futureBars({ timeMs }: Bars, asOfMs: number | null): QualityFinding | null {
  if (asOfMs === null) return null;
  return findingAt({
    rule: 'time.future',
    severity: 'warning',
    indices: indicesWhere(timeMs.length, (i) => timeMs[i] > asOfMs),
    timeMs,
    message: (count) =>
      `${counted(count, 'bar')} later than the source itself was written: its zone or its dates are wrong.`,
    // Not when that was: the same bars give the same report, whichever copy of the file they are read from.
    detail: () => 'opens after the source was written',
    repair: {
      step: 'convert_zone',
      applied: false,
      how: 'State the zone of the source (market.source.zone).',
    },
  });
}

/** The last bar when it had not ended yet as the source was written: its close is only a price in between. */
export function unfinishedLastBar(
  { timeMs }: Bars,
  timeframeMinutes: number,
  asOfMs: number | null,
): QualityFinding | null {
  const last = timeMs.length - 1;
  if (asOfMs === null || last < 0) return null;
  const isOpen = timeMs[last] <= asOfMs && timeMs[last] + timeframeMinutes * 60_000 > asOfMs;
  return findingAt({
    rule: 'time.unfinished_last_bar',
    severity: 'warning',
    indices: isOpen ? [last] : [],
    timeMs,
    message: () => 'The last bar had not ended when the source was written; it was dropped.',
    detail: () => 'ends after the source was written',
    repair: { step: 'drop_unfinished_bar', applied: true, how: 'The bar was dropped.' },
  });
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

/** The spread belongs to a bar as its prices do: costs are taken from it. */
function isSameBar(bars: Bars, a: number, b: number): boolean {
  return (['open', 'high', 'low', 'close', 'volume', 'spread'] as const).every((name) =>
    Object.is(bars[name]?.[a], bars[name]?.[b]),
  );
}

const minutes = (ms: number): string => `${ms / 60_000} min`;
