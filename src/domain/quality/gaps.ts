import { counted, EXAMPLES_KEPT, percent, type QualityFinding } from './finding.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-01 was a Thursday; Saturday 1970-01-03 began this many ms after the epoch. */
const FIRST_SATURDAY_MS = 2 * DAY_MS;

/** Weekdays that may be missing in a row before it is a gap: 2001-09-11 closed New York for four. */
const WEEKDAYS_ALLOWED = 4;
/** Time an intraday market may be closed in a row, weekends and its regular breaks aside: one holiday. */
const CLOSED_ALLOWED_MS = DAY_MS;
/** A market with at least this share of its bars on Saturdays has no weekend (a seventh would be all of them). */
const SATURDAY_SHARE = 0.05;
/** A pause that starts at the same minute of the day on this share of the days is part of the session. */
const SESSION_BREAK_SHARE = 0.2;

/**
 * Time without bars where the market's calendar expects some. The calendar is learned from the bars: whether there is a
 * weekend, and, for intraday bars, at which minute of the day the session regularly pauses.
 * @param timeMs ascending open times
 */
export function gaps(timeMs: Float64Array, timeframeMinutes: number): QualityFinding | null {
  const stepMs = timeframeMinutes * 60_000;
  const missing = missingBars(timeMs, stepMs);
  const found: { readonly index: number; readonly bars: number }[] = [];
  for (let i = 1; i < timeMs.length; i++) {
    const bars = missing(timeMs[i - 1], timeMs[i]);
    if (bars > 0) found.push({ index: i, bars });
  }
  if (found.length === 0) return null;
  const lost = found.reduce((sum, gap) => sum + gap.bars, 0);
  const longest = found.reduce((a, b) => (b.bars > a.bars ? b : a));
  const share = lost / (lost + timeMs.length);
  return {
    rule: 'time.gaps',
    severity: 'warning',
    message: `${counted(found.length, 'gap')} that the calendar does not explain, about ${counted(lost, 'bar')} (${percent(share)}); the longest starts ${iso(timeMs[longest.index - 1])}.`,
    count: found.length,
    share,
    examples: found.slice(0, EXAMPLES_KEPT).map(({ index, bars }) => ({
      timeMs: timeMs[index - 1],
      detail: `next bar ${iso(timeMs[index])}, about ${counted(bars, 'bar')} missing`,
    })),
  };
}

/** How many bars are missing between two neighbours, 0 where the calendar explains the distance. */
function missingBars(timeMs: Float64Array, stepMs: number): (from: number, to: number) => number {
  const hasWeekend = saturdayShare(timeMs) < SATURDAY_SHARE;
  if (stepMs >= WEEK_MS) return (from, to) => Math.max(0, Math.round((to - from) / stepMs) - 1);
  if (stepMs >= DAY_MS) {
    return (from, to) => {
      const days = Math.round((to - from - (hasWeekend ? weekendMs(from, to) : 0)) / DAY_MS) - 1;
      return days > (hasWeekend ? WEEKDAYS_ALLOWED : 0) ? days : 0;
    };
  }
  const isBreak = sessionBreaks(timeMs, stepMs);
  return (from, to) => {
    if (to - from <= stepMs) return 0;
    const closedMs = to - from - stepMs - (hasWeekend ? weekendMs(from, to) : 0);
    const isAllowed = hasWeekend && (closedMs <= CLOSED_ALLOWED_MS || isBreak(from, to));
    return isAllowed || closedMs < stepMs ? 0 : Math.round(closedMs / stepMs);
  };
}

/** Minutes of the day at which the series regularly pauses for less than a day. */
function sessionBreaks(timeMs: Float64Array, stepMs: number): (from: number, to: number) => boolean {
  const pausesAt = new Map<number, number>();
  const days = new Set<number>();
  for (let i = 1; i < timeMs.length; i++) {
    days.add(Math.floor(timeMs[i] / DAY_MS));
    const distance = timeMs[i] - timeMs[i - 1];
    if (distance <= stepMs || distance > DAY_MS) continue;
    const minute = timeMs[i - 1] % DAY_MS;
    pausesAt.set(minute, (pausesAt.get(minute) ?? 0) + 1);
  }
  return (from, to) =>
    to - from <= DAY_MS && (pausesAt.get(from % DAY_MS) ?? 0) >= SESSION_BREAK_SHARE * days.size;
}

/** Milliseconds of [from, to) that lie on a Saturday or Sunday, UTC. */
export function weekendMs(from: number, to: number): number {
  return weekendSince(to) - weekendSince(from);
}

/** Weekend milliseconds between the first Saturday of the epoch and `t`. */
function weekendSince(t: number): number {
  const sinceMs = t - FIRST_SATURDAY_MS;
  const weeks = Math.floor(sinceMs / WEEK_MS);
  return weeks * 2 * DAY_MS + Math.min(sinceMs - weeks * WEEK_MS, 2 * DAY_MS);
}

function saturdayShare(timeMs: Float64Array): number {
  let saturdays = 0;
  for (const time of timeMs) if (new Date(time).getUTCDay() === 6) saturdays++;
  return timeMs.length === 0 ? 0 : saturdays / timeMs.length;
}

const iso = (time: number): string => new Date(time).toISOString();
