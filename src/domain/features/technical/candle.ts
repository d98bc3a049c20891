import type { Bars } from '../../market/bars.ts';
import type { FeatureDefinition } from '../definition.ts';
import { ratio } from '../ratio.ts';
import { UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { technical } from './technical-feature.ts';

export const CANDLE_FEATURES: readonly FeatureDefinition[] = [
  inAtr('body_atr', 'close - open', ({ open, close }, i) => close[i] - open[i]),
  inAtr(
    'upper_wick_atr',
    'high - max(open, close)',
    ({ open, high, close }, i) => high[i] - Math.max(open[i], close[i]),
  ),
  inAtr(
    'lower_wick_atr',
    'min(open, close) - low',
    ({ open, low, close }, i) => Math.min(open[i], close[i]) - low[i],
  ),
  inAtr('gap_atr', 'open - close before', ({ open, close }, i) => open[i] - close[i - 1]),
  technical({
    name: 'close_location',
    parameters: {},
    warmUpBars: 0,
    unit: 'ratio',
    formula: '(close - low) / (high - low); none when the bar has no range',
    source: 'definition',
    compute: ({ bars: { high, low, close } }) =>
      close.map((price, i) => (high[i] > low[i] ? (price - low[i]) / (high[i] - low[i]) : Number.NaN)),
  }),
];

/** A length of the bar in price units, measured in ATR. */
function inAtr(name: string, formula: string, length: (bars: Bars, i: number) => number): FeatureDefinition {
  return technical({
    name,
    parameters: { atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: UNIT_ATR_PERIOD,
    unit: 'atr',
    formula: `(${formula}) / ATR(${UNIT_ATR_PERIOD})`,
    source: 'definition',
    compute: (inputs) =>
      ratio(
        inputs.bars.close.map((_, i) => length(inputs.bars, i)),
        inputs.derive(unitAtr),
      ),
  });
}
