import { describe, expect, it } from 'vitest';
import { dailyReturns } from '../../../src/domain/risk/daily-returns.ts';
import { exceedanceTests } from '../../../src/domain/risk/exceedance-tests.ts';
import { exceedancesOf, rollingHistoricalVar } from '../../../src/domain/risk/rolling-var.ts';
import { createRng } from '../../../src/kernel/rng.ts';

/** `count` exceedances among `periods`, spread so that no two are neighbours where there is room. */
function spread(count: number, periods: number): Uint8Array {
  const flags = new Uint8Array(periods);
  for (let i = 0; i < count; i++) flags[Math.floor(((i + 0.5) * periods) / count)] = 1;
  return flags;
}

describe('Kupiec coverage', () => {
  /**
   * The non-rejection regions at 95 % of Kupiec (1995), table 3, as reprinted in Jorion, Value at Risk:
   * tail, periods, smallest and largest number of exceedances that is not rejected.
   */
  it.each([
    [0.01, 510, 2, 10],
    [0.01, 1000, 5, 16],
    [0.025, 255, 3, 11],
    [0.025, 510, 7, 20],
    [0.025, 1000, 16, 35],
    [0.05, 255, 7, 20],
    [0.05, 510, 17, 35],
    [0.05, 1000, 38, 64],
    [0.075, 1000, 60, 91],
    [0.1, 1000, 82, 119],
  ])('keeps the published region of tail %d over %d periods', (tail, periods, least, most) => {
    const rejects = (count: number) => exceedanceTests(spread(count, periods), tail).coverage.pValue < 0.05;
    expect([least - 1, least, most, most + 1].map(rejects)).toEqual([true, false, false, true]);
  });

  it('is zero when exactly as many came as promised, and defined at none and at all', () => {
    expect(exceedanceTests(spread(5, 100), 0.05).coverage).toEqual({ statistic: 0, pValue: 1 });
    // Without an exceedance the likelihood ratio is (1 - tail)^n.
    const none = exceedanceTests(new Uint8Array(100), 0.05);
    expect(none.coverage.statistic).toBeCloseTo(-200 * Math.log(0.95), 10);
    expect(none.independence).toBeNull();
    const all = exceedanceTests(new Uint8Array(10).fill(1), 0.05);
    expect(all.coverage.statistic).toBeCloseTo(-20 * Math.log(0.05), 10);
  });
});

describe('Christoffersen independence', () => {
  it('equals the likelihood ratio by hand', () => {
    // After quiet: 5 of 12 exceed; after an exceedance: 4 of 8.
    const flags = Uint8Array.from('010110011011000100100'.split('').map(Number));
    const moves = { quiet: [0, 0], beyond: [0, 0] };
    for (let i = 1; i < flags.length; i++) moves[flags[i - 1] ? 'beyond' : 'quiet'][flags[i]]++;
    const [n00, n01] = moves.quiet;
    const [n10, n11] = moves.beyond;
    const pooled = (n01 + n11) / (n00 + n01 + n10 + n11);
    const free =
      (n00 / (n00 + n01)) ** n00 *
      (n01 / (n00 + n01)) ** n01 *
      (n10 / (n10 + n11)) ** n10 *
      (n11 / (n10 + n11)) ** n11;
    const bound = (1 - pooled) ** (n00 + n10) * pooled ** (n01 + n11);
    const { independence, coverage, conditional } = exceedanceTests(flags, 0.3);
    expect(independence?.statistic).toBeCloseTo(-2 * Math.log(bound / free), 10);
    expect(conditional?.statistic).toBeCloseTo(coverage.statistic + (independence?.statistic ?? 0), 12);
    expect(conditional?.pValue).toBeCloseTo(Math.exp(-(conditional?.statistic ?? 0) / 2), 12);
  });

  it('finds clusters that the count does not show', () => {
    const clustered = new Uint8Array(1000);
    clustered.fill(1, 100, 125).fill(1, 700, 725);
    const { coverage, independence } = exceedanceTests(clustered, 0.05);
    expect(coverage.pValue).toBe(1);
    expect(independence?.pValue).toBeLessThan(1e-6);
    expect(exceedanceTests(spread(50, 1000), 0.05).independence?.pValue).toBeGreaterThan(0.01);
  });
});

