import { describe, expect, it } from 'vitest';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { barsOf, randomBars } from '../../support/bars.ts';

const HOUR = 3_600_000;
const N = 640;
/** Far enough in that what an exponential average began with has faded. */
const FIRST = 560;

const rng = createRng('technical formulas');
const bars: Bars = {
  ...randomBars(N, rng),
  timeMs: Float64Array.from({ length: N }, (_, i) => Date.UTC(2024, 1, 20, 5) + i * HOUR),
  volume: Float64Array.from({ length: N }, () => rng.integer(1_000) + 1),
};
const { timeMs, open, high, low, close, volume } = bars;

type At = (t: number) => number;
const series = (at: At): Float64Array => Float64Array.from({ length: N }, (_, t) => at(t));
const last = (x: Float64Array, t: number, w: number): number[] => [...x.subarray(t - w + 1, t + 1)];
const sum = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);
const mean = (x: readonly number[]): number => sum(x) / x.length;
const variance = (x: readonly number[]): number => mean(x.map((v) => (v - mean(x)) ** 2));
const deviation = (x: readonly number[]): number => Math.sqrt(variance(x));
const z = (x: readonly number[]): number => (x[x.length - 1] - mean(x)) / deviation(x);
const weighted = (x: readonly number[], w: readonly number[]): number =>
  sum(x.map((v, i) => v * w[i])) / sum(w);

/** An exponential average from the first value on; `share` of each new value. */
function exponential(x: Float64Array, share: number): Float64Array {
  const start = x.findIndex(Number.isFinite);
  const line = x.slice();
  for (let t = start + 1; t < N; t++) line[t] = share * x[t] + (1 - share) * line[t - 1];
  return line;
}
const ema = (x: Float64Array, p: number): Float64Array => exponential(x, 2 / (p + 1));
const wilder = (x: Float64Array, p: number): Float64Array => exponential(x, 1 / p);

const before = (t: number): number => close[t - 1];
const trueRange = series((t) =>
  Math.max(high[t] - low[t], Math.abs(high[t] - before(t)), Math.abs(low[t] - before(t))),
);
const atr = wilder(trueRange, 14);
const atr10 = wilder(trueRange, 10);
const change = series((t) => close[t] - before(t));
const logReturn = series((t) => Math.log(close[t] / before(t)));
const typical = series((t) => (high[t] + low[t] + close[t]) / 3);
const highest = (t: number, w: number): number => Math.max(...last(high, t, w));
const lowest = (t: number, w: number): number => Math.min(...last(low, t, w));
const place = (t: number, w: number): number => (close[t] - lowest(t, w)) / (highest(t, w) - lowest(t, w));
const rises = change.map((v) => Math.max(v, 0));
const falls = change.map((v) => Math.max(-v, 0));
const rsi = (p: number): At => {
  const [up, down] = [wilder(rises, p), wilder(falls, p)];
  return (t) => (100 * up[t]) / (up[t] + down[t]);
};
const macd = series((t) => ema(close, 12)[t] - ema(close, 26)[t]);
const moneyFlow = series((t) => ((2 * close[t] - high[t] - low[t]) / (high[t] - low[t])) * volume[t]);
const running = (x: Float64Array): Float64Array => {
  let total = 0;
  return x.map((v) => (total += Number.isNaN(v) ? 0 : v));
};
const obv = running(series((t) => Math.sign(change[t]) * volume[t]));
const plusMove = series((t) => Math.max(high[t] - high[t - 1], 0));
const minusMove = series((t) => Math.max(low[t - 1] - low[t], 0));
const plus = wilder(
  series((t) => (plusMove[t] > minusMove[t] ? plusMove[t] : plusMove[t] * 0)),
  14,
);
const minus = wilder(
  series((t) => (minusMove[t] > plusMove[t] ? minusMove[t] : minusMove[t] * 0)),
  14,
);
const directional = series((t) => (100 * Math.abs(plus[t] - minus[t])) / (plus[t] + minus[t]));

