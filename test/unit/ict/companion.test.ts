import { describe, expect, it } from 'vitest';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import { alignCompanion } from '../../../src/domain/market/companion.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const MINUTE_MS = 60_000;
const at = (step: number, ...prices: number[]) => {
  const price = Float64Array.from(prices);
  const timeMs = price.map((_, i) => i * step * MINUTE_MS);
  return {
    timeMs,
    open: price,
    high: price.map((p) => p + 1),
    low: price.map((p) => p - 1),
    close: price,
    volume: price,
  };
};

describe('the second market at each bar', () => {
  it('is its extremes over the shorter bars that lie within the bar', () => {
    const { companionHigh, companionLow } = alignCompanion(
      at(15, 1, 1),
      15 * MINUTE_MS,
      at(5, 10, 30, 20, 50, 40, 60),
      5 * MINUTE_MS,
    );
    expect([...companionHigh]).toEqual([31, 61]);
    expect([...companionLow]).toEqual([9, 39]);
  });

  it('leaves out a bar that closes after the first market, and bars where the first has none', () => {
    const other = at(5, 10, 20, 30);
    const shifted = { ...other, timeMs: other.timeMs.map((time) => time + 3 * MINUTE_MS) };
    const { companionHigh } = alignCompanion(at(5, 1, 1, 1), 5 * MINUTE_MS, shifted, 5 * MINUTE_MS);
    expect([...companionHigh]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const weekend = { ...at(5, 1, 1), timeMs: Float64Array.of(0, 600 * MINUTE_MS) };
    expect([...alignCompanion(weekend, 5 * MINUTE_MS, other, 5 * MINUTE_MS).companionHigh]).toEqual([
      11,
      Number.NaN,
    ]);
  });

  it('must not have the longer bars: they are known too late', () => {
    expect(() => alignCompanion(at(5, 1), 5 * MINUTE_MS, at(15, 1), 15 * MINUTE_MS)).toThrow(
      'they must not be longer',
    );
  });

  it('gives SMT columns values, and none without it', () => {
    const names = ['ict_smt_divergence', 'ict_bars_since_bullish_smt', 'ict_bars_since_bearish_smt'];
    const bars = randomBars(600, createRng('one'));
    const other = randomBars(600, createRng('other'));
    const dayMs = 24 * 60 * MINUTE_MS;
    const beside = computeColumns(names, { ...bars, ...alignCompanion(bars, dayMs, other, dayMs) });
    const seen = new Set(beside.ict_smt_divergence);
    expect([...seen].sort()).toEqual([-1, 0, 1]);
    for (const name of names) expect(beside[name].at(-1), name).not.toBeNaN();
    const alone = computeColumns(names, bars);
    for (const name of names) expect(alone[name].every(Number.isNaN), name).toBe(true);
  });
});
