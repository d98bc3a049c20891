import type { MarketSession } from '../market/instrument-families.ts';
import { DAY_MS, HOUR_MS, newYorkClock, utcClock, type WallClock, WEEK_MS } from './clock.ts';
import { dayOf, hourOf, isYearEndBreak, usClosures } from './holidays.ts';
import { learnWeeklyPattern, type WeeklyPattern } from './weekly-pattern.ts';

/** What a spec can ask for. `auto` concludes it from the bars. */
export const CALENDARS = ['auto', '24x7', 'fx', 'us-exchange', 'learned'] as const;
export type CalendarChoice = (typeof CALENDARS)[number];

/** The calendar of a market's session; breaks of contracts and of broker crypto are learned from the bars. */
export const CALENDAR_OF_SESSION: Readonly<Record<MarketSession, CalendarChoice>> = {
  fx: 'fx',
  cfd: 'learned',
  us_equity: 'us-exchange',
  always: '24x7',
  weekdays: 'learned',
};

/** Which days a market is closed that its week would have open. */
export type HolidayRule = 'none' | 'year-end' | 'us' | 'unknown';

export interface TradingCalendar {
  readonly kind: Exclude<CalendarChoice, 'auto'>;
  readonly holidays: HolidayRule;
  /** Why this calendar, in a sentence. */
  readonly evidence: string;
  /** Whether the market's week has a bar that opens then; holidays aside. */
  isOpen(utcMs: number): boolean;
  /** Name of the holiday a time falls on, null on any other day. */
  holidayAt(utcMs: number): string | null;
  /** Bars of the week that a time lies in, holidays aside. */
  barsPerWeek(utcMs: number): number;
}

/** Presence from which on a week counts as open around the clock. */
const ALWAYS_OPEN = 0.95;
/** Share of the exchange's holidays that may hold bars. */
const FEW = 0.1;
const MOST = 0.9;
/** Holidays in the span of the data that it takes to conclude anything. */
const HOLIDAYS_NEEDED = 3;

/**
 * The calendar of a series: the given kind, or the one its bars show. Weekly sessions and daily breaks are learned year
 * by year; holidays are those of the New York Stock Exchange where the bars keep them.
 * @param timeMs ascending open times
 */
export function calendarOf(timeMs: Float64Array, stepMs: number, choice: CalendarChoice): TradingCalendar {
  if (choice === '24x7') return alwaysOpen(stepMs, 'The spec says so.');
  if (choice === 'fx') return fxWeek(stepMs, 'The spec says so.');
  const { pattern, followsNewYork } = bestPattern(timeMs, stepMs);
  if (choice === 'auto' && (pattern.openShare >= ALWAYS_OPEN || !hasWeekend(timeMs))) {
    return alwaysOpen(stepMs, 'There are as many bars on Saturdays as on other days.');
  }
  const kept = keptHolidays(timeMs, stepMs);
  if (choice === 'us-exchange') return learned('us-exchange', pattern, 'us', 'The spec says so.', stepMs);
  if (choice === 'auto' && followsNewYork && isFxWeek(timeMs, stepMs, pattern) && kept !== 'us') {
    return fxWeek(stepMs, 'There are bars from Sunday to Friday 17:00 New York, around the clock.');
  }
  if (kept === 'us') {
    const kind = stepMs >= DAY_MS || pattern.openShare < 0.4 ? 'us-exchange' : 'learned';
    const evidence = 'The bars keep the holidays of the New York Stock Exchange.';
    return learned(choice === 'learned' ? 'learned' : kind, pattern, 'us', evidence, stepMs);
  }
  const evidence = 'Sessions and breaks are those that at least half of the weeks of a year show.';
  const holidays = kept === 'none' ? 'year-end' : 'unknown';
  return learned('learned', pattern, holidays, evidence, stepMs);
}

function alwaysOpen(stepMs: number, evidence: string): TradingCalendar {
  return {
    kind: '24x7',
    holidays: 'none',
    evidence,
    isOpen: () => true,
    holidayAt: () => null,
    barsPerWeek: () => WEEK_MS / stepMs,
  };
}

/** Sunday 17:00 to Friday 17:00, New York. Bars longer than an hour are open when any part of them is. */
function fxWeek(stepMs: number, evidence: string): TradingCalendar {
  const clock = newYorkClock();
  const open = (local: number): boolean =>
    isFxOpen(local) || (stepMs > HOUR_MS && isFxOpen(local + stepMs - 1));
  return {
    kind: 'fx',
    holidays: 'year-end',
    evidence,
    isOpen: (utcMs) => open(clock(utcMs)),
    holidayAt: (utcMs) => (isYearEndBreak(clock(utcMs)) ? 'Christmas or New Year' : null),
    barsPerWeek: () => (5 * DAY_MS) / stepMs,
  };
}

/** Hours since Monday 00:00: open until Friday 17:00 (113), and from Sunday 17:00 (161) on. */
function isFxOpen(local: number): boolean {
  const sinceMonday = (((local - 4 * DAY_MS) % WEEK_MS) + WEEK_MS) % WEEK_MS;
  return sinceMonday < 113 * HOUR_MS || sinceMonday >= 161 * HOUR_MS;
}

function learned(
  kind: 'learned' | 'us-exchange',
  pattern: WeeklyPattern,
  holidays: HolidayRule,
  evidence: string,
  stepMs: number,
): TradingCalendar {
  return {
    kind,
    holidays,
    evidence,
    isOpen: pattern.isOpen,
    holidayAt: holidayLookup(holidays, stepMs),
    barsPerWeek: pattern.openSlots,
  };
}

