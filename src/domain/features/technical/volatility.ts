import { Atr } from '../../indicators/atr.ts';
import { Bollinger, Donchian, Keltner } from '../../indicators/bands.ts';
import { ChaikinVolatility } from '../../indicators/chaikin-volatility.ts';
import type { SeriesKernel } from '../../indicators/kernel.ts';
import { MassIndex } from '../../indicators/mass-index.ts';
import { LogReturn } from '../../indicators/returns.ts';
import { RollingMoments } from '../../indicators/rolling-deviation.ts';
import { TrueRange } from '../../indicators/true-range.ts';
import {
  createVolatility,
  VOLATILITY_ESTIMATORS,
  type VolatilityEstimator,
} from '../../indicators/volatility.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { type FeatureTemplate, realRange, wholeRange } from '../template.ts';
import {
  CLOSE,
  HIGH_LOW_CLOSE,
  ofBar,
  over,
  PRICES,
  technical,
  technicalInAtr,
} from './technical-feature.ts';

const ATR = { atrPeriod: UNIT_ATR_PERIOD };

const ESTIMATOR_SOURCES: Readonly<Record<VolatilityEstimator, string>> = {
  realised: 'root mean square of close-to-close log returns',
  parkinson: 'Parkinson 1980',
  garman_klass: 'Garman & Klass 1980',
  rogers_satchell: 'Rogers & Satchell 1991',
  yang_zhang: 'Yang & Zhang 2000',
};

