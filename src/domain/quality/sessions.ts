import type { TradingCalendar } from '../calendar/calendar.ts';
import { DAY_MS, HOUR_MS, newYorkClock, WEEK_MS } from '../calendar/clock.ts';
import type { Bars } from '../market/bars.ts';
import { counted, EXAMPLES_KEPT, findingAt, percent, type QualityFinding } from './finding.ts';
import { indicesWhere } from './prices.ts';

/** Bars at hours and on days at which the market is otherwise closed: weekends, holidays, outside of the session. */
export function outsideSession({ timeMs }: Bars, calendar: TradingCalendar): QualityFinding | null {
  const closure = (i: number): string | null => {
    if (!calendar.isOpen(timeMs[i])) return 'the market is closed at this time of the week';
    // Around Christmas trading days begin and end at odd hours; the exchange's own holidays are certain.
    return calendar.holidays === 'us' ? calendar.holidayAt(timeMs[i]) : null;
  };
  const indices = indicesWhere(timeMs.length, (i) => closure(i) !== null);
  const share = timeMs.length === 0 ? 0 : indices.length / timeMs.length;
  return findingAt({
    rule: 'calendar.outside_session',
    severity: share >= 0.001 ? 'warning' : 'info',
    indices,
    timeMs,
    message: (count) =>
      `${counted(count, 'bar')} (${percent(share)}) at times at which the market is closed in other weeks.`,
    detail: (i) => closure(i) ?? '',
    repair: {
      step: 'drop_weekend',
      applied: false,
      how: 'Drop Saturdays and Sundays (quality.repairs.dropWeekend), or name the calendar (quality.calendar).',
    },
  });
}

/** Share of the weeks that have a Sunday bar but no Saturday bar, from which on the days are cut at the wrong hour. */
const STUB_SHARE = 0.5;

/**
 * Bars of four hours and more that hold the first hours of the week alone, because the day is cut at midnight UTC while
 * the FX week opens on Sunday evening: ATR, ranges and daily statistics count such a stub as a whole day.
 */
export function sundayStubs({ timeMs }: Bars, timeframeMinutes: number): QualityFinding | null {
  if (timeframeMinutes < 240 || timeframeMinutes > 1_440 || timeMs.length === 0) return null;
  const weekday = (i: number): number => Math.floor(timeMs[i] / DAY_MS + 4) % 7;
  const sundays = indicesWhere(timeMs.length, (i) => weekday(i) === 0);
  const saturdays = indicesWhere(timeMs.length, (i) => weekday(i) === 6);
  const weeks = Math.max(1, (timeMs[timeMs.length - 1] - timeMs[0]) / WEEK_MS);
  const isStubbed = sundays.length >= STUB_SHARE * weeks && saturdays.length < 0.1 * sundays.length;
  return findingAt({
    rule: 'calendar.sunday_stubs',
    severity: 'warning',
    indices: isStubbed ? sundays : [],
    timeMs,
    message: (count) =>
      `${counted(count, 'bar')} on Sundays that hold a few hours only: the days are cut at midnight UTC.`,
    detail: () => 'Sunday',
    repair: {
      step: 'resample',
      applied: false,
      how: 'Resample from hourly or finer bars with days that end at 17:00 New York (market.resample.dayBoundary).',
    },
  });
}

/** A market open so many hours a week opens with the FX week. */
const FX_HOURS = 100;
/** Hours from Sunday 17:00 New York at which such a week may open: FX at once, metals and index CFDs up to an hour later. */
const FX_OPENS: ReadonlySet<number> = new Set([0]);
const OTHER_OPENS: ReadonlySet<number> = new Set([0, 1]);
/** Weekly opens a quarter needs. */
const WEEKS_NEEDED = 4;

/**
 * The two-season test: in UTC the week of a market around the clock opens at 17:00 New York all year, an hour earlier by
 * UTC in summer. Where the usual weekly open of a quarter lies elsewhere, or moves between quarters, the stamps are not
 * in UTC or their zone changed.
 * @param lateMs how much later than their opens the bars are stamped
 */
