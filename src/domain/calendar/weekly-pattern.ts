import { DAY_MS, type WallClock, WEEK_MS } from './clock.ts';

/** Monday 1970-01-05, where weeks are counted from. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** A slot of the week is part of the session when at least this share of the year's weeks have a bar in it. */
export const SESSION_SHARE = 0.5;
/** A year with fewer weeks takes the pattern of its neighbour: a holiday or two would bend its own. */
const WEEKS_NEEDED = 8;

/**
 * When a market is open in a week, learned from its bars year by year (brokers change their sessions). A slot is one bar
 * length of the week, by a wall clock.
 */
export interface WeeklyPattern {
  readonly slotsPerWeek: number;
  /** True when a bar that opens at this time is to be expected. */
  isOpen(utcMs: number): boolean;
  /** Open slots of the week that a time lies in. */
  openSlots(utcMs: number): number;
  /** Share of all slots, over all years, that are open. */
  readonly openShare: number;
  /** Mean over slots and years of the smaller of presence and absence: 0 for a perfectly regular market. */
  readonly irregularity: number;
}

/** @param timeMs ascending open times */
export function learnWeeklyPattern(timeMs: Float64Array, stepMs: number, clock: WallClock): WeeklyPattern {
  const step = Math.min(stepMs, WEEK_MS);
  const slotsPerWeek = Math.ceil(WEEK_MS / step);
  const slotOf = (local: number): number =>
    Math.floor(((((local - FIRST_MONDAY_MS) % WEEK_MS) + WEEK_MS) % WEEK_MS) / step);
  const years = countByYear(timeMs, clock, slotsPerWeek, slotOf);
  const patterns = fillShortYears(years);
  const nearest = nearestYear(patterns);
  let [open, total, vague] = [0, 0, 0];
  for (const { counts, weeks } of years.values()) {
    for (const count of counts) {
      total++;
      const share = Math.min(1, count / weeks);
      if (share >= SESSION_SHARE) open++;
      vague += Math.min(share, 1 - share);
    }
  }
  return {
    slotsPerWeek,
    isOpen: (utcMs) => {
      const local = clock(utcMs);
      return nearest(local).slots[slotOf(local)] === 1;
    },
    openSlots: (utcMs) => nearest(clock(utcMs)).open,
    openShare: total === 0 ? 0 : open / total,
    irregularity: total === 0 ? 0 : vague / total,
  };
}

interface YearCount {
  weeks: number;
  readonly counts: Float64Array;
}

function countByYear(
  timeMs: Float64Array,
  clock: WallClock,
  slotsPerWeek: number,
  slotOf: (local: number) => number,
): Map<number, YearCount> {
  const years = new Map<number, YearCount>();
  let [week, nextWeek] = [Number.NaN, Number.NEGATIVE_INFINITY];
  let entry: YearCount | undefined;
  let [lastSlot, lastWeek] = [-1, Number.NaN];
  for (const time of timeMs) {
    const local = clock(time);
    if (!(local < nextWeek) || entry === undefined) {
      week = Math.floor((local - FIRST_MONDAY_MS) / WEEK_MS);
      nextWeek = FIRST_MONDAY_MS + (week + 1) * WEEK_MS;
      const year = yearOfWeek(week);
      entry = years.get(year) ?? { weeks: 0, counts: new Float64Array(slotsPerWeek) };
      entry.weeks++;
      years.set(year, entry);
    }
    const slot = slotOf(local);
    if (slot === lastSlot && week === lastWeek) continue;
    entry.counts[slot]++;
    [lastSlot, lastWeek] = [slot, week];
  }
  return years;
}

/** The year a week counts for: that of its Thursday, as ISO 8601 has it. */
const yearOfWeek = (week: number): number =>
  new Date(FIRST_MONDAY_MS + week * WEEK_MS + 3 * DAY_MS).getUTCFullYear();

interface YearPattern {
  readonly slots: Uint8Array;
  readonly open: number;
}

function fillShortYears(years: ReadonlyMap<number, YearCount>): Map<number, YearPattern> {
  const long = [...years].filter(([, { weeks }]) => weeks >= WEEKS_NEEDED);
  // Nothing but short years: what there is has to do.
  const usable = long.length > 0 ? long : [...years];
  return new Map(usable.map(([year, count]) => [year, patternOf(count)]));
}

function patternOf({ weeks, counts }: YearCount): YearPattern {
  const slots = Uint8Array.from(counts, (count) => (count >= SESSION_SHARE * weeks ? 1 : 0));
  return { slots, open: slots.reduce((sum, slot) => sum + slot, 0) };
}

/** Looks a year's pattern up, or that of the nearest year that has one. */
function nearestYear(patterns: ReadonlyMap<number, YearPattern>): (local: number) => YearPattern {
  const none: YearPattern = { slots: new Uint8Array(0), open: 0 };
  const known = [...patterns.keys()];
  const memo = new Map<number, YearPattern>(patterns);
  let [from, to, pattern] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, none];
  return (local) => {
    if (local >= from && local < to) return pattern;
    const week = Math.floor((local - FIRST_MONDAY_MS) / WEEK_MS);
    [from, to] = [FIRST_MONDAY_MS + week * WEEK_MS, FIRST_MONDAY_MS + (week + 1) * WEEK_MS];
    const year = yearOfWeek(week);
    let found = memo.get(year);
    if (found === undefined) {
      const near = known.toSorted((a, b) => Math.abs(a - year) - Math.abs(b - year) || a - b)[0];
      found = patterns.get(near) ?? none;
      memo.set(year, found);
    }
    pattern = found;
    return found;
  };
}
