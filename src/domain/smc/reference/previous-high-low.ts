import { requireWindow } from '../../indicators/parameters.ts';
import { type Bars, barCount } from '../../market/bars.ts';
import { requireUsableBars } from '../../market/usable-bars.ts';

/** Extremes of an earlier period as smart-money-concepts 0.0.27 prints them. NaN: there is none yet. */
export interface ReferencePreviousExtremes {
  /** 32-bit. */
  readonly previousHigh: Float32Array;
  readonly previousLow: Float32Array;
  /** 1 from the first bar beyond it, until the reference changes. */
  readonly brokenHigh: Float64Array;
  readonly brokenLow: Float64Array;
}

/** Weeks end on Sundays. A number: milliseconds, counted from the midnight before the first bar. */
export type ReferencePeriod = 'week' | 'month' | number;

const DAY_MS = 86_400_000;
/** 1970-01-04, a Sunday. */
const FIRST_SUNDAY_MS = 3 * DAY_MS;

/**
 * `previous_high_low` of smart-money-concepts 0.0.27. The reference of a bar is the last but one period whose label
 * lies before the bar: days and hours are labelled at their start, so it is the period before, except at a period's
 * first bar, which still uses the one before that; weeks and months are labelled at their last day, so it lies two
 * completed periods back. Periods without bars do not count.
 *
 * @throws AppError `parameter_invalid` for bars that are not usable (see `requireUsableBars`)
 *   or a period that is no whole number of milliseconds from 1.
 */
export function previousHighLow(bars: Bars, period: ReferencePeriod = DAY_MS): ReferencePreviousExtremes {
  requireUsableBars(bars);
  if (typeof period === 'number') requireWindow('period', period);
  const n = barCount(bars);
  const previousHigh = new Float32Array(n).fill(Number.NaN);
  const previousLow = new Float32Array(n).fill(Number.NaN);
  const brokenHigh = new Float64Array(n);
  const brokenLow = new Float64Array(n);
  const periods = collectPeriods(bars, period);
  let before = 0;
  for (let i = 0; i < n; i++) {
    const last = before;
    while (before < periods.length && periods[before].labelMs < bars.timeMs[i]) before += 1;
    if (before < 2) continue;
    const isSame = before === last;
    previousHigh[i] = periods[before - 2].high;
    previousLow[i] = periods[before - 2].low;
    brokenHigh[i] = Number(bars.high[i] > previousHigh[i] || (isSame && brokenHigh[i - 1] === 1));
    brokenLow[i] = Number(bars.low[i] < previousLow[i] || (isSame && brokenLow[i - 1] === 1));
  }
  return { previousHigh, previousLow, brokenHigh, brokenLow };
}

interface Period {
  readonly labelMs: number;
  high: number;
  low: number;
}

function collectPeriods(bars: Bars, period: ReferencePeriod): Period[] {
  const periods: Period[] = [];
  const labelOf = labeller(bars, period);
  let current: Period | undefined;
  for (let i = 0; i < barCount(bars); i++) {
    const labelMs = labelOf(bars.timeMs[i]);
    if (current?.labelMs !== labelMs) {
      current = { labelMs, high: bars.high[i], low: bars.low[i] };
      periods.push(current);
      continue;
    }
    current.high = Math.max(current.high, bars.high[i]);
    current.low = Math.min(current.low, bars.low[i]);
  }
  return periods;
}

function labeller(bars: Bars, period: ReferencePeriod): (timeMs: number) => number {
  const dayOf = (timeMs: number): number => Math.floor(timeMs / DAY_MS) * DAY_MS;
  if (period === 'week') {
    const weekMs = 7 * DAY_MS;
    return (timeMs) => FIRST_SUNDAY_MS + Math.ceil((dayOf(timeMs) - FIRST_SUNDAY_MS) / weekMs) * weekMs;
  }
  if (period === 'month') {
    return (timeMs) => {
      const date = new Date(timeMs);
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0);
    };
  }
  const origin = dayOf(bars.timeMs[0] ?? 0);
  return (timeMs) => origin + Math.floor((timeMs - origin) / period) * period;
}
