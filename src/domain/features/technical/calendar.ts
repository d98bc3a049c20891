import { type DayStart, tradingClock } from '../../calendar/buckets.ts';
import { DAY_MS, WEEK_MS } from '../../calendar/clock.ts';
import { SessionVwap } from '../../indicators/vwap.ts';
import type { BarStep } from '../definition.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import type { FeatureTemplate } from '../template.ts';
import { PRICES_AND_VOLUME, technical, technicalInAtr } from './technical-feature.ts';

const DAYS = [
  { prefix: '', start: 'utc', words: 'UTC' },
  { prefix: 'ny_', start: 'new-york', words: 'New York, from 17:00' },
] as const satisfies readonly { prefix: string; start: DayStart; words: string }[];

const YEAR_MS = 365.2425 * DAY_MS;

/** Where in the day, week and year a bar opens, as points on a circle, and its distance from the session's average. */
export const CALENDAR_FEATURES: readonly FeatureTemplate[] = DAYS.flatMap(({ prefix, start, words }) => [
  ...circle(`${prefix}day`, `the day (${words})`, () => phaseOf(start, DAY_MS, 0)),
  // 1970 began on a Thursday; the circle begins on Monday.
  ...circle(`${prefix}week`, `the week (${words})`, () => phaseOf(start, WEEK_MS, 4 * DAY_MS)),
  ...(start === 'utc' ? circle('year', 'the year', () => phaseOf('utc', YEAR_MS, 0)) : []),
  technicalInAtr({
    pattern: `${prefix}vwap_distance_atr`,
    parameters: {},
    constants: { atrPeriod: UNIT_ATR_PERIOD },
    inputs: ['timeMs', ...PRICES_AND_VOLUME],
    formula: `close - volume-weighted average of the typical price since the day began (${words})`,
    source: 'session VWAP',
    warmUpBars: () => 0,
    start: () => {
      const vwap = new SessionVwap(start);
      return (bar) => bar.close - vwap.push(bar);
    },
  }),
]);

/** Share of the period that has passed when the bar opens, 0 to 1. */
function phaseOf(start: DayStart, lengthMs: number, originMs: number): BarStep {
  const clock = tradingClock(start);
  return ({ timeMs }) => {
    const phase = ((clock(timeMs) - originMs) / lengthMs) % 1;
    return phase < 0 ? phase + 1 : phase;
  };
}

function circle(name: string, words: string, createPhase: () => BarStep): readonly FeatureTemplate[] {
  return (['sin', 'cos'] as const).map((axis) =>
    technical({
      pattern: `${name}_${axis}`,
      parameters: {},
      inputs: ['timeMs'],
      unit: 'ratio',
      formula: `${axis}(2 pi * share of ${words} that has passed at the open)`,
      source: 'definition',
      warmUpBars: () => 0,
      start: () => {
        const phase = createPhase();
        return (bar) => Math[axis](2 * Math.PI * phase(bar));
      },
    }),
  );
}
