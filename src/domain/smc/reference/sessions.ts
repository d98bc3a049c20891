import { AppError } from '../../../kernel/errors.ts';
import { type Bars, barCount } from '../../market/bars.ts';
import { requireUsableBars } from '../../market/usable-bars.ts';

/** A session as smart-money-concepts 0.0.27 prints it: 0 outside. */
export interface ReferenceSession {
  readonly active: Float64Array;
  /** Extremes since the block of active bars began, 32-bit. */
  readonly high: Float32Array;
  readonly low: Float32Array;
}

/** Minutes of the day, both included; a window that ends at or before its start runs over midnight. */
export interface SessionWindow {
  readonly startMinute: number;
  readonly endMinute: number;
}

const hours = (start: number, end: number): SessionWindow => ({
  startMinute: start * 60,
  endMinute: end * 60,
});

/** The library's windows, UTC all year round. */
export const REFERENCE_SESSIONS = {
  sydney: hours(21, 6),
  tokyo: hours(0, 9),
  london: hours(7, 16),
  newYork: hours(13, 22),
  asianKillZone: hours(0, 4),
  londonOpenKillZone: hours(6, 9),
  newYorkKillZone: hours(11, 14),
  londonCloseKillZone: hours(14, 16),
} as const satisfies Record<string, SessionWindow>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/**
 * `sessions` of smart-money-concepts 0.0.27: fixed UTC windows, without daylight saving.
 *
 * @param clockHours What the library does with the time zone "UTC+5": its sign is inverted, so 5 hours are added to the
 *   bars' times before they are held against the windows.
 * @throws AppError `parameter_invalid` for bars that are not usable (see `requireUsableBars`),
 *   minutes outside a day or a clock that is not whole hours.
 */
export function sessionRange(bars: Bars, window: SessionWindow, clockHours = 0): ReferenceSession {
  requireUsableBars(bars);
  requireMinutes(window);
  requireHours(clockHours);
  const n = barCount(bars);
  const active = new Float64Array(n);
  const high = new Float32Array(n);
  const low = new Float32Array(n);
  const { startMinute, endMinute } = window;
  for (let i = 0; i < n; i++) {
    const minutes = Math.floor(bars.timeMs[i] / MINUTE_MS) + clockHours * 60;
    const minute = ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
    const isAfterStart = minute >= startMinute;
    const isBeforeEnd = minute <= endMinute;
    if (!(startMinute < endMinute ? isAfterStart && isBeforeEnd : isAfterStart || isBeforeEnd)) continue;
    active[i] = 1;
    high[i] = Math.max(bars.high[i], i > 0 ? high[i - 1] : 0);
    low[i] = Math.min(bars.low[i], i > 0 && low[i - 1] !== 0 ? low[i - 1] : Number.POSITIVE_INFINITY);
  }
  return { active, high, low };
}

function requireMinutes(window: SessionWindow): void {
  for (const [name, minute] of Object.entries(window)) {
    if (Number.isInteger(minute) && minute >= 0 && minute < DAY_MINUTES) continue;
    throw new AppError(
      'parameter_invalid',
      `${name} is ${minute}; it must be a whole minute from 0 to 1439`,
      {
        details: { [name]: minute },
      },
    );
  }
}

function requireHours(clockHours: number): void {
  if (Number.isSafeInteger(clockHours)) return;
  throw new AppError('parameter_invalid', `clockHours is ${clockHours}; it must be a whole number of hours`, {
    details: { clockHours },
  });
}