function holidayLookup(rule: HolidayRule, stepMs: number): (utcMs: number) => string | null {
  const clock = newYorkClock();
  if (rule === 'none') return () => null;
  if (rule !== 'us')
    return (utcMs) => (isYearEndBreak(localNoon(utcMs, stepMs, clock)) ? 'Christmas or New Year' : null);
  const years = new Map<number, ReturnType<typeof usClosures>>();
  return (utcMs) => {
    const local = localNoon(utcMs, stepMs, clock);
    const year = new Date(local).getUTCFullYear();
    const closures = years.get(year) ?? usClosures(year);
    years.set(year, closures);
    const closure = closures.get(dayOf(local));
    // A daily bar of a half day is there; only its later hours are not.
    const isClosed =
      closure && (closure.fromHour === 0 || (stepMs < DAY_MS && hourOf(local) >= closure.fromHour));
    if (isClosed) return closure.name;
    return stepMs < DAY_MS && isYearEndBreak(local) ? 'Christmas or New Year' : null;
  };
}

/** New York's wall clock for intraday bars; the middle of the bar's own day for daily ones, wherever midnight is. */
const localNoon = (utcMs: number, stepMs: number, clock: WallClock): number =>
  stepMs >= DAY_MS ? utcMs + 12 * HOUR_MS : clock(utcMs);

interface BestPattern {
  readonly pattern: WeeklyPattern;
  /** False where the week begins and ends at the same time of UTC all year: a broker's own, not the one of FX. */
  readonly followsNewYork: boolean;
}

/** By the clock that makes the weeks most alike: sessions move with New York's summer time, or they do not. */
function bestPattern(timeMs: Float64Array, stepMs: number): BestPattern {
  const inUtc = learnWeeklyPattern(timeMs, stepMs, utcClock);
  if (stepMs >= DAY_MS) return { pattern: inUtc, followsNewYork: true };
  const inNewYork = learnWeeklyPattern(timeMs, stepMs, newYorkClock());
  return {
    pattern: inNewYork.irregularity < inUtc.irregularity ? inNewYork : inUtc,
    // Bars longer than an hour hide the hour that tells the clocks apart.
    followsNewYork: stepMs > HOUR_MS || inNewYork.irregularity <= inUtc.irregularity,
  };
}

/** Weekdays on which a time of the day has to be closed for it to be a break of the session. */
const BREAK_DAYS = 3;

/** Nearly every slot of the FX week is open in the pattern, nearly none outside of it, and no hour is closed day after day. */
function isFxWeek(timeMs: Float64Array, stepMs: number, pattern: WeeklyPattern): boolean {
  if (stepMs >= DAY_MS || timeMs.length === 0) return false;
  const calendar = fxWeek(stepMs, '');
  const middle = timeMs[timeMs.length >> 1];
  const clock = newYorkClock();
  const closedDays = new Map<number, number>();
  let [inside, open, outside, stray] = [0, 0, 0, 0];
  for (let slot = 0; slot < pattern.slotsPerWeek; slot++) {
    const time = middle + slot * stepMs;
    if (calendar.isOpen(time)) {
      inside++;
      if (pattern.isOpen(time)) open++;
      else {
        const timeOfDay = clock(time) % DAY_MS;
        closedDays.set(timeOfDay, (closedDays.get(timeOfDay) ?? 0) + 1);
      }
    } else {
      outside++;
      if (pattern.isOpen(time)) stray++;
    }
  }
  const hasBreak = [...closedDays.values()].some((days) => days >= BREAK_DAYS);
  return inside > 0 && !hasBreak && open >= ALWAYS_OPEN * inside && stray <= FEW * outside;
}

/** Whether bars lie on the full holidays of the exchange: on next to none of them (`us`), on nearly all (`none`). */
function keptHolidays(timeMs: Float64Array, stepMs: number): HolidayRule {
  const clock = newYorkClock();
  const days = new Set<number>();
  for (const time of timeMs) {
    const local = localNoon(time, stepMs, clock);
    // The evening belongs to the next trading day; the morning and the afternoon tell.
    if (stepMs >= DAY_MS || (hourOf(local) >= 13 && hourOf(local) < 16)) days.add(dayOf(local));
  }
  if (timeMs.length === 0) return 'unknown';
  const [first, last] = [timeMs[0], timeMs[timeMs.length - 1]];
  let [holidays, traded] = [0, 0];
  for (let year = new Date(first).getUTCFullYear(); year <= new Date(last).getUTCFullYear(); year++) {
    for (const [day, { fromHour, name }] of usClosures(year)) {
      if (fromHour > 0 || day < first || day > last || name === 'Christmas' || name === 'New Year') continue;
      holidays++;
      if (days.has(day)) traded++;
    }
  }
  if (holidays < HOLIDAYS_NEEDED) return 'unknown';
  if (traded <= FEW * holidays) return 'us';
  return traded >= MOST * holidays ? 'none' : 'unknown';
}

/** A market with at least this share of its bars on Saturdays has no weekend (a seventh would be all of them). */
const SATURDAY_SHARE = 0.1;

export function hasWeekend(timeMs: Float64Array): boolean {
  let saturdays = 0;
  for (const time of timeMs) if (Math.floor(time / DAY_MS + 4) % 7 === 6) saturdays++;
  return saturdays < SATURDAY_SHARE * timeMs.length;
}
