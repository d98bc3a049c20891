import { logReturns } from '../../indicators/returns.ts';
import { zScore } from '../../indicators/z-score.ts';
import type { FeatureDefinition } from '../definition.ts';
import { closeLogReturns } from '../shared-series.ts';
import { technical } from './technical-feature.ts';

const HORIZONS = [1, 2, 5, 10, 20, 60] as const;
const SURPRISE_WINDOW = 20;

export const RETURN_FEATURES: readonly FeatureDefinition[] = [
  ...HORIZONS.map(logReturn),
  technical({
    name: `return_z_${SURPRISE_WINDOW}`,
    parameters: { window: SURPRISE_WINDOW },
    warmUpBars: SURPRISE_WINDOW,
    unit: 'deviations',
    formula: `z-score of the 1-bar log return over ${SURPRISE_WINDOW} bars`,
    source: 'standard score, population deviation',
    compute: (inputs) => zScore(inputs.derive(closeLogReturns), SURPRISE_WINDOW),
  }),
];

function logReturn(bars: number): FeatureDefinition {
  return technical({
    name: `log_return_${bars}`,
    parameters: { bars },
    warmUpBars: bars,
    unit: 'log',
    formula: `ln(close / close ${bars} bars before)`,
    source: 'definition',
    compute: (inputs) => logReturns(inputs.bars.close, bars),
  });
}
