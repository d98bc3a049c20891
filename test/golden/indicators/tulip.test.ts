import { describe, expect, it } from 'vitest';
import { aroon } from '../../../src/domain/indicators/aroon.ts';
import { atr, natr } from '../../../src/domain/indicators/atr.ts';
import { bollinger, donchian } from '../../../src/domain/indicators/bands.ts';
import {
  CANDLE_PATTERNS,
  type CandlePattern,
  candlePattern,
} from '../../../src/domain/indicators/candlesticks.ts';
import { cci, meanDeviation } from '../../../src/domain/indicators/cci.ts';
import { chaikinVolatility } from '../../../src/domain/indicators/chaikin-volatility.ts';
import { detrended } from '../../../src/domain/indicators/detrended.ts';
import { directionalMovement } from '../../../src/domain/indicators/directional-movement.ts';
import { ema, wilder } from '../../../src/domain/indicators/exponential.ts';
import { fisher } from '../../../src/domain/indicators/fisher.ts';
import { kama } from '../../../src/domain/indicators/kama.ts';
import { overSeries } from '../../../src/domain/indicators/kernel.ts';
import { klinger } from '../../../src/domain/indicators/klinger.ts';
import { Lag } from '../../../src/domain/indicators/lag.ts';
import { linearRegression } from '../../../src/domain/indicators/linear-regression.ts';
import { macd } from '../../../src/domain/indicators/macd.ts';
import { massIndex } from '../../../src/domain/indicators/mass-index.ts';
import { dema, hma, tema, trima, vwma, wma, zlema } from '../../../src/domain/indicators/moving-averages.ts';
import { apo, cmo, momentum, ppo, ultimate } from '../../../src/domain/indicators/oscillators.ts';
import { parabolicSar } from '../../../src/domain/indicators/parabolic-sar.ts';
import { simpleReturns } from '../../../src/domain/indicators/returns.ts';
import { rollingDeviation } from '../../../src/domain/indicators/rolling-deviation.ts';
import { rollingMax, rollingMin } from '../../../src/domain/indicators/rolling-extremes.ts';
import { rollingSum } from '../../../src/domain/indicators/rolling-sum.ts';
import { rsi } from '../../../src/domain/indicators/rsi.ts';
import { sma } from '../../../src/domain/indicators/sma.ts';
import { stochastic, stochRsi, williamsR } from '../../../src/domain/indicators/stochastic.ts';
import { trix } from '../../../src/domain/indicators/trix.ts';
import { trueRange } from '../../../src/domain/indicators/true-range.ts';
import { verticalHorizontal } from '../../../src/domain/indicators/vertical-horizontal.ts';
import { vidya } from '../../../src/domain/indicators/vidya.ts';
import {
  accumulation,
  chaikinMoneyFlow,
  chaikinOscillator,
  moneyFlowIndex,
  obv,
} from '../../../src/domain/indicators/volume.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { ABSENT, hasSharedData } from '../../support/shared-data.ts';
import { candleCases, tulipNames, tulipVectors } from '../../support/tulip-vectors.ts';

/** Tulip's own tolerance; large numbers, such as volumes, are printed with fewer digits. */
const TOLERANCE = 0.001;

type Check = {
  /** What the lists of a case hold, in order; the rest are outputs. */
  readonly inputs: string;
  run(bars: Bars, options: readonly number[]): Float64Array[];
};
const values = (run: (values: Float64Array, option: number) => Float64Array): Check => ({
  inputs: 'c',
  run: ({ close }, [option]) => [run(close, option)],
});
const bars = (inputs: string, run: (bars: Bars, ...options: number[]) => Float64Array[]): Check => ({
  inputs,
  run: (given, options) => run(given, ...options),
});

