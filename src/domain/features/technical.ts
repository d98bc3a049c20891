import { AVERAGE_FEATURES } from './technical/averages.ts';
import { CALENDAR_FEATURES } from './technical/calendar.ts';
import { CANDLE_FEATURES } from './technical/candle.ts';
import { MOMENTUM_FEATURES } from './technical/momentum.ts';
import { RETURN_FEATURES } from './technical/returns.ts';
import { STATISTIC_FEATURES } from './technical/statistics.ts';
import { TREND_FEATURES } from './technical/trend.ts';
import { VOLATILITY_FEATURES } from './technical/volatility.ts';
import { VOLUME_FEATURES } from './technical/volume.ts';
import type { FeatureTemplate } from './template.ts';

/** Indicators and returns. */
export const TECHNICAL_TEMPLATES: readonly FeatureTemplate[] = [
  ...RETURN_FEATURES,
  ...AVERAGE_FEATURES,
  ...TREND_FEATURES,
  ...MOMENTUM_FEATURES,
  ...VOLATILITY_FEATURES,
  ...STATISTIC_FEATURES,
  ...CANDLE_FEATURES,
  ...VOLUME_FEATURES,
  ...CALENDAR_FEATURES,
];
