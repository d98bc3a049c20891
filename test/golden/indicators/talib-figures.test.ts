import { describe, expect, it } from 'vitest';
import { aroon } from '../../../src/domain/indicators/aroon.ts';
import { atr, natr } from '../../../src/domain/indicators/atr.ts';
import { bollinger } from '../../../src/domain/indicators/bands.ts';
import { cci } from '../../../src/domain/indicators/cci.ts';
import { directionalMovement } from '../../../src/domain/indicators/directional-movement.ts';
import { ema } from '../../../src/domain/indicators/exponential.ts';
import { kama } from '../../../src/domain/indicators/kama.ts';
import { linearRegression } from '../../../src/domain/indicators/linear-regression.ts';
import { macd } from '../../../src/domain/indicators/macd.ts';
import { dema, tema, trima, wma } from '../../../src/domain/indicators/moving-averages.ts';
import { apo, cmo, momentum, ppo, ultimate } from '../../../src/domain/indicators/oscillators.ts';
import { parabolicSar } from '../../../src/domain/indicators/parabolic-sar.ts';
import { simpleReturns } from '../../../src/domain/indicators/returns.ts';
import { rollingDeviation } from '../../../src/domain/indicators/rolling-deviation.ts';
import { rsi } from '../../../src/domain/indicators/rsi.ts';
import { sma } from '../../../src/domain/indicators/sma.ts';
import { stochastic, stochRsi, williamsR } from '../../../src/domain/indicators/stochastic.ts';
import { trix } from '../../../src/domain/indicators/trix.ts';
import { trueRange } from '../../../src/domain/indicators/true-range.ts';
import {
  accumulation,
  chaikinOscillator,
  moneyFlowIndex,
  obv,
} from '../../../src/domain/indicators/volume.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { type TalibBars, type TalibRun, talibFigures } from '../../support/talib-figures.ts';

/** Each of TA-Lib's functions by our own in its `talib` mode, where it has one: the same lines by their names. */
type Ours = (bars: Bars, ...options: number[]) => Readonly<Record<string, Float64Array>>;

const figures = talibFigures();
const DIRECTIONAL: Ours = (bars, period) => ({ ...directionalMovement(bars, period) });
const AROON: Ours = (bars, period) => ({ ...aroon(bars, period) });

const OURS: Record<string, Ours> = {
  SMA: ({ close }, window) => ({ sma: sma(close, window) }),
  EMA: ({ close }, period) => ({ ema: ema(close, period) }),
  WMA: ({ close }, window) => ({ wma: wma(close, window) }),
  DEMA: ({ close }, period) => ({ dema: dema(close, period) }),
  TEMA: ({ close }, period) => ({ tema: tema(close, period) }),
  TRIMA: ({ close }, window) => ({ trima: trima(close, window) }),
  KAMA: ({ close }, period) => ({ kama: kama(close, period) }),
  RSI: ({ close }, period) => ({ rsi: rsi(close, period, 'talib') }),
  CMO: ({ close }, period) => ({ cmo: cmo(close, period, 'talib') }),
  MACD: ({ close }, fast, slow, signal) => ({ ...macd(close, { fast, slow, signal }) }),
  APO: ({ close }, fast, slow) => ({ apo: apo(close, fast, slow) }),
  PPO: ({ close }, fast, slow) => ({ ppo: ppo(close, fast, slow) }),
  ROCP: ({ close }, lag) => ({ roc: simpleReturns(close, lag) }),
  MOM: ({ close }, lag) => ({ mom: momentum(close, lag) }),
  BBANDS: ({ close }, window, width) => ({ ...bollinger(close, window, width) }),
  STDDEV: ({ close }, window) => ({ deviation: rollingDeviation(close, window) }),
  LINEARREG: ({ close }, window) => ({ ...linearRegression(close, window) }),
  LINEARREG_SLOPE: ({ close }, window) => ({ ...linearRegression(close, window) }),
  TSF: ({ close }, window) => ({ ...linearRegression(close, window) }),
  STOCHRSI: ({ close }, period, window) => {
    const k = stochRsi(close, period, window).map((share) => 100 * share);
    return { k, d: k };
  },
  SAR: (bars, step, limit) => ({ stop: parabolicSar(bars, step, limit, 'talib') }),
  AROON,
  AROONOSC: AROON,
  PLUS_DM: DIRECTIONAL,
  MINUS_DM: DIRECTIONAL,
  PLUS_DI: DIRECTIONAL,
  MINUS_DI: DIRECTIONAL,
  DX: DIRECTIONAL,
  ADX: DIRECTIONAL,
  ADXR: DIRECTIONAL,
  TRANGE: (bars) => ({ range: trueRange(bars) }),
  ATR: (bars, period) => ({ atr: atr(bars, period) }),
  NATR: (bars, period) => ({ natr: natr(bars, period) }),
  CCI: (bars, window) => ({ cci: cci(bars, window) }),
  WILLR: (bars, window) => ({ willr: williamsR(bars, window) }),
  STOCH: (bars, window, slowing, _, signal) => ({ ...stochastic(bars, { window, slowing, signal }) }),
  ULTOSC: (bars, short, medium, long) => ({ ultosc: ultimate(bars, short, medium, long) }),
  AD: (bars) => ({ ad: accumulation(bars) }),
  ADOSC: (bars, fast, slow) => ({ adosc: chaikinOscillator(bars, fast, slow) }),
  MFI: (bars, window) => ({ mfi: moneyFlowIndex(bars, window) }),
  TRIX: ({ close }, period) => ({ trix: trix(close, period) }),
  OBV: (bars) => ({ obv: obv(bars, 'talib') }),
};

