import { describe, expect, it } from 'vitest';
import { concatBars, pickBars, sliceBars } from '../../../src/domain/market/bars.ts';
import { quoteRates } from '../../../src/domain/market/quote-rate.ts';
import { joinPairs } from '../../../src/domain/validation/robustness/join-bars.ts';
import { permuteBars } from '../../../src/domain/validation/significance/bar-permutation.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { barsOf } from '../../support/bars.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Bars of a pair that close at the given prices. */
function pair(closes: readonly number[], openMs: readonly number[], lengthMs: number) {
  const bars = barsOf(closes.map((price) => [price, price, price, price] as const));
  return { bars: { ...bars, timeMs: Float64Array.from(openMs) }, lengthMs, isInverse: false };
}
const rates = (openMs: readonly number[], series: Parameters<typeof quoteRates>[1]) => [
  ...quoteRates(Float64Array.from(openMs), series),
];

describe('the rate of a bar', () => {
  it('is the last close known as it opens, whatever the lengths of the bars', () => {
    const hours = pair([2, 4, 8], [0, HOUR_MS, 2 * HOUR_MS], HOUR_MS);
    const opens = [0, HOUR_MS - 1, HOUR_MS, 2 * HOUR_MS + 1, 3 * HOUR_MS, DAY_MS];
    expect(rates(opens, hours)).toEqual([Number.NaN, Number.NaN, 2, 4, 8, 8]);
    const days = pair([2, 4], [0, DAY_MS], DAY_MS);
    expect(rates([DAY_MS - HOUR_MS, DAY_MS, DAY_MS + HOUR_MS, 2 * DAY_MS], days)).toEqual([
      Number.NaN,
      2,
      2,
      4,
    ]);
  });

  it('is the inverse of a pair quoted the other way round', () => {
    const series = { ...pair([150], [0], HOUR_MS), isInverse: true };
    expect(rates([HOUR_MS], series)).toEqual([1 / 150]);
  });

  it('does not see what closes later', () => {
    const known = pair([2, 4, 8], [0, HOUR_MS, 2 * HOUR_MS], HOUR_MS);
    const other = pair([2, 4, 999], [0, HOUR_MS, 2 * HOUR_MS], HOUR_MS);
    const before = [HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS - 1];
    expect(rates(before, known)).toEqual(rates(before, other));
  });

  it('outlives a holiday, and not a week without quotes', () => {
    const series = pair([2], [0], DAY_MS);
    expect(rates([DAY_MS + 8 * DAY_MS, DAY_MS + 8 * DAY_MS + 1], series)).toEqual([2, Number.NaN]);
  });

  it('stays with its bar when bars are cut, joined or put together, and with its time when they are shuffled', () => {
    const own = pair([1, 2, 3, 4], [0, 1, 2, 3], 1).bars;
    const bars = { ...own, quoteRate: Float64Array.of(5, 6, 7, 8) };
    const [first, second] = [sliceBars(bars, 0, 1), sliceBars(bars, 1, 4)];
    expect(concatBars(first, second).quoteRate).toEqual(bars.quoteRate);
    expect(pickBars(bars, [3, 1]).quoteRate).toEqual(Float64Array.of(8, 6));
    // A pair of bars opens with its first one.
    expect(joinPairs(bars).quoteRate).toEqual(Float64Array.of(5, 7));
    expect(permuteBars(bars, createRng('rates')).quoteRate).toEqual(bars.quoteRate);
  });

  it('passes over closes that are no price', () => {
    expect(rates([4 * HOUR_MS], pair([2, 0, -1], [0, HOUR_MS, 2 * HOUR_MS], HOUR_MS))).toEqual([2]);
  });
});
