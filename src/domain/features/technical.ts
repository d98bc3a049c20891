import type { FeatureDefinition } from './definition.ts';
import { CANDLE_FEATURES } from './technical/candle.ts';
import { MOMENTUM_FEATURES } from './technical/momentum.ts';
import { RETURN_FEATURES } from './technical/returns.ts';
import { TREND_FEATURES } from './technical/trend.ts';
import { VOLATILITY_FEATURES } from './technical/volatility.ts';
import { VOLUME_FEATURES } from './technical/volume.ts';

/** Indicators and returns. */
export const TECHNICAL_FEATURES: readonly FeatureDefinition[] = [
  ...RETURN_FEATURES,
  ...TREND_FEATURES,
  ...MOMENTUM_FEATURES,
  ...VOLATILITY_FEATURES,
  ...CANDLE_FEATURES,
  ...VOLUME_FEATURES,
];
