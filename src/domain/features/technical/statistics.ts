import { Autocorrelation, hurstOf, PermutationEntropy, VarianceRatio } from '../../indicators/memory.ts';
import { LogReturn } from '../../indicators/returns.ts';
import { RollingShape } from '../../indicators/rolling-shape.ts';
import type { BarStep } from '../definition.ts';
import { type FeatureTemplate, wholeRange } from '../template.ts';
import { CLOSE, ofClose, technical } from './technical-feature.ts';

/** What the last returns look like as a sample, and whether they remember each other. */
export const STATISTIC_FEATURES: readonly FeatureTemplate[] = [
  ...(['skewness', 'kurtosis'] as const).map(shapeFeature),
  technical({
    pattern: 'autocorrelation_{window}_{lag}',
    parameters: { window: wholeRange(60, 3), lag: wholeRange(1, 1, 500) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: 'correlation of {window} log returns with those {lag} bars before them',
    source: 'Pearson',
    warmUpBars: ({ window, lag }) => window + lag,
    start: ({ window, lag }) => ofReturns(new Autocorrelation(window, lag)),
  }),
  technical({
    pattern: 'variance_ratio_{window}_{step}',
    parameters: { window: wholeRange(100, 3), step: wholeRange(5, 2, 500) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: 'variance of {step}-bar log returns / {step} variances of 1-bar ones, over {window} bars',
    source: 'Lo & MacKinlay 1988, population form',
    defaults: [{ window: 100, step: 5 }],
    warmUpBars: ({ window, step }) => window + step - 1,
    start: ({ window, step }) => ofReturns(new VarianceRatio(window, step)),
  }),
  technical({
    pattern: 'hurst_{window}_{step}',
    parameters: { window: wholeRange(100, 3), step: wholeRange(8, 2, 500) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: '(1 + ln(variance ratio of {step} bars) / ln {step}) / 2 over {window} bars',
    source: 'Hurst exponent from the growth of variance with the horizon',
    warmUpBars: ({ window, step }) => window + step - 1,
    start: ({ window, step }) => {
      const ratio = ofReturns(new VarianceRatio(window, step));
      return (bar) => hurstOf(ratio(bar), step);
    },
  }),
  technical({
    pattern: 'entropy_{window}',
    parameters: { window: wholeRange(60, 6) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: 'permutation entropy of order 3 of the last {window} triples of closes, 0 to 1',
    source: 'Bandt & Pompe 2002',
    warmUpBars: ({ window }) => window + 1,
    start: ({ window }) => ofClose(new PermutationEntropy(window)),
  }),
];

function ofReturns(kernel: { push(value: number): number }): BarStep {
  const change = new LogReturn(1);
  return ({ close }) => kernel.push(change.push(close));
}

function shapeFeature(line: 'skewness' | 'kurtosis'): FeatureTemplate {
  return technical({
    pattern: `${line}_{window}`,
    parameters: { window: wholeRange(60, 3) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: `population ${line === 'kurtosis' ? 'excess kurtosis' : 'skewness'} of {window} 1-bar log returns`,
    source: 'moments, updated as Pébay 2008',
    defaults: line === 'skewness' ? [{ window: 60 }] : [],
    warmUpBars: ({ window }) => window,
    start: ({ window }) => {
      const change = new LogReturn(1);
      const shape = new RollingShape(window);
      return ({ close }) => {
        shape.push(change.push(close));
        return shape[line];
      };
    },
  });
}