/** Per-bar terms of the volatility estimators, by the papers. */
const parkinson = series((t) => Math.log(high[t] / low[t]) ** 2 / (4 * Math.log(2)));
const garmanKlass = series(
  (t) => 0.5 * Math.log(high[t] / low[t]) ** 2 - (2 * Math.log(2) - 1) * Math.log(close[t] / open[t]) ** 2,
);
const rogersSatchell = series((t) => {
  const [u, d, c] = [high, low, close].map((price) => Math.log(price[t] / open[t]));
  return u * (u - c) + d * (d - c);
});
const overnight = series((t) => Math.log(open[t] / before(t)));
const session = series((t) => Math.log(close[t] / open[t]));
function yangZhang(t: number, n: number): number {
  const sample = (x: Float64Array): number => (variance(last(x, t, n)) * n) / (n - 1);
  const k = 0.34 / (1.34 + (n + 1) / (n - 1));
  return Math.sqrt(sample(overnight) + k * sample(session) + (1 - k) * mean(last(rogersSatchell, t, n)));
}

const newYork = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'medium',
});
const utcDay = (ms: number): number => Math.floor(ms / (24 * HOUR));
/** New York's trading day turns at 17:00. */
const newYorkDay = (ms: number): number =>
  utcDay(Date.parse(`${newYork.format(ms).replace(' ', 'T')}Z`) + 7 * HOUR);
function vwap(t: number, dayOf: (ms: number) => number): number {
  const rows = [...timeMs.keys()].filter((i) => i <= t && dayOf(timeMs[i]) === dayOf(timeMs[t]));
  return sum(rows.map((i) => typical[i] * volume[i])) / sum(rows.map((i) => volume[i]));
}

function regression(t: number, w: number): { slope: number; end: number; r2: number } {
  const y = last(close, t, w);
  const x = y.map((_, i) => i - (w - 1) / 2);
  const slope = sum(x.map((v, i) => v * y[i])) / sum(x.map((v) => v * v));
  return {
    slope,
    end: mean(y) + (slope * (w - 1)) / 2,
    r2: (slope ** 2 * variance(x)) / variance(y),
  };
}
const sinceExtreme = (x: Float64Array, t: number, p: number, pick: (...v: number[]) => number): number =>
  p - last(x, t, p + 1).lastIndexOf(pick(...last(x, t, p + 1)));
const up = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const wma = (x: Float64Array, t: number, n: number): number => weighted(last(x, t, n), up(n));
const twice = ema(ema(close, 20), 20);
const thrice = ema(twice, 20);
const pressure = series((t) => close[t] - Math.min(low[t], before(t)));
const shareOf = (t: number, w: number): number => sum(last(pressure, t, w)) / sum(last(trueRange, t, w));
const middle = (t: number, w: number): number => (highest(t, w) + lowest(t, w)) / 2;
const median = series((t) => (high[t] + low[t]) / 2);
const spread = series((t) => high[t] - low[t]);
const body = series((t) => close[t] - open[t]);
const cloud = (t: number): readonly [number, number] => [
  (middle(t - 26, 9) + middle(t - 26, 26)) / 2,
  middle(t - 26, 52),
];
const standardised = (x: readonly number[], power: number): number =>
  mean(x.map((v) => ((v - mean(x)) / deviation(x)) ** power));