const CHECKS: Record<string, Check> = {
  sma: values(sma),
  ema: values((x, period) => ema(x, period, 'tulip')),
  wma: values(wma),
  hma: values(hma),
  dema: values((x, period) => dema(x, period, 'tulip')),
  tema: values((x, period) => tema(x, period, 'tulip')),
  trima: values(trima),
  kama: values((x, period) => kama(x, period, 'tulip')),
  wilders: values(wilder),
  rsi: values(rsi),
  stochrsi: values(stochRsi),
  cmo: values(cmo),
  mom: values(momentum),
  roc: values(simpleReturns),
  rocr: values((x, lag) => simpleReturns(x, lag).map((change) => change + 1)),
  sum: values(rollingSum),
  max: values(rollingMax),
  min: values(rollingMin),
  stddev: values(rollingDeviation),
  var: values((x, window) => rollingDeviation(x, window).map((deviation) => deviation ** 2)),
  md: values(meanDeviation),
  linreg: values((x, window) => linearRegression(x, window).end),
  linregslope: values((x, window) => linearRegression(x, window).slope),
  tsf: values((x, window) => linearRegression(x, window).forecast),
  // Tulip's is the error of the mean, not of the regression.
  stderr: values((x, window) =>
    rollingDeviation(x, window).map((deviation) => deviation / Math.sqrt(window)),
  ),
  linregintercept: values((x, window) => {
    const { end, slope } = linearRegression(x, window);
    return end.map((value, i) => value - (window - 1) * slope[i]);
  }),
  fosc: values((x, window) => {
    const { forecast } = linearRegression(x, window);
    return x.map((value, i) => (100 * (value - forecast[i - 1])) / value);
  }),
  apo: bars('c', ({ close }, fast, slow) => [apo(close, fast, slow, 'tulip')]),
  ppo: bars('c', ({ close }, fast, slow) => [ppo(close, fast, slow, 'tulip')]),
  macd: bars('c', ({ close }, fast, slow, signal) => {
    const lines = macd(close, { fast, slow, signal }, 'tulip');
    return [lines.line, lines.signal, lines.histogram];
  }),
  bbands: bars('c', ({ close }, window, width) => {
    const { lower, middle, upper } = bollinger(close, window, width);
    return [lower, middle, upper];
  }),
  stoch: bars('hlc', (given, window, slowing, signal) => {
    const { k, d } = stochastic(given, { window, slowing, signal });
    // Tulip shows %K from the first %D on.
    return [k.map((value, i) => (Number.isNaN(d[i]) ? Number.NaN : value)), d];
  }),
  willr: bars('hlc', (given, window) => [williamsR(given, window)]),
  ultosc: bars('hlc', (given, short, medium, long) => [ultimate(given, short, medium, long)]),
  cci: bars('hlc', (given, window) => [
    // Tulip waits for a second window before it shows a value.
    cci(given, window).map((value, i) => (i < 2 * (window - 1) ? Number.NaN : value)),
  ]),
  aroon: bars('hl', (given, period) => [aroon(given, period).down, aroon(given, period).up]),
  aroonosc: bars('hl', (given, period) => [aroon(given, period).oscillator]),
  psar: bars('hl', (given, step, limit) => [parabolicSar(given, step, limit)]),
  ikhts: bars('hl', (given, window) => [donchian(given, window).middle]),
  tr: bars('hlc', (given) => [trueRange(given, 'tulip')]),
  atr: bars('hlc', (given, period) => [atr(given, period, 'tulip')]),
  natr: bars('hlc', (given, period) => [natr(given, period, 'tulip')]),
  di: bars('hlc', (given, period) => {
    const { plus, minus } = directionalMovement(given, period, 'tulip');
    return [plus, minus];
  }),
  // These take highs and lows alone: the true range cancels in what is compared.
  dm: bars('hl', (given, period) => {
    const { plusMovement, minusMovement } = directionalMovement(given, period, 'tulip');
    return [plusMovement, minusMovement];
  }),
  dx: bars('hl', (given, period) => [directionalMovement(given, period, 'tulip').index]),
  adx: bars('hl', (given, period) => [directionalMovement(given, period, 'tulip').adx]),
  adxr: bars('hl', (given, period) => [directionalMovement(given, period, 'tulip').adxr]),
  ad: bars('hlcv', (given) => [accumulation(given)]),
  adosc: bars('hlcv', (given, fast, slow) => [chaikinOscillator(given, fast, slow)]),
  cmf: bars('hlcv', (given, window) => [chaikinMoneyFlow(given, window)]),
  mfi: bars('hlcv', (given, window) => [moneyFlowIndex(given, window)]),
  obv: bars('cv', (given) => [obv(given)]),
  vwma: bars('cv', ({ close, volume }, window) => [vwma(close, volume, window)]),
  trix: values((x, period) => trix(x, period, 'tulip')),
  zlema: values(zlema),
  vidya: bars('c', ({ close }, short, long, factor) => [vidya(close, short, long, factor)]),
  vhf: values(verticalHorizontal),
  dpo: values(detrended),
  cvi: bars('hl', (given, period) => [chaikinVolatility(given, period, 'tulip')]),
  mass: bars('hl', (given, window) => [massIndex(given, window)]),
  kvo: bars('hlcv', (given, fast, slow) => [klinger(given, fast, slow)]),
  fisher: bars('hl', (given, window) => {
    const { transform, signal } = fisher(given, window);
    return [transform, signal];
  }),
  // Not indicators of ours, but made of parts that are:
  lag: values((x, lag) => overSeries(x, lag, () => new Lag(lag))),
  volatility: values((x, window) =>
    rollingDeviation(simpleReturns(x, 1), window).map((deviation) => Math.sqrt(252) * deviation),
  ),
  vosc: bars('v', ({ volume }, short, long) => {
    const average = sma(volume, long);
    return [sma(volume, short).map((mean, i) => (100 * (mean - average[i])) / average[i])];
  }),
  qstick: bars('oc', ({ open, close }, window) => [
    sma(
      close.map((price, i) => price - open[i]),
      window,
    ),
  ]),
  ao: bars('hl', ({ high, low }) => {
    const middle = high.map((price, i) => (price + low[i]) / 2);
    const slow = sma(middle, 34);
    return [sma(middle, 5).map((mean, i) => mean - slow[i])];
  }),
  abands: bars('hlc', ({ high, low, close }, window) => {
    const share = high.map((price, i) => (4 * (price - low[i])) / (price + low[i]));
    return [
      low.map((price, i) => price * (1 - share[i])),
      high.map((price, i) => price * (1 + share[i])),
      close,
    ].map((line) => sma(line, window));
  }),
};

