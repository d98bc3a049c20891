import { describe, expect, it } from 'vitest';
import { atr } from '../../../src/domain/indicators/atr.ts';
import { type LabelOptions, labelBars } from '../../../src/domain/labels/label.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
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
