import { atr } from '../../indicators/atr.ts';
import { rollingDeviation } from '../../indicators/rolling-deviation.ts';
import { trueRange } from '../../indicators/true-range.ts';
import type { FeatureDefinition } from '../definition.ts';
import { ratio } from '../ratio.ts';
import { closeLogReturns, UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { technical } from './technical-feature.ts';

const SHORT_WINDOW = 10;
const LONG_WINDOW = 50;
const LONG_ATR_PERIOD = 100;

export const VOLATILITY_FEATURES: readonly FeatureDefinition[] = [
  technical({
    name: `atr_${UNIT_ATR_PERIOD}_share`,
    parameters: { period: UNIT_ATR_PERIOD },
    warmUpBars: UNIT_ATR_PERIOD,
    unit: 'ratio',
    formula: `ATR(${UNIT_ATR_PERIOD}) / close`,
    source: 'Wilder 1978; NATR / 100',
    compute: (inputs) => ratio(inputs.derive(unitAtr), inputs.bars.close),
  }),
  technical({
    name: 'atr_ratio_14_100',
    parameters: { period: UNIT_ATR_PERIOD, longPeriod: LONG_ATR_PERIOD },
    warmUpBars: LONG_ATR_PERIOD,
    unit: 'ratio',
    formula: `ATR(${UNIT_ATR_PERIOD}) / ATR(${LONG_ATR_PERIOD})`,
    source: 'definition',
    compute: (inputs) => ratio(inputs.derive(unitAtr), atr(inputs.bars, LONG_ATR_PERIOD)),
  }),
  technical({
    name: 'true_range_atr',
    parameters: { atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: UNIT_ATR_PERIOD,
    unit: 'atr',
    formula: `true range / ATR(${UNIT_ATR_PERIOD})`,
    source: 'Wilder 1978',
    compute: (inputs) => ratio(trueRange(inputs.bars), inputs.derive(unitAtr)),
  }),
  ...[SHORT_WINDOW, LONG_WINDOW].map(volatility),
  technical({
    name: 'volatility_ratio_10_50',
    parameters: { shortWindow: SHORT_WINDOW, longWindow: LONG_WINDOW },
    warmUpBars: LONG_WINDOW,
    unit: 'ratio',
    formula: `deviation of ${SHORT_WINDOW} log returns / deviation of ${LONG_WINDOW}`,
    source: 'definition, population deviation',
    compute: (inputs) => {
      const returns = inputs.derive(closeLogReturns);
      return ratio(rollingDeviation(returns, SHORT_WINDOW), rollingDeviation(returns, LONG_WINDOW));
    },
  }),
];

function volatility(window: number): FeatureDefinition {
  return technical({
    name: `volatility_${window}`,
    parameters: { window },
    warmUpBars: window,
    unit: 'log',
    formula: `population deviation of ${window} 1-bar log returns, not annualised`,
    source: 'definition',
    compute: (inputs) => rollingDeviation(inputs.derive(closeLogReturns), window),
  });
}