/** The column of each name as its definition has it. */
const FORMULAS: Readonly<Record<string, At>> = {
  log_return_5: (t) => Math.log(close[t] / close[t - 5]),
  return_z_20: (t) => z(last(logReturn, t, 20)),
  sma_20_distance_atr: (t) => (close[t] - mean(last(close, t, 20))) / atr[t],
  ema_20_distance_atr: (t) => (close[t] - ema(close, 20)[t]) / atr[t],
  wilder_20_distance_atr: (t) => (close[t] - wilder(close, 20)[t]) / atr[t],
  wma_20_distance_atr: (t) => (close[t] - wma(close, t, 20)) / atr[t],
  trima_20_distance_atr: (t) =>
    (close[t] - weighted(last(close, t, 20), [...up(10), ...up(10).reverse()])) / atr[t],
  dema_20_distance_atr: (t) => (close[t] - 2 * ema(close, 20)[t] + twice[t]) / atr[t],
  tema_20_distance_atr: (t) => (close[t] - 3 * ema(close, 20)[t] + 3 * twice[t] - thrice[t]) / atr[t],
  vwma_20_distance_atr: (t) => (close[t] - weighted(last(close, t, 20), last(volume, t, 20))) / atr[t],
  sma_20_slope_atr: (t) => (mean(last(close, t, 20)) - mean(last(close, t - 5, 20))) / 5 / atr[t],
  trix_20: (t) => 100 * (thrice[t] / thrice[t - 1] - 1),
  awesome_5_34_atr: (t) => (mean(last(median, t, 5)) - mean(last(median, t, 34))) / atr[t],
  detrended_20_atr: (t) => (close[t - 11] - mean(last(close, t, 20))) / atr[t],
  chaikin_volatility_10: (t) => 100 * (ema(spread, 10)[t] / ema(spread, 10)[t - 10] - 1),
  vortex_14_plus: (t) =>
    sum([...Array(14).keys()].map((k) => Math.abs(high[t - k] - low[t - k - 1]))) /
    sum(last(trueRange, t, 14)),
  vortex_14_minus: (t) =>
    sum([...Array(14).keys()].map((k) => Math.abs(low[t - k] - high[t - k - 1]))) /
    sum(last(trueRange, t, 14)),
  qstick_8_atr: (t) => mean(last(body, t, 8)) / atr[t],
  vertical_horizontal_28: (t) =>
    (Math.max(...last(close, t, 28)) - Math.min(...last(close, t, 28))) /
    sum(last(change, t, 28).map(Math.abs)),
  volume_oscillator_5_20: (t) => 100 * (mean(last(volume, t, 5)) / mean(last(volume, t, 20)) - 1),
  macd_line_atr: (t) => macd[t] / atr[t],
  macd_signal_atr: (t) => ema(macd, 9)[t] / atr[t],
  macd_histogram_atr: (t) => (macd[t] - ema(macd, 9)[t]) / atr[t],
  adx_14: (t) => wilder(directional, 14)[t],
  di_balance_14: (t) => (plus[t] - minus[t]) / atr[t],
  aroon_25_up: (t) => (100 * (25 - sinceExtreme(high, t, 25, Math.max))) / 25,
  aroon_25_down: (t) => (100 * (25 - sinceExtreme(low, t, 25, Math.min))) / 25,
  aroon_25_oscillator: (t) => 4 * (sinceExtreme(low, t, 25, Math.min) - sinceExtreme(high, t, 25, Math.max)),
  ichimoku_conversion_base_atr: (t) => (middle(t, 9) - middle(t, 26)) / atr[t],
  ichimoku_base_distance_atr: (t) => (close[t] - middle(t, 26)) / atr[t],
  ichimoku_cloud_top_distance_atr: (t) => (close[t] - Math.max(...cloud(t))) / atr[t],
  ichimoku_cloud_bottom_distance_atr: (t) => (close[t] - Math.min(...cloud(t))) / atr[t],
  ichimoku_lagging_atr: (t) => (close[t] - close[t - 26]) / atr[t],
  regression_20_slope_atr: (t) => regression(t, 20).slope / atr[t],
  regression_20_distance_atr: (t) => (close[t] - regression(t, 20).end) / atr[t],
  regression_20_r2: (t) => regression(t, 20).r2,
  rsi_14: rsi(14),
  stoch_rsi_14_14: (t) => {
    const line = last(series(rsi(14)), t, 14);
    return (line[13] - Math.min(...line)) / (Math.max(...line) - Math.min(...line));
  },
  channel_position_20: (t) => place(t, 20),
  stochastic_14_3_3_k: (t) => mean([0, 1, 2].map((k) => 100 * place(t - k, 14))),
  stochastic_14_3_3_d: (t) => mean([0, 1, 2, 1, 2, 3, 2, 3, 4].map((k) => 100 * place(t - k, 14))),
  williams_r_14: (t) => (100 * (close[t] - highest(t, 14))) / (highest(t, 14) - lowest(t, 14)),
  close_z_20: (t) => z(last(close, t, 20)),
  efficiency_ratio_20: (t) => Math.abs(close[t] - close[t - 20]) / sum(last(change, t, 20).map(Math.abs)),
  cci_20: (t) => {
    const x = last(typical, t, 20);
    return (x[19] - mean(x)) / (0.015 * mean(x.map((v) => Math.abs(v - mean(x)))));
  },
  cmo_14: (t) => (100 * sum(last(change, t, 14))) / sum(last(change, t, 14).map(Math.abs)),
  roc_10: (t) => close[t] / close[t - 10] - 1,
  momentum_10_atr: (t) => (close[t] - close[t - 10]) / atr[t],
  ppo_12_26: (t) => (100 * macd[t]) / ema(close, 26)[t],
  tsi_13_25: (t) => (100 * ema(ema(change, 25), 13)[t]) / ema(ema(change.map(Math.abs), 25), 13)[t],
  ultimate_7_14_28: (t) => (100 * (4 * shareOf(t, 7) + 2 * shareOf(t, 14) + shareOf(t, 28))) / 7,
  atr_14_share: (t) => atr[t] / close[t],
  true_range_atr: (t) => trueRange[t] / atr[t],
  volatility_10: (t) => deviation(last(logReturn, t, 10)),
  deviation_20_atr: (t) => deviation(last(close, t, 20)) / atr[t],
  volatility_ratio_10_50: (t) => deviation(last(logReturn, t, 10)) / deviation(last(logReturn, t, 50)),
  realised_volatility_20: (t) => Math.sqrt(mean(last(logReturn, t, 20).map((v) => v * v))),
  parkinson_volatility_20: (t) => Math.sqrt(mean(last(parkinson, t, 20))),
  garman_klass_volatility_20: (t) => Math.sqrt(mean(last(garmanKlass, t, 20))),
  rogers_satchell_volatility_20: (t) => Math.sqrt(mean(last(rogersSatchell, t, 20))),
  yang_zhang_volatility_20: (t) => yangZhang(t, 20),
  bollinger_20_2_position: (t) => 0.5 + z(last(close, t, 20)) / 4,
  bollinger_20_2_bandwidth: (t) => (4 * deviation(last(close, t, 20))) / mean(last(close, t, 20)),
  keltner_20_10_2_position: (t) => 0.5 + (close[t] - ema(close, 20)[t]) / (4 * atr10[t]),
  donchian_20_height_atr: (t) => (highest(t, 20) - lowest(t, 20)) / atr[t],
  skewness_60: (t) => standardised(last(logReturn, t, 60), 3),
  kurtosis_60: (t) => standardised(last(logReturn, t, 60), 4) - 3,
  body_atr: (t) => (close[t] - open[t]) / atr[t],
  upper_wick_atr: (t) => (high[t] - Math.max(open[t], close[t])) / atr[t],
  lower_wick_atr: (t) => (Math.min(open[t], close[t]) - low[t]) / atr[t],
  gap_atr: (t) => (open[t] - before(t)) / atr[t],
  close_location: (t) => (close[t] - low[t]) / (high[t] - low[t]),
  volume_ratio_20: (t) => volume[t] / mean(last(volume, t, 20)),
  volume_z_50: (t) => z(last(volume, t, 50)),
  mfi_14: (t) => {
    const flows = Array.from({ length: 14 }, (_, k) => t - k).map(
      (i) => Math.sign(typical[i] - typical[i - 1]) * typical[i] * volume[i],
    );
    return (100 * sum(flows.map((v) => Math.max(v, 0)))) / sum(flows.map(Math.abs));
  },
  cmf_20: (t) => sum(last(moneyFlow, t, 20)) / sum(last(volume, t, 20)),
  obv_z_20: (t) => z(last(obv, t, 20)),
  accumulation_z_20: (t) => z(last(running(moneyFlow), t, 20)),
  chaikin_3_10_volume: (t) =>
    (ema(running(moneyFlow), 3)[t] - ema(running(moneyFlow), 10)[t]) / mean(last(volume, t, 10)),
  force_13_atr_volume: (t) =>
    ema(
      series((i) => change[i] * volume[i]),
      13,
    )[t] /
    atr[t] /
    mean(last(volume, t, 13)),
  vwap_distance_atr: (t) => (close[t] - vwap(t, utcDay)) / atr[t],
  ny_vwap_distance_atr: (t) => (close[t] - vwap(t, newYorkDay)) / atr[t],
};