/** What TA-Lib shows later than we do: all lines of a function from the bar on that has the last of them. */
const SHOWN_LATER = new Set(['MACD', 'STOCH']);
/** What TA-Lib shows one bar earlier: here the sums begin where the indicators made of them do. */
const SHOWN_EARLIER = new Set(['PLUS_DM', 'MINUS_DM']);
/** Where nothing moved TA-Lib says 0; here there is no value. */
const NOTHING_WHERE_STILL = new Set(['CCI', 'WILLR', 'ULTOSC', 'MFI', 'PLUS_DI', 'MINUS_DI']);

function expectRun(
  run: TalibRun,
  bars: TalibBars,
  isMissing: (theirs: number) => boolean = () => false,
): void {
  const lines = OURS[run.function](barsOf(bars), ...run.options);
  for (const [name, values] of Object.entries(run.lines)) {
    const ours = lines[name];
    const at = `${run.function}(${run.options}) ${name}`;
    expect(run.firstBar + values.length, at).toBe(ours.length);
    values.forEach((value, k) => {
      const i = run.firstBar + k;
      if (Number.isNaN(ours[i]) && (isMissing(value) || (k === 0 && SHOWN_EARLIER.has(run.function)))) return;
      expect(Math.abs(ours[i] - value), `${at} at bar ${i}: ${ours[i]} for ${value}`).toBeLessThan(1e-9);
    });
    if (!SHOWN_LATER.has(run.function)) {
      expect(ours.subarray(0, run.firstBar).every(Number.isNaN), at).toBe(true);
    }
  }
}

describe("TA-Lib's own code", () => {
  it.each(figures.ofWalk.filter(({ function: name }) => name in OURS))(
    'agrees on $function($options)',
    (run) => {
      expectRun(run, figures.walk);
    },
  );

  it.each(figures.ofStill)('agrees on $function($options) of prices that stand still first', (run) => {
    expectRun(run, figures.still, (theirs) => NOTHING_WHERE_STILL.has(run.function) && theirs === 0);
  });

  it('begins the parabolic stop alike, whatever the first two bars are', () => {
    figures.stopsFromBar.forEach((runs, start) => {
      for (const run of runs) expectRun(run, from(figures.walk, start));
    });
  });

  it('differs from Tulip in the figures it is asked for', () => {
    const walk = barsOf(figures.walk);
    const still = barsOf(figures.still);
    expect(rsi(still.close, 6)[8]).toBeNaN();
    expect(rsi(still.close, 6, 'talib')[8]).toBe(0);
    expect(cmo(walk.close, 6, 'talib')).not.toEqual(cmo(walk.close, 6));
    expect(parabolicSar(walk, 0.02, 0.2, 'talib')).not.toEqual(parabolicSar(walk, 0.02, 0.2));
    expect(obv(walk, 'talib')).toEqual(obv(walk).map((level) => level + walk.volume[0]));
  });

  it('is asked for nothing that is compared with nothing', () => {
    const names = new Set(figures.ofWalk.map(({ function: name }) => name));
    expect([...names].filter((name) => !(name in OURS)).toSorted()).toEqual(['BOP']);
  });
});

function barsOf({ open, high, low, close, volume }: TalibBars): Bars {
  const column = (values: readonly number[]): Float64Array => Float64Array.from(values);
  return {
    timeMs: Float64Array.from(close, (_, i) => i),
    open: column(open),
    high: column(high),
    low: column(low),
    close: column(close),
    volume: column(volume),
  };
}

const from = ({ open, high, low, close, volume }: TalibBars, start: number): TalibBars => ({
  open: open.slice(start),
  high: high.slice(start),
  low: low.slice(start),
  close: close.slice(start),
  volume: volume.slice(start),
});
