import { efficiencyRatio } from '../../indicators/efficiency-ratio.ts';
import { rollingMax, rollingMin } from '../../indicators/rolling-extremes.ts';
import { rsi } from '../../indicators/rsi.ts';
import { zScore } from '../../indicators/z-score.ts';
import type { FeatureDefinition } from '../definition.ts';
import { technical } from './technical-feature.ts';

export const MOMENTUM_FEATURES: readonly FeatureDefinition[] = [
  ...[2, 7, 14, 28].map(rsiFeature),
  ...[20, 55].map(channelPosition),
  ...[20, 50].map(closeZ),
  efficiency(20),
];

function rsiFeature(period: number): FeatureDefinition {
  return technical({
    name: `rsi_${period}`,
    parameters: { period },
    warmUpBars: period,
    unit: 'percent',
    formula: `RSI(${period}) of the close`,
    source: 'Wilder 1978',
    compute: ({ bars }) => rsi(bars.close, period),
  });
}

function channelPosition(window: number): FeatureDefinition {
  return technical({
    name: `channel_position_${window}`,
    parameters: { window },
    warmUpBars: window - 1,
    unit: 'ratio',
    formula: `(close - lowest low) / (highest high - lowest low) of ${window} bars`,
    source: 'Donchian; the same as Stochastic %K / 100',
    compute: ({ bars }) => {
      const top = rollingMax(bars.high, window);
      const bottom = rollingMin(bars.low, window);
      return bars.close.map((close, i) =>
        top[i] > bottom[i] ? (close - bottom[i]) / (top[i] - bottom[i]) : Number.NaN,
      );
    },
  });
}

function closeZ(window: number): FeatureDefinition {
  return technical({
    name: `close_z_${window}`,
    parameters: { window },
    warmUpBars: window - 1,
    unit: 'deviations',
    formula: `(close - SMA(${window})) / population deviation of ${window} closes`,
    source: 'Bollinger',
    compute: ({ bars }) => zScore(bars.close, window),
  });
}

function efficiency(window: number): FeatureDefinition {
  return technical({
    name: `efficiency_ratio_${window}`,
    parameters: { window },
    warmUpBars: window,
    unit: 'ratio',
    formula: `|close - close ${window} bars before| / sum of |close - close before| over ${window} bars`,
    source: 'Kaufman 1995',
    compute: ({ bars }) => efficiencyRatio(bars.close, window),
  });
}
