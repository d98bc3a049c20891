import { Aroon } from '../../indicators/aroon.ts';
import { DirectionalMovement } from '../../indicators/directional-movement.ts';
import { Ichimoku } from '../../indicators/ichimoku.ts';
import { LinearRegression } from '../../indicators/linear-regression.ts';
import { Macd } from '../../indicators/macd.ts';
import { ParabolicSar } from '../../indicators/parabolic-sar.ts';
import { Supertrend } from '../../indicators/supertrend.ts';
import { VerticalHorizontal } from '../../indicators/vertical-horizontal.ts';
import { Vortex } from '../../indicators/vortex.ts';
import type { BarStep } from '../definition.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { type FeatureTemplate, realRange, wholeRange } from '../template.ts';
import { CLOSE, HIGH_LOW_CLOSE, ofClose, technical, technicalInAtr } from './technical-feature.ts';

const ATR = { atrPeriod: UNIT_ATR_PERIOD };
const MACD_LINES = ['line', 'signal', 'histogram'] as const;
const MACD_PERIODS = { fast: 12, slow: 26, signal: 9 };
const ICHIMOKU_PERIODS = { conversion: 9, base: 26, span: 52 };

const MACD_FORMULAS = {
  line: 'EMA({fast}) - EMA({slow})',
  signal: 'EMA({signal}) of the MACD line',
  histogram: 'MACD line - signal',
} as const;