/** What the files test and nothing of ours computes: a check would hold this file's own formula against them. */
const NOT_OURS: Record<string, readonly string[]> = {
  'a function of single numbers':
    'abs acos add asin atan ceil cos cosh div exp floor ln log10 mul round sin sinh sqrt sub tan tanh todeg torad trunc'.split(
      ' ',
    ),
  'arithmetic on one bar, or on one and the bar before it':
    'avgprice bop emv marketfi medprice typprice wcprice crossany crossover nvi pvi wad'.split(' '),
  'a recursion or kernel of its own, which no feature uses': 'alma decay edecay msw rmta'.split(' '),
  'a chandelier exit with its first value one bar before its window is full': ['ce'],
};

describe.skipIf(!hasSharedData('tulip'))(`Tulip's vectors ${ABSENT}`, () => {
  it.each(Object.entries(CHECKS))('%s agrees with every case', (name, { inputs, run }) => {
    const vectors = tulipVectors(name);
    expect(vectors.length).toBeGreaterThan(0);
    for (const { options, lists } of vectors) {
      const outputs = run(barsOf(inputs, lists), options);
      expect(outputs).toHaveLength(lists.length - inputs.length);
      outputs.forEach((output, k) => {
        expectTail(output, lists[inputs.length + k]);
      });
    }
  });

  it('leave nothing in the files out without a reason', () => {
    const named = [...Object.keys(CHECKS), ...Object.values(NOT_OURS).flat()];
    expect(named.toSorted()).toEqual([...tulipNames()].toSorted());
  });

  it('candlestick patterns end where they must, and not where they must not', () => {
    const cases = candleCases();
    expect(cases.length).toBeGreaterThanOrEqual(8);
    for (const { prices, expected } of cases) {
      const [open, high, low, close] = prices;
      const given = { ...barsOf('c', [close]), open, high, low };
      for (const { pattern, index, isThere } of expected) {
        expect(pattern in CANDLE_PATTERNS, pattern).toBe(true);
        const column = candlePattern(given, pattern as CandlePattern);
        expect(column[index], `${pattern} at ${index}`).toBe(isThere ? 1 : 0);
      }
    }
  });
});

/** Expected lists align with the end of the output; before them there is no value. */
function expectTail(output: Float64Array, expected: Float64Array): void {
  const start = output.length - expected.length;
  expect([...output.subarray(0, start)].every(Number.isNaN)).toBe(true);
  expected.forEach((value, i) => {
    expect(
      Math.abs(output[start + i] - value),
      `value ${i} of ${expected.length}: ${output[start + i]} for ${value}`,
    ).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(value) / 1_000));
  });
}

function barsOf(inputs: string, lists: readonly Float64Array[]): Bars {
  const column = (letter: string): Float64Array | undefined => lists[inputs.indexOf(letter)];
  const close = column('c') ?? lists[0];
  return {
    timeMs: close.map((_, i) => i),
    open: column('o') ?? close,
    high: column('h') ?? close,
    low: column('l') ?? close,
    close,
    volume: column('v') ?? close.map(() => 0),
  };
}
