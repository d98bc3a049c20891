import { describe, expect, it } from 'vitest';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import { atr } from '../../../src/domain/indicators/atr.ts';
import { ewmDeviation } from '../../../src/domain/labels/barrier-distances.ts';
import { type LabelOptions, labelBars, metaLabels } from '../../../src/domain/labels/label.ts';
import { sideBarriers } from '../../../src/domain/labels/side-barriers.ts';
import { trendStatistics } from '../../../src/domain/labels/trend-scan.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { UNIT_RULES } from '../../support/backtest.ts';
import { barsOf } from '../../support/bars.ts';

type Row = [open: number, high: number, low: number, close: number];

/** Fifteen bars with a range of exactly 1 around 100, so that ATR(14) is known and 1 at bar 14, the event. */
const CALM: readonly Row[] = Array.from({ length: 15 }, () => [100, 100.5, 99.5, 100]);
const EVENT = 14;
const calmThen = (...rows: Row[]): Bars => barsOf([...CALM, ...rows]);

const OPTIONS: LabelOptions = { method: 'triple-barrier', takeProfitAtr: 2, stopLossAtr: 1, horizonBars: 3 };
const QUIET: Row = [100, 100.4, 99.6, 100.1];

function labelAt(bars: Bars, options: Partial<LabelOptions> = {}, event = EVENT) {
  const labels = labelBars(bars, { ...OPTIONS, ...options });
  return {
    direction: labels.direction[event],
    entry: labels.entryIndex[event],
    end: labels.endIndex[event],
  };
}

describe('triple-barrier labels', () => {
  it('measure their barriers in ATR(14) at the event bar', () => {
    const bars = calmThen(QUIET, QUIET, QUIET);
    const { target, stop } = labelBars(bars, OPTIONS);
    expect(atr(bars, 14)[EVENT]).toBe(1);
    expect([target[EVENT], stop[EVENT]]).toEqual([2, 1]);
    expect([target[EVENT - 1], stop[EVENT - 1]]).toEqual([Number.NaN, Number.NaN]);
  });

  it('enter at the next open and end where the first barrier is touched', () => {
    expect(labelAt(calmThen(QUIET, [100, 102, 99.5, 101], QUIET))).toEqual({
      direction: 1,
      entry: 15,
      end: 16,
    });
    expect(labelAt(calmThen(QUIET, [100, 101.9, 99, 101], QUIET))).toEqual({
      direction: -1,
      entry: 15,
      end: 16,
    });
  });

  it('measure from the open that is traded, not from the close of the event bar', () => {
    // The market opens 1.5 higher: 102 is only half a point up, 100.5 is the stop.
    const gap: Row = [101.5, 102, 100.5, 101];
    expect(labelAt(calmThen(gap, QUIET, QUIET))).toEqual({ direction: -1, entry: 15, end: 15 });
  });

  it('can end on the bar of the entry', () => {
    expect(labelAt(calmThen([100, 103, 99.5, 102]))).toEqual({ direction: 1, entry: 15, end: 15 });
  });

  it('count the stop when one bar touches both', () => {
    expect(labelAt(calmThen([100, 105, 95, 104]))).toEqual({ direction: -1, entry: 15, end: 15 });
  });

  it('take the close at the time limit when neither is touched: a gain, a loss, and nothing at all', () => {
    const limit = (close: number) => labelAt(calmThen(QUIET, QUIET, [100, 101, 99.5, close]));
    expect(limit(100.5)).toEqual({ direction: 1, entry: 15, end: 17 });
    expect(limit(99.6)).toEqual({ direction: -1, entry: 15, end: 17 });
    expect(limit(100)).toEqual({ direction: -1, entry: 15, end: 17 });
  });

  it('do not look past the time limit', () => {
    expect(labelAt(calmThen(QUIET, QUIET, QUIET, [100, 110, 90, 100]))).toMatchObject({ end: 17 });
  });

  it('are missing when the series ends first, unless a barrier was touched before the end', () => {
    const none = { direction: 0, entry: -1, end: -1 };
    expect(labelAt(calmThen(QUIET, QUIET))).toEqual(none);
    expect(labelAt(calmThen())).toEqual(none);
    expect(labelAt(calmThen(QUIET, [100, 102, 99.5, 101]))).toEqual({ direction: 1, entry: 15, end: 16 });
  });

  it('are missing while ATR is unknown, and where it is zero', () => {
    expect(labelAt(calmThen(QUIET, QUIET, QUIET), {}, EVENT - 1).direction).toBe(0);
    const still = barsOf(Array.from({ length: 40 }, () => [100, 100, 100, 100]));
    expect([...labelBars(still, OPTIONS).direction].every((label) => label === 0)).toBe(true);
  });
});

