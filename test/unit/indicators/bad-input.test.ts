import { describe, expect, it } from 'vitest';
import { atr } from '../../../src/domain/indicators/atr.ts';
import { meanDeviation } from '../../../src/domain/indicators/cci.ts';
import { chaikinVolatility } from '../../../src/domain/indicators/chaikin-volatility.ts';
import { detrended } from '../../../src/domain/indicators/detrended.ts';
import { directionalMovement } from '../../../src/domain/indicators/directional-movement.ts';
import { efficiencyRatio } from '../../../src/domain/indicators/efficiency-ratio.ts';
import { ema, wilder } from '../../../src/domain/indicators/exponential.ts';
import { fisher } from '../../../src/domain/indicators/fisher.ts';
import { kama } from '../../../src/domain/indicators/kama.ts';
import { overBars } from '../../../src/domain/indicators/kernel.ts';
import { klinger } from '../../../src/domain/indicators/klinger.ts';
import { macd } from '../../../src/domain/indicators/macd.ts';
import { massIndex } from '../../../src/domain/indicators/mass-index.ts';
import { permutationEntropy } from '../../../src/domain/indicators/memory.ts';
import { dema, hma, tema, trima, wma } from '../../../src/domain/indicators/moving-averages.ts';
import { cmo, momentum } from '../../../src/domain/indicators/oscillators.ts';
import { parabolicSar } from '../../../src/domain/indicators/parabolic-sar.ts';
import { logReturns, simpleReturns } from '../../../src/domain/indicators/returns.ts';
import { rollingDeviation } from '../../../src/domain/indicators/rolling-deviation.ts';
import { rollingMax, rollingMin } from '../../../src/domain/indicators/rolling-extremes.ts';
import { rollingSum } from '../../../src/domain/indicators/rolling-sum.ts';
import { rsi } from '../../../src/domain/indicators/rsi.ts';
import { sma } from '../../../src/domain/indicators/sma.ts';
import { stochRsi } from '../../../src/domain/indicators/stochastic.ts';
import { trix } from '../../../src/domain/indicators/trix.ts';
import { verticalHorizontal } from '../../../src/domain/indicators/vertical-horizontal.ts';
import { vidya } from '../../../src/domain/indicators/vidya.ts';
import {
  accumulation,
  chaikinMoneyFlow,
  chaikinOscillator,
  forceIndex,
  moneyFlowIndex,
  obv,
} from '../../../src/domain/indicators/volume.ts';
import { vortex } from '../../../src/domain/indicators/vortex.ts';
import { SessionVwap } from '../../../src/domain/indicators/vwap.ts';
import { zScore } from '../../../src/domain/indicators/z-score.ts';
import { type Bars, sliceBars } from '../../../src/domain/market/bars.ts';
import { barsOf } from '../../support/bars.ts';

const rows = Array.from({ length: 30 }, (_, i): [number, number, number, number] => {
  const price = 100 + Math.sin(i) * 3;
  return [price, price + 1, price - 1, price + 0.5];
});

/** Indicators of one series and one window, by name. */
const WINDOWED: Record<string, (values: Float64Array, window: number) => Float64Array> = {
  rollingSum,
  rollingMax,
  rollingMin,
  rollingDeviation,
  zScore,
  sma,
  ema,
  wilder,
  rsi,
  efficiencyRatio,
  simpleReturns,
  logReturns,
  wma,
  hma,
  trima,
  dema,
  tema,
  kama,
  cmo,
  momentum,
  meanDeviation,
  permutationEntropy,
  stochRsi,
  trix,
  verticalHorizontal,
  detrended,
};
const names = Object.keys(WINDOWED);

