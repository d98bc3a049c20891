import { sma } from '../../indicators/sma.ts';
import { zScore } from '../../indicators/z-score.ts';
import type { FeatureDefinition } from '../definition.ts';
import { ratio } from '../ratio.ts';
import { technical } from './technical-feature.ts';

const RATIO_WINDOW = 20;
const Z_WINDOW = 50;

/** NaN throughout when the source has no volume: a ratio of zeros is missing. */
export const VOLUME_FEATURES: readonly FeatureDefinition[] = [
  technical({
    name: `volume_ratio_${RATIO_WINDOW}`,
    parameters: { window: RATIO_WINDOW },
    warmUpBars: RATIO_WINDOW - 1,
    unit: 'ratio',
    formula: `volume / SMA(${RATIO_WINDOW}) of volume`,
    source: 'definition',
    compute: ({ bars }) => ratio(bars.volume, sma(bars.volume, RATIO_WINDOW)),
  }),
  technical({
    name: `volume_z_${Z_WINDOW}`,
    parameters: { window: Z_WINDOW },
    warmUpBars: Z_WINDOW - 1,
    unit: 'deviations',
    formula: `z-score of volume over ${Z_WINDOW} bars`,
    source: 'standard score, population deviation',
    compute: ({ bars }) => zScore(bars.volume, Z_WINDOW),
  }),
];
