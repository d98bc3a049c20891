import { DAY_MS } from '../calendar/clock.ts';
import { type Bars, barCount } from '../market/bars.ts';
import { digitsOfSeries } from './digits.ts';
import { type SpreadStatistics, spreadStatistics } from './spread.ts';

export interface Extreme {
  /** Open time of the bar, ms. */
  readonly timeMs: number;
  /** Points; for pauses days. */
  readonly value: number;
}

/** The statistics panel: what a person looks at before believing a file. Prices in the quote currency. */
export interface BarStatistics {
  readonly bars: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly minPrice: number;
  readonly maxPrice: number;
  readonly digits: number;
  /** Smallest price step, 10^-digits: the unit of the figures below. */
  readonly point: number;
  /** |open - close before|, high - low and |close - open|: mean and largest, points. */
  readonly gap: MeanAndMax;
  readonly range: MeanAndMax;
  readonly body: MeanAndMax;
  /** Longest time between two bars, days. */
  readonly maxDaysOff: number;
  /** The nine largest, largest first. */
  readonly longestPauses: readonly Extreme[];
  readonly largestBodies: readonly Extreme[];
  readonly largestRanges: readonly Extreme[];
  readonly largestGaps: readonly Extreme[];
  readonly spread: SpreadStatistics | null;
}

export interface MeanAndMax {
  readonly mean: number;
  readonly max: number;
}

const TOP = 9;

/** @param bars usable bars, at least one */
export function barStatistics(bars: Bars): BarStatistics {
  const { timeMs, open, high, low, close } = bars;
  const n = barCount(bars);
  const digits = digitsOfSeries(bars);
  // Not a power: 10 ** -5 is not the number 0.00001.
  const point = Number(`1e-${digits}`);
  const measure = (value: (i: number) => number, from = 0): Measured => measureBars(n, from, value, timeMs);
  const gap = measure((i) => Math.abs(open[i] - close[i - 1]) / point, 1);
  const range = measure((i) => (high[i] - low[i]) / point);
  const body = measure((i) => Math.abs(close[i] - open[i]) / point);
  const pause = measure((i) => (timeMs[i] - timeMs[i - 1]) / DAY_MS, 1);
  return {
    bars: n,
    firstMs: timeMs[0],
    lastMs: timeMs[n - 1],
    minPrice: low.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    maxPrice: high.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    digits,
    point,
    gap: { mean: gap.mean, max: gap.max },
    range: { mean: range.mean, max: range.max },
    body: { mean: body.mean, max: body.max },
    maxDaysOff: pause.max,
    longestPauses: pause.top,
    largestBodies: body.top,
    largestRanges: range.top,
    largestGaps: gap.top,
    spread: spreadStatistics(bars),
  };
}

interface Measured extends MeanAndMax {
  readonly top: readonly Extreme[];
}

function measureBars(n: number, from: number, value: (i: number) => number, timeMs: Float64Array): Measured {
  let sum = 0;
  const top: Extreme[] = [];
  for (let i = from; i < n; i++) {
    const v = value(i);
    sum += v;
    if (top.length === TOP && v <= top[TOP - 1].value) continue;
    // Nine entries: putting one in its place costs nothing beside the pass.
    const at = top.findIndex((entry) => v > entry.value);
    top.splice(at < 0 ? top.length : at, 0, { timeMs: timeMs[i], value: v });
    if (top.length > TOP) top.pop();
  }
  return { mean: n > from ? sum / (n - from) : 0, max: top[0]?.value ?? 0, top };
}
