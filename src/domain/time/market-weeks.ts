import { isSummerTime } from './summer-time.ts';

/** A weekend of a market between two of its bars. */
export interface MarketWeek {
  /** End of the last bar before it and start of the first one after it, on the clock of the file. */
  readonly closeMs: number;
  readonly openMs: number;
  /** Friday 17:00 and Sunday 17:00 New York time around it, ms since 1970 UTC. */
  readonly newYorkCloseMs: number;
  readonly newYorkOpenMs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A weekend without holidays, give or take what opens late and closes early. */
const SHORTEST_MS = 40 * HOUR_MS;
const LONGEST_MS = 60 * HOUR_MS;
/** Coarser bars do not tell the hour. */
const LONGEST_STEP_MS = 4 * HOUR_MS;

/**
 * The weekends in a series of stamps, and the usual distance of its bars.
 * @param localMs oldest first, on any clock at most 14 hours from UTC
 */
export function marketWeeks(localMs: Float64Array): {
  readonly weeks: MarketWeek[];
  readonly stepMs: number;
} {
  const stepMs = usualStep(localMs);
  const weeks: MarketWeek[] = [];
  if (!(stepMs > 0 && stepMs <= LONGEST_STEP_MS)) return { weeks, stepMs };
  for (let i = 1; i < localMs.length; i++) {
    const closeMs = localMs[i - 1] + stepMs;
    const openMs = localMs[i];
    if (openMs - closeMs < SHORTEST_MS || openMs - closeMs > LONGEST_MS) continue;
    // The middle of a weekend is about Saturday 21:30 UTC, on any clock still a day or less from it.
    const sundayMs = nearestSunday((closeMs + openMs) / 2);
    const newYorkOpenMs = newYork17(sundayMs);
    weeks.push({ closeMs, openMs, newYorkOpenMs, newYorkCloseMs: newYork17(sundayMs - 2 * DAY_MS) });
  }
  return { weeks, stepMs };
}

/** Midnight UTC of the Sunday nearest to a time. */
function nearestSunday(timeMs: number): number {
  // 1970-01-04 was a Sunday.
  const first = 3 * DAY_MS;
  return Math.round((timeMs - first) / (7 * DAY_MS)) * 7 * DAY_MS + first;
}

/** 17:00 in New York on the day that begins at a midnight UTC. */
function newYork17(dayMs: number): number {
  const standard = dayMs + 22 * HOUR_MS;
  return isSummerTime({ summerTime: 'us' }, standard - HOUR_MS) ? standard - HOUR_MS : standard;
}

/** The commonest distance of neighbouring stamps; 0 without any. */
export function usualStep(localMs: Float64Array): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < localMs.length; i++) {
    const step = localMs[i] - localMs[i - 1];
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  let best = 0;
  for (const [step, count] of counts) if (count > (counts.get(best) ?? 0)) best = step;
  return best;
}