describe('forward-return labels', () => {
  it('take the close at the time limit whatever was touched before', () => {
    const bars = calmThen([100, 110, 90, 100], QUIET, [100, 100.5, 99.5, 99.9]);
    expect(labelAt(bars, { method: 'forward-return' })).toEqual({ direction: -1, entry: 15, end: 17 });
  });
});

describe('impossible input', () => {
  it.each([
    { horizonBars: 0 },
    { horizonBars: 2.5 },
    { takeProfitAtr: 0 },
    { stopLossAtr: -1 },
    { takeProfitAtr: Number.NaN },
  ])('is refused: %o', (options) => {
    expect(() => labelBars(calmThen(QUIET), { ...OPTIONS, ...options })).toThrow(
      expect.objectContaining({
        code: 'parameter_invalid',
        message: expect.stringContaining(Object.keys(options)[0]),
      }),
    );
  });

  it('bars with a NaN price are refused, no bars have no labels', () => {
    const bars = calmThen(QUIET);
    expect(() => labelBars({ ...bars, low: bars.low.with(3, Number.NaN) }, OPTIONS)).toThrow('bar 3');
    expect(labelBars(barsOf([]), OPTIONS).direction).toHaveLength(0);
  });
});

describe('a bar that touches both barriers', () => {
  // Opens at 100.3: one and a half from the upper barrier at 102, one and a quarter from the lower at 99.
  const both: Row = [100.3, 105, 95, 104];
  it('can count for the barrier nearer to its open, and for neither', () => {
    const bars = calmThen(QUIET, both, QUIET);
    expect(labelAt(bars, { bothTouch: 'stop' }).direction).toBe(-1);
    expect(labelAt(bars, { bothTouch: 'nearest' }).direction).toBe(-1);
    expect(labelAt(calmThen(QUIET, [101, 105, 95, 104], QUIET), { bothTouch: 'nearest' }).direction).toBe(1);
    expect(labelAt(bars, { bothTouch: 'drop' })).toEqual({ direction: 0, entry: -1, end: -1 });
  });
});

describe('cost-aware labels', () => {
  const shares = (share: number): Float64Array => new Float64Array(18).fill(share);

  it('move both barriers out by the round trip', () => {
    const bars = calmThen(QUIET, QUIET, QUIET);
    const { target, stop } = labelBars(bars, { ...OPTIONS, roundTripCost: shares(0.001) });
    expect(target[EVENT]).toBeCloseTo(2.1, 12);
    expect(stop[EVENT]).toBeCloseTo(1.1, 12);
  });

  it('take a gain within the costs for none at the time limit', () => {
    const bars = calmThen(QUIET, QUIET, [100, 100.4, 99.6, 100.2]);
    expect(labelAt(bars, { roundTripCost: shares(0.001) }).direction).toBe(1);
    expect(labelAt(bars, { roundTripCost: shares(0.003) }).direction).toBe(-1);
  });
});

describe('meta-labels', () => {
  it('ask what becomes of the side that was taken', () => {
    const falls = calmThen(QUIET, [100, 100.2, 98.5, 99], QUIET);
    const at = (side: 1 | -1 | 0): number =>
      metaLabels(falls, new Int8Array(18).fill(side), OPTIONS).direction[EVENT];
    expect([at(1), at(-1), at(0)]).toEqual([-1, 1, 0]);
  });

  it('count what is open against either side', () => {
    const both = calmThen(QUIET, [100, 105, 95, 104], QUIET);
    const still = calmThen(QUIET, QUIET, [100, 100.4, 99.6, 100]);
    for (const bars of [both, still]) {
      for (const side of [1, -1]) {
        expect(metaLabels(bars, new Int8Array(18).fill(side), OPTIONS).direction[EVENT]).toBe(-1);
      }
    }
  });
});

