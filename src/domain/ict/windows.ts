import { AppError } from '../../kernel/errors.ts';

/** Part of a day on New York's clock, in minutes: from `startMinute` to before `endMinute`. No window crosses midnight. */
export interface DayWindow {
  readonly startMinute: number;
  readonly endMinute: number;
}

const hours = (start: number, end: number): DayWindow => ({ startMinute: start * 60, endMinute: end * 60 });

/** Kill zones: the hours in which the sessions make their moves. */
export const KILL_ZONES = {
  asia: hours(20, 24),
  london: hours(2, 5),
  new_york: hours(7, 10),
  london_close: hours(10, 12),
} as const satisfies Record<string, DayWindow>;
export type KillZone = keyof typeof KILL_ZONES;

/** The silver bullet hours: London open, New York morning and afternoon. */
export const SILVER_BULLETS: readonly DayWindow[] = [hours(3, 4), hours(10, 11), hours(14, 15)];

/** When New York's trading day ends, minute of its clock. */
export const NEW_YORK_CLOSE_MINUTE = 17 * 60;

/** The first half hour of New York's stock exchanges. */
export const OPENING_RANGE: DayWindow = { startMinute: 570, endMinute: 600 };

/** The hours the sessions are read by. */
export interface SessionTable {
  readonly killZones: Readonly<Record<KillZone, DayWindow>>;
  readonly openingRange: DayWindow;
}

export const SESSION_TABLE: SessionTable = { killZones: KILL_ZONES, openingRange: OPENING_RANGE };

/**
 * A window of one trading day.
 * @throws AppError `parameter_invalid` unless it ends after it starts, and lies on one side of 17:00.
 */
export function requireDayWindow(name: string, { startMinute, endMinute }: DayWindow): void {
  const isSplit = startMinute < NEW_YORK_CLOSE_MINUTE && endMinute > NEW_YORK_CLOSE_MINUTE;
  if (startMinute < endMinute && !isSplit) return;
  throw new AppError(
    'parameter_invalid',
    `The ${name} is from minute ${startMinute} to ${endMinute}; it must end after it starts, and not contain the end of New York's trading day at minute ${NEW_YORK_CLOSE_MINUTE}`,
    { details: { startMinute, endMinute } },
  );
}

export const isWithin = ({ startMinute, endMinute }: DayWindow, minute: number): boolean =>
  minute >= startMinute && minute < endMinute;
