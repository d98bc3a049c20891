import {
  CANDLE_PATTERNS,
  CANDLE_SCALE,
  type CandlePattern,
  CandlePatternKernel,
} from '../../indicators/candlesticks.ts';
import type { BarStep } from '../definition.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { type FeatureTemplate, wholeRange } from '../template.ts';
import { HIGH_LOW_CLOSE, ofBar, PRICES, technical, technicalInAtr } from './technical-feature.ts';

export const CANDLE_FEATURES: readonly FeatureTemplate[] = [
  lengthInAtr('body_atr', 'close - open', () => (bar) => bar.close - bar.open),
  lengthInAtr(
    'upper_wick_atr',
    'high - max(open, close)',
    () => (bar) => bar.high - Math.max(bar.open, bar.close),
  ),
  lengthInAtr(
    'lower_wick_atr',
    'min(open, close) - low',
    () => (bar) => Math.min(bar.open, bar.close) - bar.low,
  ),
  lengthInAtr('gap_atr', 'open - close before', () => {
    const before = { close: Number.NaN };
    return (bar) => {
      const gap = bar.open - before.close;
      before.close = bar.close;
      return gap;
    };
  }),
  technical({
    pattern: 'close_location',
    parameters: {},
    inputs: HIGH_LOW_CLOSE,
    unit: 'ratio',
    formula: '(close - low) / (high - low); none when the bar has no range',
    source: 'definition',
    defaults: [{}],
    warmUpBars: () => 0,
    start:
      () =>
      ({ high, low, close }) =>
        high > low ? (close - low) / (high - low) : Number.NaN,
  }),
  ...(Object.keys(CANDLE_PATTERNS) as CandlePattern[]).map(patternFeature),
];

function lengthInAtr(pattern: string, formula: string, start: () => BarStep): FeatureTemplate {
  return technicalInAtr({
    pattern,
    parameters: {},
    constants: { atrPeriod: UNIT_ATR_PERIOD },
    inputs: PRICES,
    formula,
    source: 'definition',
    defaults: [{}],
    warmUpBars: () => 0,
    start,
  });
}

function patternFeature(pattern: CandlePattern): FeatureTemplate {
  return technical({
    pattern: `candle_${pattern}_{period}`,
    parameters: { period: wholeRange(CANDLE_SCALE.period, 1, 500) },
    inputs: PRICES,
    unit: 'flag',
    formula: `1 where the pattern "${pattern.replaceAll('_', ' ')}" ends, measured by the mean body and range of {period} bars before`,
    source: 'Nison 1991; thresholds of Tulip Indicators',
    warmUpBars: ({ period }) => period,
    start: ({ period }) => ofBar(new CandlePatternKernel(pattern, { ...CANDLE_SCALE, period })),
  });
}