describe('the bracket of a side', () => {
  it('lies between the same two levels: a short wins by the very event a label of -1 names', () => {
    const bars = calmThen([100, 100.4, 99.6, 99.8], [100, 100.3, 98.5, 98.7], QUIET);
    const labels = labelBars(bars, { ...OPTIONS, horizonBars: 3 });
    expect(labels.direction[EVENT]).toBe(-1);
    const side = new Int8Array(18).fill(-1);
    const [trade] = backtest({
      bars,
      side,
      ...sideBarriers(labels, side),
      ...UNIT_RULES,
      from: EVENT,
      to: 18,
    }).trades;
    expect(trade).toMatchObject({ side: -1, exit: 'target', entryPrice: 100, exitPrice: 99 });
  });
});

describe('barriers by the deviation of returns', () => {
  // Oracle: the exponentially weighted moments written out with their weights (1 - 2/(span+1))^age, bias-corrected
  // by 1 - sum of squared weights: the definition that pandas documents for ewm(span).std().
  it('are the weighted standard deviation, written out', () => {
    const close = Float64Array.from({ length: 60 }, (_, i) => 100 + 5 * Math.sin(i * 1.7) + 0.1 * i);
    const span = 20;
    const deviation = ewmDeviation(close, span);
    for (const at of [span, 37, 59]) {
      const returns = Array.from({ length: at }, (_, i) => close[i + 1] / close[i] - 1);
      const weights = returns.map((_, i) => (1 - 2 / (span + 1)) ** (at - 1 - i));
      const total = weights.reduce((sum, w) => sum + w, 0);
      const share = weights.map((w) => w / total);
      const mean = returns.reduce((sum, r, i) => sum + r * share[i], 0);
      const biased = returns.reduce((sum, r, i) => sum + (r - mean) ** 2 * share[i], 0);
      const bias = 1 - share.reduce((sum, w) => sum + w * w, 0);
      expect(deviation[at]).toBeCloseTo(Math.sqrt(biased / bias), 12);
    }
    expect(deviation[span - 1]).toBeNaN();
  });
});

describe('trend scanning', () => {
  it('gives an exact line an infinite statistic, and looks no further than the horizon', () => {
    const rising = Float64Array.from({ length: 8 }, (_, i) => 100 + i);
    const statistics = trendStatistics(rising, 4);
    expect([...statistics.subarray(0, 4)]).toEqual(new Array(4).fill(Number.POSITIVE_INFINITY));
    expect(statistics[4]).toBeNaN();
  });

  it('is the slope over its standard error: the textbook figures of y = 2, 4, 5, 4, 5', () => {
    // Slope 0.6, residual sum of squares 2.4, standard error sqrt(2.4 / 3 / 10): t = 2.1213 over five points;
    // over three points 1.5 / sqrt(0.1667 / 2) * ... = 5.1962, over four 1.2649. The largest counts.
    const close = Float64Array.of(2, 4, 5, 4, 5);
    expect(trendStatistics(close, 4)[0]).toBeCloseTo(3 * Math.sqrt(3), 10);
  });

  it('labels every bar up to its horizon', () => {
    const bars = calmThen([100, 101, 99.5, 101], [101, 102.2, 100.5, 102], [102, 103.3, 101.4, 103]);
    expect(labelAt(bars, { method: 'trend-scanning', horizonBars: 3 })).toEqual({
      direction: 1,
      entry: 15,
      end: 17,
    });
    expect(() => labelBars(bars, { ...OPTIONS, method: 'trend-scanning', horizonBars: 1 })).toThrow(
      expect.objectContaining({ code: 'parameter_invalid' }),
    );
  });
});
