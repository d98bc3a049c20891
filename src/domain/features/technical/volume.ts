import { Atr } from '../../indicators/atr.ts';
import type { BarKernel } from '../../indicators/kernel.ts';
import { Klinger } from '../../indicators/klinger.ts';
import { Sma } from '../../indicators/sma.ts';
import {
  Accumulation,
  ChaikinMoneyFlow,
  ChaikinOscillator,
  ForceIndex,
  MoneyFlowIndex,
  Obv,
} from '../../indicators/volume.ts';
import { ZScore } from '../../indicators/z-score.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { type FeatureTemplate, wholeRange } from '../template.ts';
import { ofBar, over, PRICES_AND_VOLUME, technical } from './technical-feature.ts';

/** NaN throughout when the source has no volume: a ratio of zeros is missing. */
export const VOLUME_FEATURES: readonly FeatureTemplate[] = [
  technical({
    pattern: 'volume_ratio_{window}',
    parameters: { window: wholeRange(20, 2) },
    inputs: ['volume'],
    unit: 'ratio',
    formula: 'volume / SMA({window}) of volume',
    source: 'definition',
    defaults: [{ window: 20 }],
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => {
      const mean = new Sma(window);
      return ({ volume }) => over(volume, mean.push(volume));
    },
  }),
  technical({
    pattern: 'volume_z_{window}',
    parameters: { window: wholeRange(50, 2) },
    inputs: ['volume'],
    unit: 'deviations',
    formula: 'z-score of volume over {window} bars',
    source: 'standard score, population deviation',
    defaults: [{ window: 50 }],
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => {
      const score = new ZScore(window);
      return ({ volume }) => score.push(volume);
    },
  }),
  technical({
    pattern: 'mfi_{window}',
    parameters: { window: wholeRange(14, 1) },
    inputs: PRICES_AND_VOLUME,
    unit: 'percent',
    formula: 'turnover of rising typical prices / turnover of moving ones, of {window} bars',
    source: 'Quong & Soudack 1989',
    warmUpBars: ({ window }) => window,
    start: ({ window }) => ofBar(new MoneyFlowIndex(window)),
  }),
  technical({
    pattern: 'cmf_{window}',
    parameters: { window: wholeRange(20, 1) },
    inputs: PRICES_AND_VOLUME,
    unit: 'ratio',
    formula: 'sum of money-flow volume / sum of volume of {window} bars, -1 to 1',
    source: 'Chaikin',
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => ofBar(new ChaikinMoneyFlow(window)),
  }),
  scoreFeature('obv', 'on-balance volume', 'Granville 1963', () => new Obv()),
  scoreFeature('accumulation', 'accumulation/distribution line', 'Chaikin', () => new Accumulation()),
  technical({
    pattern: 'chaikin_{fast}_{slow}_volume',
    parameters: { fast: wholeRange(3, 1), slow: wholeRange(10, 2) },
    inputs: PRICES_AND_VOLUME,
    unit: 'ratio',
    formula: '(EMA({fast}) - EMA({slow}) of the accumulation line) / SMA({slow}) of volume',
    source: 'Chaikin',
    warmUpBars: ({ slow }) => slow - 1,
    start: ({ fast, slow }) => {
      const oscillator = new ChaikinOscillator(fast, slow);
      const mean = new Sma(slow);
      return (bar) => over(oscillator.push(bar), mean.push(bar.volume));
    },
  }),
  technical({
    pattern: 'klinger_{fast}_{slow}_volume',
    parameters: { fast: wholeRange(34, 1), slow: wholeRange(55, 2) },
    inputs: PRICES_AND_VOLUME,
    unit: 'ratio',
    formula: '(EMA({fast}) - EMA({slow}) of the volume force / 100) / SMA({slow}) of volume',
    source: 'Klinger 1997, Tulip seeding',
    warmUpBars: ({ slow }) => slow - 1,
    start: ({ fast, slow }) => {
      const oscillator = new Klinger(fast, slow);
      const mean = new Sma(slow);
      return (bar) => over(oscillator.push(bar) / 100, mean.push(bar.volume));
    },
  }),
  technical({
    pattern: 'volume_oscillator_{fast}_{slow}',
    parameters: { fast: wholeRange(5, 1), slow: wholeRange(20, 2) },
    inputs: ['volume'],
    unit: 'percent',
    formula: '100 (SMA({fast}) - SMA({slow})) / SMA({slow}) of volume',
    source: 'definition',
    warmUpBars: ({ fast, slow }) => Math.max(fast, slow) - 1,
    start: ({ fast, slow }) => {
      const short = new Sma(fast);
      const long = new Sma(slow);
      return ({ volume }) => {
        const mean = long.push(volume);
        return over(100 * (short.push(volume) - mean), mean);
      };
    },
  }),
  technical({
    pattern: 'force_{period}_atr_volume',
    parameters: { period: wholeRange(13, 1) },
    constants: { atrPeriod: UNIT_ATR_PERIOD },
    inputs: PRICES_AND_VOLUME,
    unit: 'ratio',
    formula: `force index({period}) / ATR(${UNIT_ATR_PERIOD}) / SMA({period}) of volume`,
    source: 'Elder 1993',
    warmUpBars: ({ period }) => Math.max(period, UNIT_ATR_PERIOD),
    start: ({ period }) => {
      const force = new ForceIndex(period);
      const mean = new Sma(period);
      const unit = new Atr(UNIT_ATR_PERIOD);
      return (bar) => over(over(force.push(bar), unit.push(bar)), mean.push(bar.volume));
    },
  }),
];

/** A running total has no level of its own: where it stands among its last values is what it says. */
function scoreFeature(name: string, line: string, source: string, create: () => BarKernel): FeatureTemplate {
  return technical({
    pattern: `${name}_z_{window}`,
    parameters: { window: wholeRange(20, 2) },
    inputs: PRICES_AND_VOLUME,
    unit: 'deviations',
    formula: `z-score of the ${line} over {window} bars`,
    source,
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => {
      const total = create();
      const score = new ZScore(window);
      return (bar) => score.push(total.push(bar));
    },
  });
}
