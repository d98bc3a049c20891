import { type Bars, barCount } from '../market/bars.ts';
import { counted, findingAt, percent, type QualityFinding, type RepairOffer } from './finding.ts';
import { LOCAL_WINDOW, localFigure } from './local-window.ts';
import { median, medianInPlace } from './median.ts';
import { indicesWhere } from './prices.ts';
import type { QualityThresholds } from './thresholds.ts';

/** The MAD of a normal distribution times this is its standard deviation: 1 / Φ⁻¹(0.75). */
const MAD_TO_SIGMA = 1.482_602_218_505_602;
const LOOK: RepairOffer = {
  step: 'other_source',
  applied: false,
  how: 'Nothing is removed: news make such bars too. Compare with a second source before you correct the file.',
};

/** Close-to-close log returns with their robust standing. */
export interface RobustReturns {
  /** Log return into bar i, at index i; NaN at 0. */
  readonly returns: Float64Array;
  readonly center: number;
  /** 1.4826 times the median absolute deviation; 0 when more than half of the returns are equal. */
  readonly scale: number;
}

export function robustReturns({ close }: Bars): RobustReturns {
  const n = close.length;
  const returns = new Float64Array(n).fill(Number.NaN);
  for (let i = 1; i < n; i++) returns[i] = Math.log(close[i] / close[i - 1]);
  // The closes are usable prices: every return but the first is finite.
  const known = returns.subarray(Math.min(1, n));
  const center = median(known);
  const scale = deviationFrom(center, known.slice());
  return { returns, center, scale: Number.isFinite(scale) ? scale : 0 };
}

/** 1.4826 times the median absolute deviation from a centre; NaN of nothing. The values are changed. */
function deviationFrom(center: number, values: Float64Array): number {
  for (let i = 0; i < values.length; i++) values[i] = Math.abs(values[i] - center);
  return MAD_TO_SIGMA * medianInPlace(values);
}

/**
 * Returns with |r - median| / (1.4826 MAD) above the threshold: of the whole series, and of the 256 bars around. The first
 * finds what is extreme by any measure, and a crisis bar by bar; the second what stands out where it stands, a wrong price in
 * a quiet stretch among them. Both are told apart by the revert test: a spike is undone by the next bar, a step stays.
 * Spikes are mostly errors of the feed, steps mostly news; all are flagged and kept.
 */
export function outliers(
  { timeMs }: Bars,
  { returns, center, scale }: RobustReturns,
  { outlierZ, revertShare }: Pick<QualityThresholds, 'outlierZ' | 'revertShare'>,
): readonly (QualityFinding | null)[] {
  if (!(scale > 0)) return [];
  const zOf = (i: number): number => (returns[i] - center) / scale;
  const localZ = neighbourhoodZ(returns, scale);
  const isLocal = (i: number): boolean => Math.abs(localZ(i)) > outlierZ;
  const isSpike = (i: number): boolean =>
    i + 1 < returns.length && Math.abs(returns[i] + returns[i + 1]) <= revertShare * Math.abs(returns[i]);
  const all = indicesWhere(returns.length, (i) => Math.abs(zOf(i)) > outlierZ);
  const known = new Set(all);
  const local = indicesWhere(returns.length, (i) => isLocal(i) && !known.has(i));
  const usual = all.filter((i) => !isLocal(i)).length;
  const detail = (i: number): string =>
    `return ${percent(Math.exp(returns[i]) - 1)}, z ${zOf(i).toFixed(1)}, in its neighbourhood ${localZ(i).toFixed(1)}; ${isSpike(i) ? 'undone by the next bar' : 'it stays'}`;
  const finding = (
    rule: 'return.outliers' | 'return.local_outliers' | 'return.spikes',
    indices: readonly number[],
    message: (count: number) => string,
  ) => findingAt({ rule, severity: 'warning', indices, timeMs, message, detail, repair: LOOK });
  return [
    finding(
      'return.outliers',
      all,
      (count) =>
        `${counted(count, 'return')} more than ${outlierZ} robust standard deviations from the median${usual > 0 ? `, ${usual} of them no exception among the ${LOCAL_WINDOW} bars around` : ''}: check whether they are news or errors.`,
    ),
    finding(
      'return.local_outliers',
      local,
      (count) =>
        `${counted(count, 'return')} more than ${outlierZ} robust standard deviations from the median of the ${LOCAL_WINDOW} bars around, though not of all bars: check whether they are news or errors.`,
    ),
    finding(
      'return.spikes',
      [...all, ...local].filter(isSpike).sort((a, b) => a - b),
      (count) =>
        `${counted(count, 'spike')} undone by the very next bar: a wrong price more often than a market.`,
    ),
  ];
}