describe.each(names)('%s', (name) => {
  const indicator = WINDOWED[name];
  const values = barsOf(rows).close;

  it.each([0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a window of %s', (window) => {
    expect(() => indicator(values, window)).toThrow(
      expect.objectContaining({
        code: 'parameter_invalid',
        message: expect.stringContaining(String(window)),
      }),
    );
  });

  it('has no value on an empty series, on one bar shorter than the window, or for a window past the end', () => {
    expect(indicator(new Float64Array(), 3)).toHaveLength(0);
    for (const window of [31, 1e12]) {
      expect([...indicator(values, window)].every(Number.isNaN)).toBe(true);
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'treats %s as missing: no infinite value, and the tail is as if the series began after it',
    (missing) => {
      const holed = values.slice();
      holed[12] = missing;
      const result = indicator(holed, 5);
      expect(result[12]).toBeNaN();
      expect([...result].some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)).toBe(false);
      expect(result[29]).toBeCloseTo(indicator(values.subarray(13), 5)[16], 12);
    },
  );

  it('leaves its input as it was', () => {
    const before = values.slice();
    indicator(values, 5);
    expect(values).toEqual(before);
  });
});

/** Indicators of bars, by name. */
const OF_BARS: Record<string, (bars: Bars) => Float64Array> = {
  vortex: (bars) => vortex(bars, 5).plus,
  chaikinVolatility: (bars) => chaikinVolatility(bars, 4),
  mass: (bars) => massIndex(bars, 1),
  fisher: (bars) => fisher(bars, 5).transform,
  klinger: (bars) => klinger(bars, 3, 7),
  atr: (bars) => atr(bars, 5),
  adx: (bars) => directionalMovement(bars, 3).adx,
  obv,
  accumulation,
  chaikinOscillator: (bars) => chaikinOscillator(bars, 2, 5),
  chaikinMoneyFlow: (bars) => chaikinMoneyFlow(bars, 5),
  moneyFlowIndex: (bars) => moneyFlowIndex(bars, 5),
  forceIndex: (bars) => forceIndex(bars, 1),
  parabolicSar: (bars) => parabolicSar(bars, 0.02, 0.2),
  vwap: (bars) => overBars(bars, 0, () => new SessionVwap('utc')),
};
/** Those that say nothing of volume. */
const WITHOUT_VOLUME = ['atr', 'adx', 'parabolicSar', 'mass', 'fisher', 'vortex', 'chaikinVolatility'];

describe.each(Object.keys(OF_BARS))('%s of bars with a hole', (name) => {
  const hours = barsOf(rows);
  const bars: Bars = {
    ...hours,
    // One trading day, so that nothing but the hole lets the session begin anew.
    timeMs: hours.timeMs.map((_, i) => hours.timeMs[0] + i * 60_000),
    volume: hours.volume.map((_, i) => 10 + ((i * 7) % 5)),
  };
  const holes: (readonly (keyof Bars)[])[] = [['open', 'high', 'low', 'close']];
  if (!WITHOUT_VOLUME.includes(name)) holes.push(['volume']);

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'treats %s as missing and begins anew after it',
    (missing) => {
      const indicator = OF_BARS[name];
      const anew = indicator(sliceBars(bars, 13, 30));
      for (const columns of holes) {
        const holed = Object.fromEntries(columns.map((column) => [column, bars[column]?.with(12, missing)]));
        const result = indicator({ ...bars, ...holed });
        expect(result[12], columns[0]).toBeNaN();
        expect(result[29], columns[0]).toBeCloseTo(anew[16], 10);
      }
    },
  );
});

describe('indicators of bars', () => {
  it('refuse impossible periods', () => {
    const bars = barsOf(rows);
    for (const period of [0, -2, 1.5]) {
      expect(() => atr(bars, period)).toThrow(expect.objectContaining({ code: 'parameter_invalid' }));
      expect(() => directionalMovement(bars, period)).toThrow(
        expect.objectContaining({ code: 'parameter_invalid' }),
      );
    }
    expect(() => directionalMovement(bars, 1)).toThrow('at least 2');
    expect(() => klinger(bars, 7, 7)).toThrow('fast');
    expect(() => vidya(bars.close, 9, 3, 0.2)).toThrow('short');
    expect(() => vidya(bars.close, 3, 9, 0)).toThrow('factor');
    expect(() => macd(bars.close, { fast: 26, slow: 12, signal: 9 })).toThrow('shorter');
    expect(() => macd(bars.close, { fast: 5, slow: 12, signal: 0 })).toThrow('signal is 0');
  });

  it('are all NaN on fewer bars than their warm-up, and empty on none', () => {
    expect([...atr(barsOf(rows.slice(0, 5)), 14)].every(Number.isNaN)).toBe(true);
    expect(atr(barsOf([]), 14)).toHaveLength(0);
    expect(macd(new Float64Array(3), { fast: 12, slow: 26, signal: 9 }).line).toHaveLength(3);
  });

  it('have no value where nothing moved, instead of a ratio of zeros', () => {
    const flat = barsOf(rows.map(() => [7, 7, 7, 7]));
    expect(rsi(flat.close, 5)[20]).toBeNaN();
    expect(efficiencyRatio(flat.close, 5)[20]).toBeNaN();
    expect(zScore(flat.close, 5)[20]).toBeNaN();
    expect(directionalMovement(flat, 5).plus[20]).toBeNaN();
    expect(verticalHorizontal(flat.close, 5)[20]).toBeNaN();
    expect(massIndex(flat, 1)[20]).toBeNaN();
    expect(fisher(flat, 5).transform[20]).toBeNaN();
    expect(vidya(flat.close, 3, 6, 0.2)[20]).toBe(7);
    expect(trix(flat.close, 3)[20]).toBe(0);
    expect(klinger({ ...flat, volume: flat.close }, 3, 7)[20]).toBe(0);
    expect(rollingDeviation(flat.close, 5)[20]).toBe(0);
    expect(atr(flat, 5)[20]).toBe(0);
  });
});
