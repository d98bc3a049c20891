import { DAY_MS } from '../calendar/clock.ts';
import { offsetAt, type Zone } from '../time/zone.ts';

const MINUTE_MS = 60_000;

/** A stretch of the week in which positions may be opened. */
export interface SessionWindow {
  /** Days it begins on, 1 Monday to 7 Sunday. */
  readonly days: readonly number[];
  /** Minutes of the day: from inclusive, to exclusive. When `to` is not later than `from` it ends on the next day. */
  readonly from: number;
  readonly to: number;
}

export interface TradingSessions {
  /** Clock the windows are on. */
  readonly zone: Zone;
  readonly windows: readonly SessionWindow[];
  /** Close what is open at the first bar outside the windows. */
  readonly flat: boolean;
}

/** 1 for each bar that opens inside one of the windows. */
export function entryBars(timeMs: Float64Array, { zone, windows }: TradingSessions): Uint8Array {
  return Uint8Array.from(timeMs, (utcMs) => {
    const local = utcMs + offsetAt(zone, utcMs) * MINUTE_MS;
    const day = Math.floor(local / DAY_MS);
    const minute = Math.floor((local - day * DAY_MS) / MINUTE_MS);
    // 1970-01-01 was a Thursday.
    const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
    return windows.some((window) => isInside(window, weekday, minute)) ? 1 : 0;
  });
}

function isInside({ days, from, to }: SessionWindow, weekday: number, minute: number): boolean {
  if (to > from) return days.includes(weekday) && minute >= from && minute < to;
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  return (days.includes(weekday) && minute >= from) || (days.includes(yesterday) && minute < to);
}
