import { writeDistance, writePosition } from '../ratio.ts';
import type { Settings, SettingTemplate } from '../setting-template.ts';
import { UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { ict } from './ict-feature.ts';
import {
  sessionSettings,
  sessionTable,
  TRADING_DAY_TEXT,
  type WindowName,
  windowText,
} from './session-settings.ts';

type RangeName = 'previousDay' | 'previousWeek' | 'asia' | 'openingRange' | 'lastSession';

interface RangeText {
  readonly key: RangeName;
  readonly name: string;
  /** Windows the range depends on. */
  readonly windows: readonly WindowName[];
  readonly text: (settings: Settings) => string;
}

const RANGES: readonly RangeText[] = [
  {
    key: 'previousDay',
    name: 'previous_day',
    windows: [],
    text: () => `the last trading day (${TRADING_DAY_TEXT})`,
  },
  { key: 'previousWeek', name: 'previous_week', windows: [], text: () => 'the last trading week' },
  {
    key: 'asia',
    name: 'asia',
    windows: ['asia'],
    text: (settings) =>
      `the trading day's Asian session, ${windowText(sessionTable(settings).killZones.asia)} New York time, once it is over`,
  },
  {
    key: 'openingRange',
    name: 'opening_range',
    windows: ['opening'],
    text: (settings) =>
      `the trading day's opening range, ${windowText(sessionTable(settings).openingRange)} New York time, once it is over`,
  },
  {
    key: 'lastSession',
    name: 'last_session',
    windows: ['asia', 'london', 'newYork', 'londonClose'],
    text: () => "the trading day's last kill zone that is over",
  },
];

const ATR = { atrPeriod: UNIT_ATR_PERIOD };
const MANIPULATION = sessionSettings('asia', 'london', 'newYork');

/** Where the close lies against the extremes that other people watch. */
export const LEVEL_FEATURES: readonly SettingTemplate[] = [
  ...RANGES.flatMap(({ key, name, windows, text }) => [
    ict({
      name: `ict_${name}_position`,
      settings: sessionSettings(...windows),
      warmUpBars: () => 1,
      unit: 'ratio',
      formula: (settings) =>
        `(close - low) / (high - low) of ${text(settings)}: below 0 and above 1 outside it`,
      write: (values, sessions, { bars }) =>
        writePosition(values, bars.close, sessions[key].low, sessions[key].high),
    }),
    ict({
      name: `ict_${name}_range_atr`,
      settings: sessionSettings(...windows),
      constants: ATR,
      warmUpBars: () => UNIT_ATR_PERIOD,
      unit: 'atr',
      formula: (settings) => `(high - low) of ${text(settings)} / ATR(${UNIT_ATR_PERIOD})`,
      write: (values, sessions, inputs) =>
        writeDistance(values, sessions[key].high, sessions[key].low, inputs.derive(unitAtr)),
    }),
  ]),
  ict({
    name: 'ict_midnight_open_distance_atr',
    settings: {},
    constants: ATR,
    warmUpBars: () => UNIT_ATR_PERIOD,
    unit: 'atr',
    formula: () =>
      `(close - open of the first bar from New York's midnight on) / ATR(${UNIT_ATR_PERIOD}), until 17:00`,
    write: (values, sessions, inputs) =>
      writeDistance(values, inputs.bars.close, sessions.midnightOpen, inputs.derive(unitAtr)),
  }),
  ict({
    name: 'ict_judas_swing',
    settings: MANIPULATION,
    warmUpBars: () => 1,
    unit: 'sign',
    formula: () =>
      'latest feint of the trading day: in the London or New York kill zone a wick beyond the Asian low (1) or high (-1) and a close back inside; 0 none',
    write: (values, sessions) => values.set(sessions.judas),
  }),
  ict({
    name: 'ict_power_of_three',
    settings: MANIPULATION,
    warmUpBars: () => 1,
    unit: 'sign',
    formula: () =>
      'after such a feint, a close beyond the other side of the Asian range: 1 up, -1 down, for the rest of the trading day; 0 before',
    write: (values, sessions) => values.set(sessions.powerOfThree),
  }),
];
