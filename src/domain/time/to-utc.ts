import { offsetAt, type Zone } from './zone.ts';

/** Stamps of a clock as instants, and what was odd about them. */
export interface UtcTimes {
  /** ms since 1970 UTC, one a stamp. */
  readonly timeMs: Float64Array;
  /** Stamps the clock never shows: in the hour it leaps over in spring. Read as standard time. */
  readonly impossible: number;
  /** Stamps it shows twice, in autumn. The first is summer time; the second pass follows a stamp of the first. */
  readonly ambiguous: number;
}

/**
 * Instants of the stamps of a clock.
 * @param localMs stamps as if they were UTC, oldest first (the order decides between the two passes of a repeated hour)
 */
export function toUtc(localMs: Float64Array, zone: Zone): UtcTimes {
  const timeMs = new Float64Array(localMs.length);
  let impossible = 0;
  let ambiguous = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < localMs.length; i++) {
    const standard = localMs[i] - zone.offsetMinutes * 60_000;
    if (zone.summerTime === 'none') {
      timeMs[i] = standard;
      continue;
    }
    const summer = standard - 3_600_000;
    const isSummer = offsetAt(zone, summer) !== zone.offsetMinutes;
    const isStandard = offsetAt(zone, standard) === zone.offsetMinutes;
    if (isSummer && isStandard) ambiguous++;
    if (!isSummer && !isStandard) impossible++;
    // In the repeated hour the first pass comes first; a stamp that would not move on is of the second.
    const isFirstPass = isSummer && (!isStandard || summer > before);
    timeMs[i] = isFirstPass ? summer : standard;
    before = timeMs[i];
  }
  return { timeMs, impossible, ambiguous };
}

/** Stamps a clock shows at instants, as if they were UTC. The way back loses the second pass of a repeated hour. */
export function fromUtc(utcMs: Float64Array, zone: Zone): Float64Array {
  return utcMs.map((time) => time + offsetAt(zone, time) * 60_000);
}