export const TREND_FEATURES: readonly FeatureTemplate[] = [
  ...MACD_LINES.map(macdFeature),
  ...MACD_LINES.map(macdFeatureOf),
  technical({
    pattern: 'adx_{period}',
    parameters: { period: wholeRange(14, 2) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'percent',
    formula: 'average directional index over {period} bars',
    source: 'Wilder 1978, TA-Lib seeding',
    defaults: [{ period: 14 }],
    warmUpBars: ({ period }) => 2 * period - 1,
    start: ({ period }) => directional(period, (lines) => lines.adx),
  }),
  technical({
    pattern: 'adxr_{period}',
    parameters: { period: wholeRange(14, 2) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'percent',
    formula: 'mean of ADX({period}) and the one {period} - 1 bars before',
    source: 'Wilder 1978, TA-Lib seeding',
    warmUpBars: ({ period }) => 3 * period - 2,
    start: ({ period }) => directional(period, (lines) => lines.adxr),
  }),
  technical({
    pattern: 'di_balance_{period}',
    parameters: { period: wholeRange(14, 2) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'ratio',
    formula: '(+DI({period}) - -DI({period})) / 100',
    source: 'Wilder 1978, TA-Lib seeding',
    defaults: [{ period: 14 }],
    warmUpBars: ({ period }) => period,
    start: ({ period }) => directional(period, ({ plus, minus }) => (plus - minus) / 100),
  }),
  ...(['up', 'down', 'oscillator'] as const).map(aroonFeature),
  ...(['plus', 'minus'] as const).map(vortexFeature),
  technical({
    pattern: 'vertical_horizontal_{window}',
    parameters: { window: wholeRange(28, 1) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: '(highest - lowest close of {window} bars) / sum of |close - close before| over {window} bars',
    source: 'White 1991',
    warmUpBars: ({ window }) => window,
    start: ({ window }) => ofClose(new VerticalHorizontal(window)),
  }),
  technicalInAtr({
    pattern: 'psar_{step}_{limit}_distance_atr',
    parameters: { step: realRange(0.02, 0.001, 1), limit: realRange(0.2, 0.002, 2) },
    constants: ATR,
    inputs: HIGH_LOW_CLOSE,
    formula: 'close - parabolic stop with acceleration {step} up to {limit}',
    source: 'Wilder 1978',
    warmUpBars: () => 1,
    start: ({ step, limit }) => {
      const stop = new ParabolicSar(step, limit);
      return (bar) => bar.close - stop.push(bar);
    },
  }),
  technicalInAtr({
    pattern: 'supertrend_{period}_{width}_distance_atr',
    parameters: { period: wholeRange(10, 2), width: realRange(3, 0.1, 20) },
    constants: ATR,
    inputs: HIGH_LOW_CLOSE,
    formula: 'close - Supertrend of {width} ATR({period})',
    source: 'Seban',
    warmUpBars: ({ period }) => period,
    start: ({ period, width }) => {
      const trend = new Supertrend(period, width);
      return (bar) => {
        trend.push(bar);
        return bar.close - trend.line;
      };
    },
  }),
  technical({
    pattern: 'supertrend_{period}_{width}_direction',
    parameters: { period: wholeRange(10, 2), width: realRange(3, 0.1, 20) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'sign',
    formula: 'side of Supertrend of {width} ATR({period}): 1 rising, -1 falling',
    source: 'Seban',
    warmUpBars: ({ period }) => period,
    start: ({ period, width }) => {
      const trend = new Supertrend(period, width);
      return (bar) => {
        trend.push(bar);
        return trend.direction;
      };
    },
  }),
  ...ichimokuFeatures(),
  technicalInAtr({
    pattern: 'regression_{window}_slope_atr',
    parameters: { window: wholeRange(20, 3) },
    constants: ATR,
    inputs: HIGH_LOW_CLOSE,
    formula: 'slope of the regression of {window} closes on their bar numbers, a bar',
    source: 'least squares',
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => regression(window, (line) => line.slope),
  }),
  technicalInAtr({
    pattern: 'regression_{window}_distance_atr',
    parameters: { window: wholeRange(20, 3) },
    constants: ATR,
    inputs: HIGH_LOW_CLOSE,
    formula: 'close - end of the regression of {window} closes',
    source: 'least squares',
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => {
      const line = new LinearRegression(window);
      return ({ close }) => {
        line.push(close);
        return close - line.end;
      };
    },
  }),
  technical({
    pattern: 'regression_{window}_r2',
    parameters: { window: wholeRange(20, 3) },
    inputs: CLOSE,
    unit: 'ratio',
    formula: 'share of the variance of {window} closes a straight line explains',
    source: 'least squares',
    defaults: [{ window: 20 }],
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => regression(window, (line) => line.rSquared),
  }),
];

function directional(period: number, read: (lines: DirectionalMovement) => number): BarStep {
  const lines = new DirectionalMovement(period);
  return (bar) => {
    lines.push(bar);
    return read(lines);
  };
}

function regression(window: number, read: (line: LinearRegression) => number): BarStep {
  const line = new LinearRegression(window);
  return ({ close }) => {
    line.push(close);
    return read(line);
  };
}

type MacdPeriods = typeof MACD_PERIODS;

/** The usual MACD, under the names every chart has for it. */
function macdFeature(line: (typeof MACD_LINES)[number]): FeatureTemplate {
  return technicalInAtr({
    pattern: `macd_${line}_atr`,
    parameters: {},
    constants: { ...MACD_PERIODS, ...ATR },
    inputs: HIGH_LOW_CLOSE,
    formula: MACD_FORMULAS[line].replace('{fast}', '12').replace('{slow}', '26').replace('{signal}', '9'),
    source: 'Appel; TA-Lib seeding',
    defaults: [{}],
    warmUpBars: () => macdWarmUp(line, MACD_PERIODS),
    start: () => macdStep(line, MACD_PERIODS),
  });
}

function macdFeatureOf(line: (typeof MACD_LINES)[number]): FeatureTemplate {
  return technicalInAtr({
    pattern: `macd_{fast}_{slow}_{signal}_${line}_atr`,
    parameters: { fast: wholeRange(8, 1), slow: wholeRange(17, 2), signal: wholeRange(9, 1) },
    constants: ATR,
    inputs: HIGH_LOW_CLOSE,
    formula: MACD_FORMULAS[line],
    source: 'Appel; TA-Lib seeding',
    warmUpBars: (periods) => macdWarmUp(line, periods),
    start: (periods) => macdStep(line, periods),
  });
}

function macdWarmUp(line: (typeof MACD_LINES)[number], { slow, signal }: MacdPeriods): number {
  return line === 'line' ? slow - 1 : slow + signal - 2;
}

function macdStep(line: (typeof MACD_LINES)[number], periods: MacdPeriods): BarStep {
  const macd = new Macd(periods);
  return ({ close }) => {
    macd.push(close);
    return macd[line];
  };
}

function aroonFeature(line: 'up' | 'down' | 'oscillator'): FeatureTemplate {
  return technical({
    pattern: `aroon_{period}_${line}`,
    parameters: { period: wholeRange(25, 1) },
    inputs: ['high', 'low'],
    unit: 'percent',
    formula:
      line === 'oscillator'
        ? 'Aroon up - Aroon down over {period} bars, -100 to 100'
        : `100 ({period} - bars since the ${line === 'up' ? 'highest high' : 'lowest low'}) / {period}`,
    source: 'Chande 1995',
    defaults: line === 'oscillator' ? [{ period: 25 }] : [],
    warmUpBars: ({ period }) => period,
    start: ({ period }) => {
      const aroon = new Aroon(period);
      return (bar) => {
        aroon.push(bar);
        return aroon[line];
      };
    },
  });
}

function vortexFeature(line: 'plus' | 'minus'): FeatureTemplate {
  return technical({
    pattern: `vortex_{window}_${line}`,
    parameters: { window: wholeRange(14, 1) },
    inputs: HIGH_LOW_CLOSE,
    unit: 'ratio',
    formula: `sum of |${line === 'plus' ? 'high - low' : 'low - high'} before| / sum of true range of {window} bars`,
    source: 'Botes & Siepman 2010',
    warmUpBars: ({ window }) => window,
    start: ({ window }) => {
      const vortex = new Vortex(window);
      return (bar) => {
        vortex.push(bar);
        return vortex[line];
      };
    },
  });
}

function ichimokuFeatures(): readonly FeatureTemplate[] {
  const column = (
    name: string,
    formula: string,
    warmUpBars: number,
    read: (lines: Ichimoku, close: number) => number,
  ): FeatureTemplate =>
    technicalInAtr({
      pattern: `ichimoku_${name}_atr`,
      parameters: {},
      constants: { ...ICHIMOKU_PERIODS, ...ATR },
      inputs: HIGH_LOW_CLOSE,
      formula,
      source: 'Hosoda; causal form: the cloud of a bar was drawn 26 bars before',
      warmUpBars: () => warmUpBars,
      start: () => {
        const lines = new Ichimoku(ICHIMOKU_PERIODS);
        return (bar) => {
          lines.push(bar);
          return read(lines, bar.close);
        };
      },
    });
  return [
    column('conversion_base', 'conversion line(9) - base line(26)', 25, (l) => l.conversion - l.base),
    column('base_distance', 'close - base line(26)', 25, (l, close) => close - l.base),
    column(
      'cloud_top_distance',
      'close - upper edge of the cloud',
      77,
      (l, close) => close - Math.max(l.spanA, l.spanB),
    ),
    column(
      'cloud_bottom_distance',
      'close - lower edge of the cloud',
      77,
      (l, close) => close - Math.min(l.spanA, l.spanB),
    ),
    column('lagging', 'close - close 26 bars before', 26, (l) => l.lagging),
  ];
}
