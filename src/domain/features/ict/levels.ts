import { OPENING_RANGE } from '../../ict/windows.ts';
import type { FeatureDefinition } from '../definition.ts';
import { writeDistance, writePosition } from '../ratio.ts';
import { UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { ict } from './ict-feature.ts';

type RangeName = 'previousDay' | 'previousWeek' | 'asia' | 'openingRange' | 'lastSession';

const RANGES: readonly { readonly key: RangeName; readonly name: string; readonly text: string }[] = [
  { key: 'previousDay', name: 'previous_day', text: 'the last trading day (17:00 to 17:00, New York time)' },
  { key: 'previousWeek', name: 'previous_week', text: 'the last trading week' },
  { key: 'asia', name: 'asia', text: "the trading day's Asian session, once it is over" },
  {
    key: 'openingRange',
    name: 'opening_range',
    text: `the trading day's opening range, 09:30 to 10:00 New York time, once it is over`,
  },
  { key: 'lastSession', name: 'last_session', text: "the trading day's last kill zone that is over" },
];

/** Where the close lies against the extremes that other people watch. */
export const LEVEL_FEATURES: readonly FeatureDefinition[] = [
  ...RANGES.flatMap(({ key, name, text }) => [
    ict({
      name: `ict_${name}_position`,
      parameters: { ...(key === 'openingRange' && OPENING_RANGE) },
      warmUpBars: 1,
      unit: 'ratio',
      formula: `(close - low) / (high - low) of ${text}: below 0 and above 1 outside it`,
      write: (values, sessions, { bars }) =>
        writePosition(values, bars.close, sessions[key].low, sessions[key].high),
    }),
    ict({
      name: `ict_${name}_range_atr`,
      parameters: { atrPeriod: UNIT_ATR_PERIOD },
      warmUpBars: UNIT_ATR_PERIOD,
      unit: 'atr',
      formula: `(high - low) of ${text} / ATR(${UNIT_ATR_PERIOD})`,
      write: (values, sessions, inputs) =>
        writeDistance(values, sessions[key].high, sessions[key].low, inputs.derive(unitAtr)),
    }),
  ]),
  ict({
    name: 'ict_midnight_open_distance_atr',
    parameters: { atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: UNIT_ATR_PERIOD,
    unit: 'atr',
    formula: `(close - open of the first bar from New York's midnight on) / ATR(${UNIT_ATR_PERIOD}), until 17:00`,
    write: (values, sessions, inputs) =>
      writeDistance(values, inputs.bars.close, sessions.midnightOpen, inputs.derive(unitAtr)),
  }),
  ict({
    name: 'ict_judas_swing',
    parameters: {},
    warmUpBars: 1,
    unit: 'sign',
    formula:
      'latest feint of the trading day: in the London or New York kill zone a wick beyond the Asian low (1) or high (-1) and a close back inside; 0 none',
    write: (values, sessions) => values.set(sessions.judas),
  }),
  ict({
    name: 'ict_power_of_three',
    parameters: {},
    warmUpBars: 1,
    unit: 'sign',
    formula:
      'after such a feint, a close beyond the other side of the Asian range: 1 up, -1 down, for the rest of the trading day; 0 before',
    write: (values, sessions) => values.set(sessions.powerOfThree),
  }),
];
