import { ema } from '../../indicators/exponential.ts';
import { sma } from '../../indicators/sma.ts';
import type { FeatureDefinition } from '../definition.ts';
import { distance, ratio } from '../ratio.ts';
import {
  closeMacd,
  DIRECTIONAL_PERIOD,
  MACD_PERIODS,
  trend,
  UNIT_ATR_PERIOD,
  unitAtr,
} from '../shared-series.ts';
import { technical } from './technical-feature.ts';

const AVERAGES = [10, 20, 50, 200] as const;
const SLOPES = [20, 50] as const;
const SLOPE_BARS = 5;
const EMA_PERIOD = 20;

export const TREND_FEATURES: readonly FeatureDefinition[] = [
  ...AVERAGES.map(smaDistance),
  technical({
    name: `ema_${EMA_PERIOD}_distance_atr`,
    parameters: { period: EMA_PERIOD, atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: EMA_PERIOD - 1,
    unit: 'atr',
    formula: `(close - EMA(${EMA_PERIOD})) / ATR(${UNIT_ATR_PERIOD})`,
    source: 'TA-Lib seeding',
    compute: (inputs) =>
      distance(inputs.bars.close, ema(inputs.bars.close, EMA_PERIOD), inputs.derive(unitAtr)),
  }),
  ...SLOPES.map(smaSlope),
  macdFeature('line', MACD_PERIODS.slow - 1, 'EMA(12) - EMA(26)'),
  macdFeature('signal', MACD_PERIODS.slow + MACD_PERIODS.signal - 2, 'EMA(9) of the MACD line'),
  macdFeature('histogram', MACD_PERIODS.slow + MACD_PERIODS.signal - 2, 'MACD line - signal'),
  technical({
    name: `adx_${DIRECTIONAL_PERIOD}`,
    parameters: { period: DIRECTIONAL_PERIOD },
    warmUpBars: 2 * DIRECTIONAL_PERIOD - 1,
    unit: 'percent',
    formula: `average directional index over ${DIRECTIONAL_PERIOD} bars`,
    source: 'Wilder 1978, TA-Lib seeding',
    compute: (inputs) => inputs.derive(trend).adx,
  }),
  technical({
    name: `di_balance_${DIRECTIONAL_PERIOD}`,
    parameters: { period: DIRECTIONAL_PERIOD },
    warmUpBars: DIRECTIONAL_PERIOD,
    unit: 'ratio',
    formula: '(+DI - -DI) / 100',
    source: 'Wilder 1978, TA-Lib seeding',
    compute: (inputs) => {
      const { plus, minus } = inputs.derive(trend);
      return plus.map((value, i) => (value - minus[i]) / 100);
    },
  }),
];

function smaDistance(window: number): FeatureDefinition {
  return technical({
    name: `sma_${window}_distance_atr`,
    parameters: { window, atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: Math.max(window - 1, UNIT_ATR_PERIOD),
    unit: 'atr',
    formula: `(close - SMA(${window})) / ATR(${UNIT_ATR_PERIOD})`,
    source: 'definition',
    compute: (inputs) => distance(inputs.bars.close, sma(inputs.bars.close, window), inputs.derive(unitAtr)),
  });
}

function smaSlope(window: number): FeatureDefinition {
  return technical({
    name: `sma_${window}_slope_atr`,
    parameters: { window, bars: SLOPE_BARS, atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: window - 1 + SLOPE_BARS,
    unit: 'atr',
    formula: `(SMA(${window}) - SMA(${window}) ${SLOPE_BARS} bars before) / ${SLOPE_BARS} / ATR(${UNIT_ATR_PERIOD})`,
    source: 'definition',
    compute: (inputs) => {
      const average = sma(inputs.bars.close, window);
      const slope = average.map((value, i) => (value - average[i - SLOPE_BARS]) / SLOPE_BARS);
      return ratio(slope, inputs.derive(unitAtr));
    },
  });
}

function macdFeature(
  line: 'line' | 'signal' | 'histogram',
  warmUpBars: number,
  formula: string,
): FeatureDefinition {
  return technical({
    name: `macd_${line}_atr`,
    parameters: { ...MACD_PERIODS, atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars,
    unit: 'atr',
    formula: `(${formula}) / ATR(${UNIT_ATR_PERIOD})`,
    source: 'Appel; TA-Lib seeding',
    compute: (inputs) => ratio(inputs.derive(closeMacd)[line], inputs.derive(unitAtr)),
  });
}
