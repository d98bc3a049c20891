import { isSummerTime, type SummerTime } from './summer-time.ts';

/** A clock: its distance from UTC in winter, and when it goes an hour ahead. */
export interface Zone {
  readonly name: string;
  /** Minutes ahead of UTC outside summer time. */
  readonly offsetMinutes: number;
  readonly summerTime: SummerTime;
}

const NAMED: readonly Zone[] = [
  { name: 'UTC', offsetMinutes: 0, summerTime: 'none' },
  // HistData: Eastern Standard Time all year.
  { name: 'EST', offsetMinutes: -300, summerTime: 'none' },
  { name: 'America/New_York', offsetMinutes: -300, summerTime: 'us' },
  { name: 'Europe/London', offsetMinutes: 0, summerTime: 'eu' },
  { name: 'Europe/Berlin', offsetMinutes: 60, summerTime: 'eu' },
  // Brokers whose day ends when New York closes: UTC+2, in summer +3, changed on American dates.
  { name: 'broker-us', offsetMinutes: 120, summerTime: 'us' },
  // The same hours changed on European dates (EET/EEST).
  { name: 'broker-eu', offsetMinutes: 120, summerTime: 'eu' },
];

/** `UTC+3`, `UTC-04:30`. */
const FIXED = /^UTC([+-])(\d{1,2})(?::?([0-5]\d))?$/;
const FARTHEST_MINUTES = 14 * 60;

/** Names of the zones, for messages. */
export const ZONE_NAMES = `${NAMED.map((zone) => zone.name).join(', ')}, or a fixed offset such as UTC+3`;

/** The zone of a name; null when there is none. */
export function findZone(name: string): Zone | null {
  const known = NAMED.find((zone) => zone.name === name);
  if (known) return known;
  const match = FIXED.exec(name);
  if (!match) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? '0');
  return minutes > FARTHEST_MINUTES ? null : fixedZone(match[1] === '-' ? -minutes : minutes);
}

/** A clock that is always the same distance from UTC. */
export function fixedZone(offsetMinutes: number): Zone {
  const known = NAMED.find((zone) => zone.summerTime === 'none' && zone.offsetMinutes === offsetMinutes);
  if (known) return known;
  const size = Math.abs(offsetMinutes);
  const minutes = size % 60 === 0 ? '' : `:${String(size % 60).padStart(2, '0')}`;
  const name = `UTC${offsetMinutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${minutes}`;
  return { name, offsetMinutes, summerTime: 'none' };
}

/** The clock of an offset and a rule, under the name a spec would use where there is one. */
export function zoneOf(offsetMinutes: number, summerTime: SummerTime): Zone {
  if (summerTime === 'none') return fixedZone(offsetMinutes);
  const known = NAMED.find((zone) => zone.offsetMinutes === offsetMinutes && zone.summerTime === summerTime);
  if (known) return known;
  const dates = summerTime === 'us' ? 'American' : 'European';
  return { name: `${fixedZone(offsetMinutes).name} with ${dates} summer time`, offsetMinutes, summerTime };
}

/** Minutes a zone is ahead of UTC at an instant (ms since 1970 UTC). */
export function offsetAt(zone: Zone, utcMs: number): number {
  return zone.offsetMinutes + (isSummerTime(zone, utcMs) ? 60 : 0);
}