/**
 * Robust z of a return among the bars around. Where more than half of them are equal, that neighbourhood has no scale of its
 * own, and the scale of the series stands for it.
 */
function neighbourhoodZ(returns: Float64Array, scale: number): (i: number) => number {
  // Without the first bar, which has no return.
  const known = returns.subarray(1);
  const center = localFigure(known, medianInPlace);
  const ownScale = localFigure(known, (window, index) => deviationFrom(center(index), window));
  return (i) => (returns[i] - center(i - 1)) / (ownScale(i - 1) || scale);
}

/** Bars whose range is a large multiple of the median range of the bars around them: a wrong high or low. */
export function rangeOutliers(
  { timeMs, high, low, close }: Bars,
  { rangeMultiple }: Pick<QualityThresholds, 'rangeMultiple'>,
): QualityFinding | null {
  const ranges = new Float64Array(high.length);
  for (let i = 0; i < ranges.length; i++) ranges[i] = (high[i] - low[i]) / close[i];
  const level = localFigure(ranges, medianInPlace);
  return findingAt({
    rule: 'range.outliers',
    severity: 'warning',
    indices: indicesWhere(ranges.length, (i) => level(i) > 0 && ranges[i] > rangeMultiple * level(i)),
    timeMs,
    message: (count) =>
      `${counted(count, 'bar')} with a range above ${rangeMultiple} times the median of the ${LOCAL_WINDOW} bars around.`,
    detail: (i) => `range ${percent(ranges[i])}, ${(ranges[i] / level(i)).toFixed(0)} times the usual one`,
    repair: LOOK,
  });
}

/** Bars in a row without range at one price that make a stuck feed, for bars of this length: 30 minutes, 5 hours. */
export const staleRunOf = (
  timeframeMinutes: number,
  { staleRun }: Pick<QualityThresholds, 'staleRun'>,
): number => staleRun ?? Math.max(5, Math.ceil(30 / Math.sqrt(timeframeMinutes)));

/** Runs of equal bars without range: a feed that repeats its last value. */
export function staleRuns(bars: Bars, longest: number): QualityFinding | null {
  const { timeMs, close } = bars;
  const isFlat = (i: number): boolean => bars.high[i] === bars.low[i];
  const stale: number[] = [];
  let runs = 0;
  let start = 0;
  for (let i = 1; i <= barCount(bars); i++) {
    if (i < barCount(bars) && isFlat(i) && isFlat(i - 1) && close[i] === close[i - 1]) continue;
    if (i - start >= longest && isFlat(start)) {
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
      `${counted(count, 'bar')} in ${counted(runs, 'run')} of ${longest} or more equal bars without range.`,
    detail: (i) => `stands at ${close[i]}`,
    repair: {
      step: 'cut_bad_data',
      applied: false,
      how: 'Use what comes after the last stuck stretch (quality.repairs.cutBadData), or another source.',
    },
  });
}

/** Bars without any range, where they are no exception. */
export function flatBars(
  { timeMs, high, low, close }: Bars,
  { flatShare }: Pick<QualityThresholds, 'flatShare'>,
): QualityFinding | null {
  const indices = indicesWhere(timeMs.length, (i) => high[i] === low[i]);
  if (indices.length < flatShare * timeMs.length) return null;
  return findingAt({
    rule: 'price.flat',
    severity: 'warning',
    indices,
    timeMs,
    message: (count) =>
      `${counted(count, 'bar')} (${percent(count / timeMs.length)}) without any range: the bars are too short for this market, or filled.`,
    detail: (i) => `stands at ${close[i]}`,
    repair: { step: 'resample', applied: false, how: 'Resample to longer bars (market.resample).' },
  });
}
