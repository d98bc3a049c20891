const EIGHT_DIGITS = /^(\d{4})(\d{2})(\d{2})$/;
const NUMBER = /^\d{9,13}(\.\d+)?$/;
const CALENDAR =
  /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Epoch figures from here on are milliseconds: as seconds it would be the year 5138. */
const FIRST_EPOCH_MS = 100_000_000_000;

/** What the reader understands, for messages. */
export const TIME_FORMATS =
  'yyyy-MM-dd, yyyy-MM-dd HH:mm[:ss[.SSS]] (UTC unless it has a zone), ISO 8601, yyyyMMdd, or Unix seconds or milliseconds';

/**
 * Milliseconds since 1970 UTC of a time as files write it; null when it is none of `TIME_FORMATS`, or no real date.
 * A time without a zone is UTC.
 */
export function parseTime(text: string): number | null {
  const trimmed = text.trim();
  const day = EIGHT_DIGITS.exec(trimmed);
  if (day) return fromParts(Number(day[1]), Number(day[2]), Number(day[3]));
  if (NUMBER.test(trimmed)) {
    const epoch = Number(trimmed);
    return Math.round(epoch < FIRST_EPOCH_MS ? epoch * 1_000 : epoch);
  }
  const match = CALENDAR.exec(trimmed);
  if (!match) return null;
  const [, year, month, date, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const dayMs = fromParts(Number(year), Number(month), Number(date));
  if (dayMs === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const seconds = Number(hour) * 3_600 + Number(minute) * 60 + Number(second);
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3));
  const offset = offsetMinutes(zone);
  return offset === null ? null : dayMs + seconds * 1_000 + millis - offset * 60_000;
}

/** Null for a day the calendar does not have. */
function fromParts(year: number, month: number, day: number): number | null {
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? time : null;
}

function offsetMinutes(zone: string): number | null {
  if (zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