export function zoneShift(
  { timeMs }: Bars,
  stepMs: number,
  { calendar, lateMs }: { readonly calendar: TradingCalendar; readonly lateMs: number },
): QualityFinding | null {
  if (stepMs > 4 * HOUR_MS || timeMs.length === 0 || calendar.kind === '24x7') return null;
  const middle = timeMs[timeMs.length >> 1];
  if (calendar.barsPerWeek(middle) * stepMs < FX_HOURS * HOUR_MS) return null;
  const quarters = quarterlyOpens(timeMs, stepMs, lateMs);
  const usual = calendar.kind === 'fx' ? FX_OPENS : OTHER_OPENS;
  const odd = quarters.filter(({ hours }) => !usual.has(hours));
  const moves = new Set(quarters.map(({ hours }) => hours)).size > 1;
  if (odd.length === 0 || quarters.length === 0) return null;
  const isCertain = calendar.kind === 'fx' && odd.length >= 0.5 * quarters.length;
  const shifts = [...new Set(odd.map(({ hours }) => hours))].sort((a, b) => a - b);
  const bars = odd.reduce((sum, quarter) => sum + quarter.bars, 0);
  return {
    rule: 'time.zone_shift',
    // Metals and index CFDs open when their venue likes: a late open alone proves nothing.
    severity: isCertain ? 'warning' : 'info',
    message: `In ${odd.length} of ${quarters.length} quarters the week opens ${shifts.map((h) => `${h} h`).join(' or ')} after Sunday 17:00 New York: ${isCertain ? 'the stamps are not in UTC' : 'the stamps are not in UTC, or this market opens then'}${moves ? '; the shift changes with the season or the server' : ''}.`,
    count: bars,
    share: Math.min(1, bars / timeMs.length),
    examples: odd.slice(0, EXAMPLES_KEPT).map(({ fromMs, hours, weeks }) => ({
      timeMs: fromMs,
      detail: `${weeks} weeks of the quarter open ${hours} h after Sunday 17:00 New York`,
    })),
    repair: {
      step: 'convert_zone',
      applied: false,
      how: 'State the zone of the source (market.source.zone): broker time, EST or UTC.',
    },
  };
}

interface QuarterOpens {
  readonly fromMs: number;
  /** Most frequent weekly open, hours after Sunday 17:00 New York. */
  readonly hours: number;
  readonly weeks: number;
  readonly bars: number;
}

function quarterlyOpens(timeMs: Float64Array, stepMs: number, lateMs: number): QuarterOpens[] {
  const clock = newYorkClock();
  const quarters = new Map<
    number,
    { hours: Map<number, number>; fromMs: number; first: number; last: number }
  >();
  for (let i = 1; i < timeMs.length; i++) {
    const pause = timeMs[i] - timeMs[i - 1];
    if (pause < DAY_MS || pause > 4 * DAY_MS) continue;
    const opensMs = timeMs[i] - lateMs;
    const local = clock(opensMs);
    const weekOpen = nearestSundayOpen(local);
    // Bars longer than an hour open at the place of the grid before the market does.
    const expected = Math.floor((weekOpen - local + opensMs) / stepMs) * stepMs;
    const hours = Math.round((opensMs - expected) / HOUR_MS);
    const date = new Date(timeMs[i]);
    const key = date.getUTCFullYear() * 4 + Math.floor(date.getUTCMonth() / 3);
    const entry = quarters.get(key) ?? { hours: new Map(), fromMs: timeMs[i], first: i, last: i };
    entry.hours.set(hours, (entry.hours.get(hours) ?? 0) + 1);
    entry.last = i;
    quarters.set(key, entry);
  }
  return [...quarters.values()].flatMap(({ hours, fromMs, first, last }) => {
    const [modal, weeks] = [...hours].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
    return weeks >= WEEKS_NEEDED ? [{ fromMs, hours: modal, weeks, bars: last - first }] : [];
  });
}

/** Sunday 17:00 (wall clock) nearest to a time of the wall clock. 1970-01-04 was a Sunday. */
function nearestSundayOpen(local: number): number {
  const origin = 3 * DAY_MS + 17 * HOUR_MS;
  return origin + Math.round((local - origin) / WEEK_MS) * WEEK_MS;
}