const columns = computeColumns(Object.keys(FORMULAS), bars);
/** One in seven, so that all hours of the day are seen. */
const ROWS = Array.from({ length: N }, (_, t) => t).filter((t) => t >= FIRST && t % 7 === 0);

describe('technical columns equal their definitions', () => {
  it.each(Object.keys(FORMULAS))('%s', (name) => {
    for (const t of ROWS) {
      const expected = FORMULAS[name](t);
      expect(
        Math.abs(columns[name][t] - expected),
        `bar ${t}: ${columns[name][t]}, not ${expected}`,
      ).toBeLessThan(1e-8 * Math.max(1, Math.abs(expected)));
    }
  });
});

describe('calendar columns', () => {
  /** Sine and cosine of a circle at some opens. */
  function circle(name: string, opens: readonly string[]): readonly (readonly [number, number])[] {
    const times = Float64Array.from(opens, (text) => Date.parse(text));
    const rows = barsOf(opens.map(() => [1, 1, 1, 1]));
    const read = computeColumns([`${name}_sin`, `${name}_cos`], { ...rows, timeMs: times });
    return opens.map((_, i) => [read[`${name}_sin`][i], read[`${name}_cos`][i]]);
  }
  const QUARTERS = [
    [0, 1],
    [1, 0],
    [0, -1],
    [-1, 0],
  ];

  it.each([
    ['day', ['2024-03-05T00:00Z', '2024-03-05T06:00Z', '2024-03-05T12:00Z', '2024-03-05T18:00Z']],
    // Monday, and so many times 42 hours on.
    ['week', ['2024-03-04T00:00Z', '2024-03-05T18:00Z', '2024-03-07T12:00Z', '2024-03-09T06:00Z']],
    // Winter, when New York's 17:00 is 22:00 UTC.
    ['ny_day', ['2024-01-09T22:00Z', '2024-01-10T04:00Z', '2024-01-10T10:00Z', '2024-01-10T16:00Z']],
    // Sunday 17:00; and in summer an hour earlier by UTC.
    ['ny_week', ['2024-01-07T22:00Z', '2024-01-09T16:00Z', '2024-01-11T10:00Z', '2024-01-13T04:00Z']],
    ['ny_day', ['2024-07-09T21:00Z', '2024-07-10T03:00Z', '2024-07-10T09:00Z', '2024-07-10T15:00Z']],
  ])('%s goes round once', (name, opens) => {
    circle(name, opens).forEach(([sin, cos], k) => {
      expect(sin, opens[k]).toBeCloseTo(QUARTERS[k][0], 9);
      expect(cos, opens[k]).toBeCloseTo(QUARTERS[k][1], 9);
    });
  });

  it('year goes round once in a mean year, from 1 January', () => {
    circle('year', ['2000-01-01', '2000-04-01', '2000-07-02', '2000-10-01']).forEach(([sin, cos], k) => {
      // Leap days and months of unlike length: within two days.
      expect(sin).toBeCloseTo(QUARTERS[k][0], 1);
      expect(cos).toBeCloseTo(QUARTERS[k][1], 1);
    });
  });
});