it('refuses an impossible tail and an empty record', () => {
  expect(() => exceedanceTests(new Uint8Array(5), 1)).toThrow(/tail 1/);
  expect(() => exceedanceTests(new Uint8Array(0), 0.05)).toThrow(/0 periods/);
});

describe('rolling value at risk', () => {
  it('is the type-6 quantile of the returns before each period', () => {
    const returns = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i * 12.9898) * 0.01);
    const forecast = rollingHistoricalVar(returns, 20, 0.1);
    for (let i = 0; i < returns.length; i++) {
      if (i < 20) {
        expect(forecast[i]).toBeNaN();
        continue;
      }
      const sorted = [...returns.slice(i - 20, i)].sort((a, b) => a - b);
      // Position 0.1 * 21 = 2.1 of 20 sorted values, counted from 1.
      expect(forecast[i]).toBeCloseTo(sorted[1] + 0.1 * (sorted[2] - sorted[1]), 15);
    }
  });

  it('is passed as often as it promises, with a short window too, and stops at the smallest return', () => {
    const rng = createRng('coverage');
    const returns = Float64Array.from({ length: 40_000 }, () => rng.uniform());
    const flags = exceedancesOf(returns, rollingHistoricalVar(returns, 20, 0.05));
    const share = flags.reduce((sum, flag) => sum + flag, 0) / flags.length;
    // Position 1.05: 0.95 / 21 + 0.05 * 2 / 21 = 0.05. Windows overlap: twice the deviation of independent periods, four times.
    expect(Math.abs(share - 0.05)).toBeLessThan(8 * Math.sqrt((0.05 * 0.95) / flags.length));
    expect([...rollingHistoricalVar(Float64Array.of(3, 1, 2, 0), 3, 0.05)].slice(3)).toEqual([1]);
  });

  it('flags returns below their forecast and leaves the warm-up out', () => {
    const returns = Float64Array.of(0.01, -0.01, -0.5, 0.2);
    expect([...exceedancesOf(returns, rollingHistoricalVar(returns, 2, 0.5))]).toEqual([1, 0]);
    expect(exceedancesOf(returns, rollingHistoricalVar(returns, 10, 0.5))).toHaveLength(0);
    expect(() => rollingHistoricalVar(returns, 1, 0.5)).toThrow(/given 1/);
  });
});

describe('returns of trading days', () => {
  const HOUR = 3_600_000;
  // 2021-01-04, a Monday: New York's 17:00 is 22:00 UTC.
  const hours = (from: number, count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => Date.UTC(2021, 0, 4, from + i));

  it('compound the bars that open in them, whenever the day begins', () => {
    const returns = Float64Array.of(0.1, 0.1, -0.5, 0.02);
    // 20:00 to 23:00 UTC.
    expect([...dailyReturns(hours(20, 4), returns, 'utc')]).toEqual([
      expect.closeTo(1.1 * 1.1 * 0.5 * 1.02 - 1, 14),
    ]);
    expect([...dailyReturns(hours(20, 4), returns, 'new-york')]).toEqual([
      expect.closeTo(0.21, 14),
      expect.closeTo(0.5 * 1.02 - 1, 14),
    ]);
  });

  it('are the bars where these are days, and none where there is none', () => {
    const days = Float64Array.from(
      { length: 5 },
      (_, i) => Date.UTC(2021, 0, 4) + 24 * HOUR * (i + Math.floor(i / 3) * 2),
    );
    const returns = Float64Array.of(0.01, -0.02, 0, 0.03, 0.04);
    expect([...dailyReturns(days, returns, 'new-york')]).toEqual([...returns]);
    expect(dailyReturns(new Float64Array(0), new Float64Array(0), 'utc')).toHaveLength(0);
  });
});