export const VOLATILITY_FEATURES: readonly FeatureTemplate[] = [
  technical({
    pattern: 'mass_{window}',
    parameters: { window: wholeRange(25, 1) },
    inputs: ['high', 'low'],
    unit: 'ratio',
    formula: 'sum over {window} bars of EMA(9) of high - low / EMA(9) of that EMA',
    source: 'Dorsey 1992, Tulip seeding',
    warmUpBars: ({ window }) => window + 15,
    start: ({ window }) => ofBar(new MassIndex(window)),
  }),
  technical({
    pattern: 'chaikin_volatility_{period}',
    parameters: { period: wholeRange(10, 1) },
    inputs: ['high', 'low'],
    unit: 'percent',
    formula: '100 (e / e {period} bars before - 1), e the EMA({period}) of high - low',
    source: 'Chaikin; TA-Lib seeding',
    warmUpBars: ({ period }) => 2 * period - 1,
    start: ({ period }) => ofBar(new ChaikinVolatility(period)),
  }),
  technical({
    pattern: 'atr_{period}_share',
    parameters: { period: wholeRange(14, 1) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'ratio',
    formula: 'ATR({period}) / close',
    source: 'Wilder 1978; NATR / 100',
    defaults: [{ period: 14 }],
    warmUpBars: ({ period }) => period,
    start: ({ period }) => {
      const atr = new Atr(period);
      return (bar) => over(atr.push(bar), bar.close);
    },
  }),
  technical({
    pattern: 'atr_ratio_{period}_{longPeriod}',
    parameters: { period: wholeRange(14, 1), longPeriod: wholeRange(100, 2) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'ratio',
    formula: 'ATR({period}) / ATR({longPeriod})',
    source: 'definition',
    defaults: [{ period: 14, longPeriod: 100 }],
    warmUpBars: ({ period, longPeriod }) => Math.max(period, longPeriod),
    start: ({ period, longPeriod }) => {
      const short = new Atr(period);
      const long = new Atr(longPeriod);
      return (bar) => over(short.push(bar), long.push(bar));
    },
  }),
  technicalInAtr({
    pattern: 'true_range_atr',
    parameters: {},
    constants: ATR,
    inputs: HIGH_LOW_CLOSE,
    formula: 'true range',
    source: 'Wilder 1978',
    defaults: [{}],
    warmUpBars: () => 1,
    start: () => ofBar(new TrueRange()),
  }),
  technical({
    pattern: 'volatility_{window}',
    parameters: { window: wholeRange(20, 2) },
    inputs: CLOSE,
    unit: 'log',
    formula: 'population deviation of {window} 1-bar log returns, not annualised',
    source: 'definition',
    defaults: [10, 50].map((window) => ({ window })),
    warmUpBars: ({ window }) => window,
    start: ({ window }) => {
      const change = new LogReturn(1);
      const moments = new RollingMoments(window);
      return ({ close }) => moments.push(change.push(close));
    },
  }),
  technicalInAtr({
    pattern: 'deviation_{window}_atr',
    parameters: { window: wholeRange(20, 2) },
    constants: ATR,
    inputs: HIGH_LOW_CLOSE,
    formula: 'population deviation of {window} closes',
    source: 'standard deviation',
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => {
      const moments = new RollingMoments(window);
      return ({ close }) => moments.push(close);
    },
  }),
  technical({
    pattern: 'volatility_ratio_{shortWindow}_{longWindow}',
    parameters: { shortWindow: wholeRange(10, 2), longWindow: wholeRange(50, 3) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: 'deviation of {shortWindow} log returns / deviation of {longWindow}',
    source: 'definition, population deviation',
    defaults: [{ shortWindow: 10, longWindow: 50 }],
    warmUpBars: ({ shortWindow, longWindow }) => Math.max(shortWindow, longWindow),
    start: ({ shortWindow, longWindow }) => {
      const change = new LogReturn(1);
      const short: SeriesKernel = new RollingMoments(shortWindow);
      const long: SeriesKernel = new RollingMoments(longWindow);
      return ({ close }) => {
        const value = change.push(close);
        return over(short.push(value), long.push(value));
      };
    },
  }),
  ...VOLATILITY_ESTIMATORS.map(estimatorFeature),
  ...(['position', 'bandwidth'] as const).map(bollingerFeature),
  technical({
    pattern: 'keltner_{period}_{atrPeriod}_{width}_position',
    parameters: { period: wholeRange(20, 1), atrPeriod: wholeRange(10, 1), width: realRange(2, 0.1, 20) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'ratio',
    formula: 'where the close lies between EMA({period}) - and + {width} ATR({atrPeriod}); 0 lower, 1 upper',
    source: 'Keltner; form of Raschke',
    warmUpBars: ({ period, atrPeriod }) => Math.max(period - 1, atrPeriod),
    start: (options) => {
      const bands = new Keltner(options);
      return (bar) => {
        bands.push(bar);
        return over(bar.close - bands.lower, bands.upper - bands.lower);
      };
    },
  }),
  technicalInAtr({
    pattern: 'donchian_{window}_height_atr',
    parameters: { window: wholeRange(20, 1) },
    constants: ATR,
    inputs: HIGH_LOW_CLOSE,
    formula: 'highest high - lowest low of {window} bars',
    source: 'Donchian',
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => {
      const channel = new Donchian(window);
      return (bar) => {
        channel.push(bar);
        return channel.upper - channel.lower;
      };
    },
  }),
];

function estimatorFeature(estimator: VolatilityEstimator): FeatureTemplate {
  const usesCloseBefore = estimator === 'realised' || estimator === 'yang_zhang';
  return technical({
    pattern: `${estimator}_volatility_{window}`,
    parameters: { window: wholeRange(20, 2) },
    inputs: estimator === 'realised' ? CLOSE : PRICES,
    unit: 'log',
    formula: `${estimator.replace('_', '-')} volatility a bar over {window} bars, not annualised`,
    source: ESTIMATOR_SOURCES[estimator],
    defaults: estimator === 'yang_zhang' ? [{ window: 20 }] : [],
    warmUpBars: ({ window }) => (usesCloseBefore ? window : window - 1),
    start: ({ window }) => ofBar(createVolatility(estimator, window)),
  });
}

function bollingerFeature(line: 'position' | 'bandwidth'): FeatureTemplate {
  return technical({
    pattern: `bollinger_{window}_{width}_${line}`,
    parameters: { window: wholeRange(20, 2), width: realRange(2, 0.1, 20) },
    inputs: CLOSE,
    unit: 'ratio',
    formula:
      line === 'position'
        ? '%b: where the close lies between SMA({window}) - and + {width} deviations; 0 lower, 1 upper'
        : '2 * {width} deviations of {window} closes / SMA({window})',
    source: 'Bollinger',
    warmUpBars: ({ window }) => window - 1,
    start: ({ window, width }) => {
      const bands = new Bollinger(window, width);
      return ({ close }) => {
        bands.push(close);
        return bands[line];
      };
    },
  });
}
