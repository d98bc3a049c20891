import { Cci } from '../../indicators/cci.ts';
import { Detrended } from '../../indicators/detrended.ts';
import { EfficiencyRatio } from '../../indicators/efficiency-ratio.ts';
import { Fisher } from '../../indicators/fisher.ts';
import { Cmo, Momentum, PriceOscillator, Tsi, Ultimate } from '../../indicators/oscillators.ts';
import { SimpleReturn } from '../../indicators/returns.ts';
import { Rsi } from '../../indicators/rsi.ts';
import { Sma } from '../../indicators/sma.ts';
import { ChannelPosition, Stochastic, StochRsi } from '../../indicators/stochastic.ts';
import { Trix } from '../../indicators/trix.ts';
import { ZScore } from '../../indicators/z-score.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { type FeatureTemplate, wholeRange } from '../template.ts';
import {
  CLOSE,
  HIGH_LOW_CLOSE,
  ofBar,
  ofClose,
  PRICES,
  technical,
  technicalInAtr,
} from './technical-feature.ts';

export const MOMENTUM_FEATURES: readonly FeatureTemplate[] = [
  technical({
    pattern: 'rsi_{period}',
    parameters: { period: wholeRange(14, 2, 500) },
    inputs: CLOSE,
    unit: 'percent',
    formula: 'RSI({period}) of the close',
    source: 'Wilder 1978',
    defaults: [2, 7, 14, 28].map((period) => ({ period })),
    warmUpBars: ({ period }) => period,
    start: ({ period }) => ofClose(new Rsi(period)),
  }),
  technical({
    pattern: 'stoch_rsi_{period}_{window}',
    parameters: { period: wholeRange(14, 2, 500), window: wholeRange(14, 2) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: 'where RSI({period}) lies between its lowest and highest of {window} bars',
    source: 'Chande & Kroll 1994',
    warmUpBars: ({ period, window }) => period + window - 1,
    start: ({ period, window }) => ofClose(new StochRsi(period, window)),
  }),
  technical({
    pattern: 'channel_position_{window}',
    parameters: { window: wholeRange(20, 1) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'ratio',
    formula: '(close - lowest low) / (highest high - lowest low) of {window} bars',
    source: 'Donchian; the same as Stochastic %K / 100, and as 1 + Williams %R / 100',
    defaults: [20, 55].map((window) => ({ window })),
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => ofBar(new ChannelPosition(window)),
  }),
  ...(['k', 'd'] as const).map(stochasticFeature),
  technical({
    pattern: 'williams_r_{window}',
    parameters: { window: wholeRange(14, 1) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'percent',
    formula: '100 (close - highest high) / (highest high - lowest low) of {window} bars, -100 to 0',
    source: 'Williams 1973',
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => {
      const position = new ChannelPosition(window);
      return (bar) => 100 * position.push(bar) - 100;
    },
  }),
  technical({
    pattern: 'close_z_{window}',
    parameters: { window: wholeRange(20, 2) },
    inputs: CLOSE,
    unit: 'deviations',
    formula: '(close - SMA({window})) / population deviation of {window} closes',
    source: 'Bollinger',
    defaults: [20, 50].map((window) => ({ window })),
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => ofClose(new ZScore(window)),
  }),
  technical({
    pattern: 'efficiency_ratio_{window}',
    parameters: { window: wholeRange(20, 1) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: '|close - close {window} bars before| / sum of |close - close before| over {window} bars',
    source: 'Kaufman 1995',
    defaults: [{ window: 20 }],
    warmUpBars: ({ window }) => window,
    start: ({ window }) => ofClose(new EfficiencyRatio(window)),
  }),
  technical({
    pattern: 'cci_{window}',
    parameters: { window: wholeRange(20, 2) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'ratio',
    formula: '(typical price - its mean) / (0.015 mean absolute deviation) of {window} bars',
    source: 'Lambert 1980',
    defaults: [{ window: 20 }],
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => ofBar(new Cci(window)),
  }),
  technical({
    pattern: 'cmo_{window}',
    parameters: { window: wholeRange(14, 1) },
    inputs: CLOSE,
    unit: 'percent',
    formula: '100 (rises - falls) / (rises + falls) of {window} changes, -100 to 100',
    source: 'Chande 1994',
    warmUpBars: ({ window }) => window,
    start: ({ window }) => ofClose(new Cmo(window)),
  }),
  technical({
    pattern: 'roc_{bars}',
    parameters: { bars: wholeRange(10, 1) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: 'close / close {bars} bars before - 1',
    source: 'definition',
    warmUpBars: ({ bars }) => bars,
    start: ({ bars }) => ofClose(new SimpleReturn(bars)),
  }),
  technicalInAtr({
    pattern: 'momentum_{bars}_atr',
    parameters: { bars: wholeRange(10, 1) },
    constants: { atrPeriod: UNIT_ATR_PERIOD },
    inputs: HIGH_LOW_CLOSE,
    formula: 'close - close {bars} bars before',
    source: 'definition',
    warmUpBars: ({ bars }) => bars,
    start: ({ bars }) => ofClose(new Momentum(bars)),
  }),
  technical({
    pattern: 'ppo_{fast}_{slow}',
    parameters: { fast: wholeRange(12, 1), slow: wholeRange(26, 2) },
    inputs: CLOSE,
    unit: 'percent',
    formula: '100 (EMA({fast}) - EMA({slow})) / EMA({slow})',
    source: 'Appel; TA-Lib seeding',
    warmUpBars: ({ slow }) => slow - 1,
    start: ({ fast, slow }) => ofClose(new PriceOscillator(fast, slow, 'percent')),
  }),
  technical({
    pattern: 'tsi_{fast}_{slow}',
    parameters: { fast: wholeRange(13, 1), slow: wholeRange(25, 2) },
    inputs: CLOSE,
    unit: 'percent',
    formula: '100 EMA({fast}) of EMA({slow}) of the change / the same of its size, -100 to 100',
    source: 'Blau 1991; TA-Lib seeding',
    warmUpBars: ({ fast, slow }) => slow + fast - 1,
    start: ({ fast, slow }) => ofClose(new Tsi(fast, slow)),
  }),
  technical({
    pattern: 'ultimate_{short}_{medium}_{long}',
    parameters: { short: wholeRange(7, 1), medium: wholeRange(14, 2), long: wholeRange(28, 3) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'percent',
    formula: 'buying pressure / true range of {short}, {medium} and {long} bars, weighted 4, 2, 1',
    source: 'Williams 1985',
    warmUpBars: ({ long }) => long,
    start: ({ short, medium, long }) => ofBar(new Ultimate(short, medium, long)),
  }),
  technical({
    pattern: 'trix_{period}',
    parameters: { period: wholeRange(15, 1) },
    inputs: CLOSE,
    unit: 'percent',
    formula: '100 (t / t before - 1), t the EMA({period}) of EMA({period}) of EMA({period})',
    source: 'Hutson 1983; TA-Lib seeding',
    warmUpBars: ({ period }) => 3 * (period - 1) + 1,
    start: ({ period }) => ofClose(new Trix(period)),
  }),
  ...(['transform', 'signal'] as const).map(fisherFeature),
  technicalInAtr({
    pattern: 'awesome_{fast}_{slow}_atr',
    parameters: { fast: wholeRange(5, 1), slow: wholeRange(34, 2) },
    constants: { atrPeriod: UNIT_ATR_PERIOD },
    inputs: HIGH_LOW_CLOSE,
    formula: 'SMA({fast}) - SMA({slow}) of the middle of the bar',
    source: 'Williams 1998',
    warmUpBars: ({ fast, slow }) => Math.max(fast, slow) - 1,
    start: ({ fast, slow }) => {
      const short = new Sma(fast);
      const long = new Sma(slow);
      return ({ high, low }) => short.push((high + low) / 2) - long.push((high + low) / 2);
    },
  }),
  technicalInAtr({
    pattern: 'detrended_{window}_atr',
    parameters: { window: wholeRange(20, 1) },
    constants: { atrPeriod: UNIT_ATR_PERIOD },
    inputs: HIGH_LOW_CLOSE,
    formula: 'close {window} / 2 + 1 bars before (rounded down) - SMA({window})',
    source: 'detrended price oscillator; causal form: known at the bar it is computed on',
    warmUpBars: ({ window }) => Math.max(window - 1, Math.floor(window / 2) + 1),
    start: ({ window }) => ofClose(new Detrended(window)),
  }),
  technicalInAtr({
    pattern: 'qstick_{window}_atr',
    parameters: { window: wholeRange(8, 1) },
    constants: { atrPeriod: UNIT_ATR_PERIOD },
    inputs: PRICES,
    formula: 'SMA({window}) of close - open',
    source: 'Chande 1994',
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => {
      const mean = new Sma(window);
      return ({ open, close }) => mean.push(close - open);
    },
  }),
];

function fisherFeature(line: 'transform' | 'signal'): FeatureTemplate {
  return technical({
    pattern: `fisher_{window}_${line}`,
    parameters: { window: wholeRange(10, 2) },
    inputs: ['high', 'low'],
    unit: 'ratio',
    formula:
      line === 'transform'
        ? 'Fisher transform of the smoothed place of the middle of the bar among those of {window} bars'
        : 'the Fisher transform({window}) of the bar before',
    source: 'Ehlers 2002',
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => {
      const lines = new Fisher(window);
      return (bar) => {
        lines.push(bar);
        return lines[line];
      };
    },
  });
}

function stochasticFeature(line: 'k' | 'd'): FeatureTemplate {
  return technical({
    pattern: `stochastic_{window}_{slowing}_{signal}_${line}`,
    parameters: { window: wholeRange(14, 1), slowing: wholeRange(3, 1), signal: wholeRange(3, 1) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'percent',
    formula:
      line === 'k'
        ? 'SMA({slowing}) of the position of the close in the channel of {window} bars'
        : 'SMA({signal}) of %K({window}, {slowing})',
    source: 'Lane',
    warmUpBars: ({ window, slowing, signal }) => window + slowing - 2 + (line === 'd' ? signal - 1 : 0),
    start: (periods) => {
      const stochastic = new Stochastic(periods);
      return (bar) => {
        stochastic.push(bar);
        return stochastic[line];
      };
    },
  });
}
