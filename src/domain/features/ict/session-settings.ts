import {
  type DayWindow,
  KILL_ZONES,
  type KillZone,
  NEW_YORK_CLOSE_MINUTE,
  OPENING_RANGE,
  type SessionTable,
  SILVER_BULLETS,
} from '../../ict/windows.ts';
import type { Settings } from '../setting-template.ts';
import { type ParameterRange, wholeRange } from '../template.ts';

const DAY_MINUTES = 1_440;

/** Windows that a name may move, by the words its settings begin with. */
export const WINDOWS = {
  asia: KILL_ZONES.asia,
  london: KILL_ZONES.london,
  newYork: KILL_ZONES.new_york,
  londonClose: KILL_ZONES.london_close,
  opening: OPENING_RANGE,
} as const satisfies Readonly<Record<string, DayWindow>>;
export type WindowName = keyof typeof WINDOWS;
export const WINDOW_OF_ZONE = {
  asia: 'asia',
  london: 'london',
  new_york: 'newYork',
  london_close: 'londonClose',
} as const satisfies Readonly<Record<KillZone, WindowName>>;

/** `asiaStartMinute` and `asiaEndMinute` for a window called asia, minutes of New York's day. */
const windowSettings = (
  name: string,
  { startMinute, endMinute }: DayWindow,
): Readonly<Record<string, ParameterRange>> => ({
  [`${name}StartMinute`]: wholeRange(startMinute, 0, DAY_MINUTES - 1),
  [`${name}EndMinute`]: wholeRange(endMinute, 1, DAY_MINUTES),
});

/** The settings of these windows, for a column that depends on them. */
export const sessionSettings = (...names: readonly WindowName[]): Readonly<Record<string, ParameterRange>> =>
  Object.assign({}, ...names.map((name) => windowSettings(name, WINDOWS[name])));

/** The window of this name as settings have it; what they do not give is as in `usual`. */
export const windowIn = (settings: Settings, name: string, usual: DayWindow): DayWindow => ({
  startMinute: settings[`${name}StartMinute`] ?? usual.startMinute,
  endMinute: settings[`${name}EndMinute`] ?? usual.endMinute,
});

/** The hours the sessions are read by; windows that settings do not give are as usual. */
export function sessionTable(settings: Settings): SessionTable {
  const of = (name: WindowName): DayWindow => windowIn(settings, name, WINDOWS[name]);
  return {
    killZones: {
      asia: of('asia'),
      london: of('london'),
      new_york: of('newYork'),
      london_close: of('londonClose'),
    },
    openingRange: of('opening'),
  };
}

/** How the settings call the silver bullet hours. */
const BULLET_NAMES = ['morning', 'noon', 'afternoon'] as const;

export const BULLET_SETTINGS: Readonly<Record<string, ParameterRange>> = Object.assign(
  {},
  ...SILVER_BULLETS.map((hour, k) => windowSettings(BULLET_NAMES[k], hour)),
);

/** The silver bullet hours; those that settings do not give are as usual. */
export const bulletsIn = (settings: Settings): readonly DayWindow[] =>
  SILVER_BULLETS.map((hour, k) => windowIn(settings, BULLET_NAMES[k], hour));

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** A window in words: 02:00 to 05:00. */
export const windowText = ({ startMinute, endMinute }: DayWindow): string =>
  `${clockText(startMinute)} to ${clockText(endMinute)}`;

export const TRADING_DAY_TEXT = `${clockText(NEW_YORK_CLOSE_MINUTE)} to ${clockText(NEW_YORK_CLOSE_MINUTE)}, New York time`;
