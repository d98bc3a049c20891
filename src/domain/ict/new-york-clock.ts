/** The clock of New York at each bar's open, daylight saving included. */
export interface NewYorkClock {
  /** Minute of the day, 0 to 1439. */
  readonly minute: Int16Array;
  /** Days since 1970-01-01 of the trading day, which runs from 17:00 to 17:00: Sunday evening belongs to Monday. */
  readonly tradingDay: Int32Array;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** From the close of one trading day at 17:00 to midnight. */
const AFTER_CLOSE_MINUTES = 7 * 60;

/**
 * Converts bar times to New York's clock with the time zone data of the JavaScript engine. The zone is asked twice for
 * each day that has bars, and hour by hour on the two days a year whose offset changes.
 */
export function newYorkClock(timeMs: Float64Array): NewYorkClock {
  const minute = new Int16Array(timeMs.length);
  const tradingDay = new Int32Array(timeMs.length);
  const offsetAt = createOffsets();
  for (let i = 0; i < timeMs.length; i++) {
    const localMinutes = Math.floor((timeMs[i] + offsetAt(timeMs[i])) / MINUTE_MS);
    minute[i] = ((localMinutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
    tradingDay[i] = Math.floor((localMinutes + AFTER_CLOSE_MINUTES) / DAY_MINUTES);
  }
  return { minute, tradingDay };
}

/** Offsets of New York from UTC in milliseconds, remembered for the day asked last. */
function createOffsets(): (timeMs: number) => number {
  let from = Number.NaN;
  let until = Number.NaN;
  let offset = 0;
  return (timeMs) => {
    if (timeMs >= from && timeMs < until) return offset;
    const day = Math.floor(timeMs / DAY_MS) * DAY_MS;
    offset = askOffset(day);
    from = day;
    until = day + DAY_MS;
    if (offset === askOffset(until)) return offset;
    // The change falls into this day, at a full hour.
    from = Math.floor(timeMs / HOUR_MS) * HOUR_MS;
    until = from + HOUR_MS;
    offset = askOffset(from);
    return offset;
  };
}

const FORMAT = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
});

function askOffset(timeMs: number): number {
  const parts = new Map(FORMAT.formatToParts(timeMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return local - timeMs;
}
