import { createEma, createWilder } from '../../indicators/exponential.ts';
import { Kama } from '../../indicators/kama.ts';
import type { SeriesKernel } from '../../indicators/kernel.ts';
import { Lag } from '../../indicators/lag.ts';
import { Dema, Hma, Tema, Trima, Vwma, Wma, Zlema } from '../../indicators/moving-averages.ts';
import { Sma } from '../../indicators/sma.ts';
import { Vidya } from '../../indicators/vidya.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import { type FeatureTemplate, wholeRange } from '../template.ts';
import { CLOSE, HIGH_LOW_CLOSE, PRICES_AND_VOLUME, technicalInAtr } from './technical-feature.ts';

const SLOPE_BARS = 5;
const VIDYA_FACTOR = 0.2;
const ATR = { atrPeriod: UNIT_ATR_PERIOD };

/** An average by its name in columns and formulas. */
interface Average {
  readonly name: string;
  readonly source: string;
  readonly create: (period: number) => SeriesKernel;
  readonly warmUpBars: (period: number) => number;
  readonly period: number;
  readonly defaults: readonly number[];
}

const AVERAGES: readonly Average[] = [
  average('sma', 'definition', (p) => new Sma(p), { defaults: [10, 20, 50, 200] }),
  average('ema', 'TA-Lib seeding', (p) => createEma(p), { defaults: [20] }),
  average('wilder', 'Wilder 1978', (p) => createWilder(p)),
  average('wma', 'linear weights', (p) => new Wma(p)),
  average('trima', 'triangular weights', (p) => new Trima(p)),
  average('hma', 'Hull 2005', (p) => new Hma(p), { warmUp: (p) => p + Math.floor(Math.sqrt(p)) - 2 }),
  average('dema', 'Mulloy 1994, TA-Lib seeding', (p) => new Dema(p), { warmUp: (p) => 2 * (p - 1) }),
  average('tema', 'Mulloy 1994, TA-Lib seeding', (p) => new Tema(p), { warmUp: (p) => 3 * (p - 1) }),
  average('zlema', 'Ehlers & Way 2010, Tulip seeding', (p) => new Zlema(p), {
    warmUp: (p) => Math.max(0, Math.floor((p - 1) / 2) - 1),
  }),
  average('kama', 'Kaufman 1995, TA-Lib seeding', (p) => new Kama(p), {
    warmUp: (p) => p,
    period: 10,
    defaults: [10],
  }),
];

export const AVERAGE_FEATURES: readonly FeatureTemplate[] = [
  ...AVERAGES.map(closeDistance),
  technicalInAtr({
    pattern: 'vwma_{window}_distance_atr',
    parameters: { window: wholeRange(20, 1) },
    constants: ATR,
    inputs: PRICES_AND_VOLUME,
    formula: 'close - average of {window} closes weighted by volume',
    source: 'definition',
    warmUpBars: ({ window }) => window - 1,
    start: ({ window }) => {
      const vwma = new Vwma(window);
      return ({ close, volume }) => close - vwma.push(close, volume);
    },
  }),
  technicalInAtr({
    pattern: 'vidya_{short}_{long}_distance_atr',
    parameters: { short: wholeRange(9, 2), long: wholeRange(30, 3) },
    constants: { factor: VIDYA_FACTOR, ...ATR },
    inputs: HIGH_LOW_CLOSE,
    formula: `close - average with the factor ${VIDYA_FACTOR} deviation({short}) / deviation({long})`,
    source: 'Chande 1992, Tulip seeding',
    warmUpBars: ({ long }) => long - 2,
    start: ({ short, long }) => {
      const average = new Vidya(short, long, VIDYA_FACTOR);
      return ({ close }) => close - average.push(close);
    },
  }),
  technicalInAtr({
    pattern: 'sma_{window}_slope_atr',
    parameters: { window: wholeRange(20, 1) },
    constants: { bars: SLOPE_BARS, ...ATR },
    inputs: HIGH_LOW_CLOSE,
    formula: `(SMA({window}) - SMA({window}) ${SLOPE_BARS} bars before) / ${SLOPE_BARS}`,
    source: 'definition',
    defaults: [20, 50].map((window) => ({ window })),
    warmUpBars: ({ window }) => window - 1 + SLOPE_BARS,
    start: ({ window }) => {
      const sma = new Sma(window);
      const lag = new Lag(SLOPE_BARS);
      return ({ close }) => {
        const level = sma.push(close);
        return (level - lag.push(level)) / SLOPE_BARS;
      };
    },
  }),
];

function closeDistance({ name, source, create, warmUpBars, period, defaults }: Average): FeatureTemplate {
  return technicalInAtr({
    pattern: `${name}_{period}_distance_atr`,
    parameters: { period: wholeRange(period, 2) },
    constants: ATR,
    inputs: [...new Set([...HIGH_LOW_CLOSE, ...CLOSE])],
    formula: `close - ${name.toUpperCase()}({period})`,
    source,
    defaults: defaults.map((value) => ({ period: value })),
    warmUpBars: ({ period: bars }) => warmUpBars(bars),
    start: ({ period: bars }) => {
      const kernel = create(bars);
      return ({ close }) => close - kernel.push(close);
    },
  });
}

function average(
  name: string,
  source: string,
  create: (period: number) => SeriesKernel,
  options: {
    readonly warmUp?: (period: number) => number;
    readonly period?: number;
    readonly defaults?: readonly number[];
  } = {},
): Average {
  const { warmUp = (period) => period - 1, period = 20, defaults = [] } = options;
  return { name, source, create, warmUpBars: warmUp, period, defaults };
}
