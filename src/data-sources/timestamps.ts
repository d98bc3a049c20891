/** In which order a date names its parts. */
export const DATE_ORDERS = ['ymd', 'dmy', 'mdy'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:\.?(\d{1,3}))?)?)?$/;
const EPOCH = /^\d{9,17}(\.\d+)?$/;
const CALENDAR =
  /^(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})(?:(?:T|,? )(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(?:[- ]?(AM|PM))?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$/i;

/** Epoch figures from here on are milliseconds, then microseconds: as the smaller unit it would be the year 5138. */
const FIRST_EPOCH_MS = 100_000_000_000;
const FIRST_EPOCH_US = 100_000_000_000_000;

/** Two-digit years from here on are of the last century. */
const FIRST_YEAR_OF_19XX = 70;

/** What the reader understands, for messages. */
export const TIME_FORMATS =
  'yyyy-MM-dd, yyyy-MM-dd HH:mm[:ss[.SSS]], the same with day or month first, yyyyMMdd [HHmmss], ISO 8601, or an epoch in seconds, milliseconds or microseconds';

/**
 * Milliseconds since 1970 of a time as files write it, a time without a zone being taken as UTC; null when it is none of
 * `TIME_FORMATS`, or no real date. A year of four digits in front wins over `order`.
 */
export function parseTime(text: string, order: DateOrder = 'ymd'): number | null {
  const trimmed = text.trim();
  const compact = COMPACT.exec(trimmed);
  if (compact) {
    const [, year, month, day, hour, minute, second, fraction] = compact;
    const dayMs = dayStart(Number(year), Number(month), Number(day));
    return withTimeOfDay(dayMs, { hour, minute, second, fraction });
  }
  if (EPOCH.test(trimmed)) return fromEpoch(Number(trimmed));
  const match = CALENDAR.exec(trimmed);
  if (!match) return null;
  const [, a, b, c, hour, minute, second, fraction, half, zone = 'Z'] = match;
  if (hour !== undefined && minute === undefined && half === undefined) return null;
  const offset = offsetMinutes(zone);
  const timeMs = withTimeOfDay(dateOf(a, b, c, order), { hour, minute, second, fraction, half });
  return offset === null || timeMs === null ? null : timeMs - offset * 60_000;
}

/** True when the text itself says which clock it means: an epoch, or a time with a zone. */
export const namesItsZone = (text: string): boolean =>
  EPOCH.test(text.trim()) || /\d(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i.test(text.trim().replace(/^\S+[T ]/, ''));

/** True when the text is a date without a time of day. */
export const isDateOnly = (text: string): boolean => !/[T: ]|\d{9}/.test(text.trim());

/** Midnight of a date written in three parts; null for a day the calendar does not have in that order. */
export function dateOf(a: string, b: string, c: string, order: DateOrder): number | null {
  if (a.length === 4) return dayStart(Number(a), Number(b), Number(c));
  if (order === 'ymd') return dayStart(fullYear(a), Number(b), Number(c));
  const [month, day] = order === 'mdy' ? [a, b] : [b, a];
  return dayStart(fullYear(c), Number(month), Number(day));
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year + (year >= FIRST_YEAR_OF_19XX ? 1_900 : 2_000);
}

/** Null for a day the calendar does not have. */
export function dayStart(year: number, month: number, day: number): number | null {
  if (year < 1_000) return null;
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? time : null;
}

interface TimeOfDay {
  readonly hour: string | undefined;
  readonly minute: string | undefined;
  readonly second: string | undefined;
  readonly fraction: string | undefined;
  readonly half?: string | undefined;
}

function withTimeOfDay(
  dayMs: number | null,
  { minute, second, fraction, ...rest }: TimeOfDay,
): number | null {
  if (dayMs === null) return null;
  const hour = hourOf(Number(rest.hour ?? '0'), rest.half);
  const minutes = Number(minute ?? '0');
  const seconds = Number(second ?? '0');
  if (hour === null || minutes > 59 || seconds > 59) return null;
  const millis = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  return dayMs + (hour * 3_600 + minutes * 60 + seconds) * 1_000 + millis;
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour > 23 ? null : hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

function fromEpoch(epoch: number): number {
  if (epoch >= FIRST_EPOCH_US) return Math.round(epoch / 1_000);
  return Math.round(epoch < FIRST_EPOCH_MS ? epoch * 1_000 : epoch);
}

function offsetMinutes(zone: string): number | null {
  if (/^(Z|UTC|GMT)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
