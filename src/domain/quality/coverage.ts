import type { TradingCalendar } from '../calendar/calendar.ts';
import { DAY_MS, WEEK_MS } from '../calendar/clock.ts';

/** Why there is no bar for a while. */
export type GapKind = 'closed' | 'holiday' | 'unexpected';

export interface Gap {
  /** Open time of the bar before the gap, and of the one behind it, ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Bars the calendar expects in between, holidays aside. */
  readonly missing: number;
}

export interface MonthCoverage {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly bars: number;
  readonly missing: number;
}

export interface Coverage {
  /** Pauses by their kind; a pause with any unexplained bar is unexpected. */
  readonly pauses: Readonly<Record<GapKind, number>>;
  /** Unexpected gaps, in time order. */
  readonly gaps: readonly Gap[];
  readonly missing: number;
  /** Bars over bars and missing ones, 0 to 1; 1 without any bar. */
  readonly share: number;
  /** Month by month, UTC, from the first bar to the last. */
  readonly months: readonly MonthCoverage[];
}

/** A holiday nobody has listed: one day, or for daily bars as many as closed New York in September 2001. */
const UNLISTED_DAYS = { intraday: 1, daily: 4 } as const;
/** Pauses above this many slots are counted by whole weeks. */
const SLOTS_BY_ONE = 20_000;

/**
 * Holds a series against its calendar. Every bar the calendar expects and the series lacks is missing, unless it falls on
 * a holiday. Where holidays are not known, whole days may be missing as a holiday would make them (docs/data-quality.md).
 * O(bars + slots of the pauses).
 * @param timeMs ascending open times without repeats
 */
export function measureCoverage(timeMs: Float64Array, stepMs: number, calendar: TradingCalendar): Coverage {
  const months = new MonthCounter();
  const gaps: Gap[] = [];
  const pauses = { closed: 0, holiday: 0, unexpected: 0 };
  if (timeMs.length > 0) months.bar(timeMs[0]);
  for (let i = 1; i < timeMs.length; i++) {
    const [fromMs, toMs] = [timeMs[i - 1], timeMs[i]];
    months.bar(toMs);
    // Half a bar of tolerance: a daily bar at local midnight moves by an hour when the clock changes.
    if (toMs - fromMs < 1.5 * stepMs) continue;
    const { missingAt, missing, onHoliday } = missingBars(fromMs, toMs, stepMs, calendar);
    if (missing === 0) {
      pauses[onHoliday > 0 ? 'holiday' : 'closed']++;
    } else if (looksLikeHoliday(missing, fromMs, stepMs, calendar)) {
      pauses.holiday++;
    } else {
      pauses.unexpected++;
      gaps.push({ fromMs, toMs, missing });
      for (const [time, bars] of missingAt) months.missing(time, bars);
    }
  }
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  const share = timeMs.length === 0 ? 1 : timeMs.length / (timeMs.length + missing);
  return { pauses, gaps, missing, share, months: months.list() };
}

interface Missing {
  /** Times and how many bars are missing there. */
  readonly missingAt: readonly (readonly [timeMs: number, bars: number])[];
  readonly missing: number;
  readonly onHoliday: number;
}

function missingBars(fromMs: number, toMs: number, stepMs: number, calendar: TradingCalendar): Missing {
  const missingAt: [number, number][] = [];
  let [missing, onHoliday] = [0, 0];
  let time = fromMs + stepMs;
  const end = toMs - stepMs / 2;
  // A hole of years is not walked bar by bar.
  while ((end - time) / stepMs > SLOTS_BY_ONE && end - time > 2 * WEEK_MS) {
    const bars = Math.round(calendar.barsPerWeek(time));
    missingAt.push([time, bars]);
    missing += bars;
    time += WEEK_MS;
  }
  for (; time < end; time += stepMs) {
    if (!calendar.isOpen(time)) continue;
    if (calendar.holidayAt(time) !== null) {
      onHoliday++;
      continue;
    }
    missing++;
    missingAt.push([time, 1]);
  }
  return { missingAt, missing, onHoliday };
}

/** A day or so without any bar, in a market whose holidays nobody knows. A few bars missing are never a holiday. */
function looksLikeHoliday(missing: number, atMs: number, stepMs: number, calendar: TradingCalendar): boolean {
  if (calendar.holidays !== 'unknown') return false;
  if (stepMs >= WEEK_MS) return false;
  if (stepMs >= DAY_MS) return missing <= UNLISTED_DAYS.daily;
  const barsPerDay = calendar.barsPerWeek(atMs) / 5;
  return missing >= 0.5 * barsPerDay && missing <= UNLISTED_DAYS.intraday * 1.2 * barsPerDay;
}

/** Counts by calendar month; times mostly come in order, so the month last asked for is remembered. */
class MonthCounter {
  readonly #months = new Map<number, { bars: number; missing: number }>();
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #current = { bars: 0, missing: 0 };

  bar(timeMs: number): void {
    this.#seek(timeMs).bars++;
  }

  missing(timeMs: number, bars: number): void {
    this.#seek(timeMs).missing += bars;
  }

  list(): MonthCoverage[] {
    const keys = [...this.#months.keys()].sort((a, b) => a - b);
    return keys.map((key) => {
      const { bars, missing } = this.#months.get(key)!;
      return { year: Math.floor(key / 12), month: (key % 12) + 1, bars, missing };
    });
  }

  #seek(timeMs: number): { bars: number; missing: number } {
    if (timeMs >= this.#from && timeMs < this.#to) return this.#current;
    const date = new Date(timeMs);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    const key = year * 12 + month;
    this.#current = this.#months.get(key) ?? { bars: 0, missing: 0 };
    this.#months.set(key, this.#current);
    [this.#from, this.#to] = [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
    return this.#current;
  }
}
