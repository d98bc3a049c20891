import { describe, expect, it } from 'vitest';
import { atr } from '../../../src/domain/indicators/atr.ts';
import { directionalMovement } from '../../../src/domain/indicators/directional-movement.ts';
import { efficiencyRatio } from '../../../src/domain/indicators/efficiency-ratio.ts';
import { ema, wilder } from '../../../src/domain/indicators/exponential.ts';
import { macd } from '../../../src/domain/indicators/macd.ts';
import { logReturns, simpleReturns } from '../../../src/domain/indicators/returns.ts';
import { rollingMoments } from '../../../src/domain/indicators/rolling-deviation.ts';
import { rsi } from '../../../src/domain/indicators/rsi.ts';
import { sma } from '../../../src/domain/indicators/sma.ts';
import { trueRange } from '../../../src/domain/indicators/true-range.ts';
import { zScore } from '../../../src/domain/indicators/z-score.ts';
import { barsOf } from '../../support/bars.ts';

const ramp = Float64Array.from({ length: 120 }, (_, i) => 3 + 0.5 * i);
const firstFinite = (values: Float64Array): number => values.findIndex(Number.isFinite);

describe('on a straight line', () => {
  it('an average of p bars lags (p - 1) / 2 bars, simple or exponential, from its first value on', () => {
    for (const average of [sma(ramp, 7), ema(ramp, 7)]) {
      expect(firstFinite(average)).toBe(6);
      for (let i = 6; i < ramp.length; i++) expect(average[i]).toBeCloseTo(ramp[i] - 0.5 * 3, 10);
    }
  });

  it("Wilder's average is the exponential average of 2p - 1 bars, seeded like one of p", () => {
    const average = wilder(ramp, 7);
    expect(firstFinite(average)).toBe(6);
    expect(average[6]).toBeCloseTo(ramp[3], 10);
    // Its lag settles at p - 1 bars.
    expect(average[119]).toBeCloseTo(ramp[119] - 0.5 * 6, 6);
  });

  it('MACD is half the distance of the periods times the slope, its histogram zero', () => {
    const { line, signal, histogram } = macd(ramp, { fast: 12, slow: 26, signal: 9 });
    expect([line, signal, histogram].map(firstFinite)).toEqual([25, 33, 33]);
    for (let i = 33; i < ramp.length; i++) {
      expect(line[i]).toBeCloseTo(0.5 * 7, 10);
      expect(signal[i]).toBeCloseTo(0.5 * 7, 10);
      expect(histogram[i]).toBeCloseTo(0, 10);
    }
  });

  it('MACD starts both averages on one bar, each with the plain mean of its window, as TA-Lib does', () => {
    const bent = ramp.map((value, i) => value + (i % 7) ** 2);
    const mean = (from: number, to: number): number =>
      bent.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
    const { line } = macd(bent, { fast: 12, slow: 26, signal: 9 });
    expect(line[25]).toBeCloseTo(mean(14, 26) - mean(0, 26), 12);
  });

  it('the deviation of p bars is slope * sqrt((p² - 1) / 12), and the last bar lies sqrt(3 (p - 1) / (p + 1)) above the mean', () => {
    const { mean, deviation } = rollingMoments(ramp, 9);
    expect(mean[50]).toBeCloseTo(ramp[46], 12);
    expect(deviation[50]).toBeCloseTo(0.5 * Math.sqrt(80 / 12), 12);
    expect(zScore(ramp, 9)[50]).toBeCloseTo(Math.sqrt((3 * 8) / 10), 12);
  });

  it('RSI is 100 upwards and 0 downwards, and the path is efficient', () => {
    expect(rsi(ramp, 14)[14]).toBe(100);
    expect(
      rsi(
        ramp.map((value) => -value),
        14,
      )[14],
    ).toBe(0);
    expect(efficiencyRatio(ramp, 10)[10]).toBeCloseTo(1, 12);
  });
});

describe('on bars computed by hand', () => {
  const bars = barsOf([
    [10, 12, 9, 11],
    [13, 15, 12, 14],
    [9, 10, 7, 8],
    [8, 9, 8, 9],
  ]);

  it('the true range reaches to the close before', () => {
    expect([...trueRange(bars)]).toEqual([Number.NaN, 4, 7, 1]);
    expect([...trueRange(bars, 'tulip')]).toEqual([3, 4, 7, 1]);
  });

  it('ATR averages ranges from the second bar (TA-Lib) or the first (Tulip)', () => {
    expect([...atr(bars, 2)]).toEqual([Number.NaN, Number.NaN, 5.5, 3.25]);
    expect([...atr(bars, 2, 'tulip')]).toEqual([Number.NaN, 3.5, 5.25, 3.125]);
  });

  it('returns over k bars', () => {
    expect([...simpleReturns(bars.close, 2)]).toEqual([Number.NaN, Number.NaN, 8 / 11 - 1, 9 / 14 - 1]);
    expect([...logReturns(bars.close, 1)]).toEqual([
      Number.NaN,
      Math.log(14 / 11),
      Math.log(8 / 14),
      Math.log(9 / 8),
    ]);
  });

  it('directional movement: conventions differ in their first bar alone', () => {
    const talib = directionalMovement(bars, 2);
    const tulip = directionalMovement(bars, 2, 'tulip');
    // Bar 1 moves up 3 and down -3 on a range of 4; bar 2 down 5: sums 1.5 and 5 over 4 - 2 + 7 = 9.
    expect(tulip.plus[1]).toBeCloseTo(75, 12);
    expect(talib.plus[1]).toBeNaN();
    for (const { plus, minus } of [talib, tulip]) {
      expect(plus[2]).toBeCloseTo(150 / 9, 12);
      expect(minus[2]).toBeCloseTo(500 / 9, 12);
    }
  });
});
