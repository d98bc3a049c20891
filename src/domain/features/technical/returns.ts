import { LogReturn } from '../../indicators/returns.ts';
import { ZScore } from '../../indicators/z-score.ts';
import { type FeatureTemplate, wholeRange } from '../template.ts';
import { CLOSE, ofClose, technical } from './technical-feature.ts';

export const RETURN_FEATURES: readonly FeatureTemplate[] = [
  technical({
    pattern: 'log_return_{bars}',
    parameters: { bars: wholeRange(1, 1) },
    inputs: CLOSE,
    unit: 'log',
    formula: 'ln(close / close {bars} bars before)',
    source: 'definition',
    defaults: [1, 2, 5, 10, 20, 60].map((bars) => ({ bars })),
    warmUpBars: ({ bars }) => bars,
    start: ({ bars }) => ofClose(new LogReturn(bars)),
  }),
  technical({
    pattern: 'return_z_{window}',
    parameters: { window: wholeRange(20, 2) },
    inputs: CLOSE,
    unit: 'deviations',
    formula: 'z-score of the 1-bar log return over {window} bars',
    source: 'standard score, population deviation',
    defaults: [{ window: 20 }],
    warmUpBars: ({ window }) => window,
    start: ({ window }) => {
      const change = new LogReturn(1);
      const score = new ZScore(window);
      return (bar) => score.push(change.push(bar.close));
    },
  }),
];
