import { describe, expect, it } from 'vitest';
import { auditFeatures, spreadCuts } from '../../../src/domain/features/audit-report.ts';
import { entryLagTest, isSuspect } from '../../../src/domain/features/entry-lag.ts';
import { CATALOGUE } from '../../../src/domain/features/registry.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const bars = randomBars(5_000, createRng('entry lag'));
const { close } = bars;

describe('the entry-lag test', () => {
  it('catches a column that knows the next bars, and sees its worth fade with the lag', () => {
    const peeks = close.map((price, i) => (close[i + 3] ?? price) / price - 1);
    const result = entryLagTest(peeks, close);
    expect(isSuspect(result)).toBe(true);
    expect(result[0].hitRate).toBeGreaterThan(0.65);
    expect(Math.abs(result[3].hitRate - 0.5)).toBeLessThan(0.06);
  });

  it('counts every fourth bar, from the sign before the mean, by hand', () => {
    const column = Float64Array.from([1, 2, 3, 4, 0, 0, 0, 0, 9, 9, 9, 9]);
    const prices = Float64Array.from([5, 5, 5, 5, 5, 6, 7, 8, 9, 9, 9, 9]);
    // Entries at 0 (no mean yet) and 4 (below the mean, price then rises: lost).
    expect(entryLagTest(column, prices, { holdBars: 4, lags: [0] })).toEqual([
      { lagBars: 0, trades: 1, hitRate: 0, chanceRate: 0, deviations: 0 },
    ]);
  });

  it('is the hypergeometric z of sides and outcomes, by hand', () => {
    // Above and below the mean in turn; prices rise after 3 of 4 highs and 1 of 4 lows of the column.
    const column = Float64Array.from([1, 9, 0, 9, 0, 9, 0, 9, 0, 0]);
    const moves = [0, 1, -1, 1, -1, 1, 1, -1, -1];
    const prices = Float64Array.from([
      0,
      ...moves.map((_, i) => moves.slice(0, i + 1).reduce((a, b) => a + b)),
    ]);
    const [{ trades, hitRate, chanceRate, deviations }] = entryLagTest(
      column,
      prices.map((p) => 10 + p),
      {
        holdBars: 1,
        lags: [0],
      },
    );
    expect([trades, hitRate, chanceRate]).toEqual([8, 6 / 8, 1 / 2]);
    // Chi-squared of the 2 by 2 table (3 1; 1 3) is 2; with n - 1 for n, z squared is 2 * 7 / 8.
    expect(deviations).toBeCloseTo(Math.sqrt((2 * 7) / 8), 12);
  });

  it('does not suspect a column that is nearly always long in a market that rises', () => {
    const rising = close.map((price, i) => price * Math.exp(0.002 * i));
    const mostlyLong = close.map((_, i) => (i % 70 === 0 ? -100 : i));
    const [{ hitRate, deviations }] = entryLagTest(mostlyLong, rising);
    expect(hitRate).toBeGreaterThan(0.6);
    expect(Math.abs(deviations)).toBeLessThan(3);
  });

  it('says nothing of no bars, and refuses columns that do not fit', () => {
    expect(entryLagTest(new Float64Array(), new Float64Array())[0]).toMatchObject({
      trades: 0,
      deviations: 0,
    });
    expect(() => entryLagTest(new Float64Array(3), close)).toThrow('as many values (3)');
    expect(() => entryLagTest(close, close, { holdBars: 0, lags: [0] })).toThrow('holdBars (0)');
  });
});

describe('the audit', () => {
  it('passes every feature of the catalogue on a random walk', () => {
    const audit = auditFeatures(
      CATALOGUE.map((feature) => feature.name),
      bars,
      spreadCuts(5_000, 3),
    );
    expect(audit.failed).toEqual([]);
    expect(audit.cuts).toEqual([833, 2_500, 4_166]);
  });

  it('spreads its cuts over short series without repeating one', () => {
    expect(spreadCuts(3, 10)).toEqual([0, 1]);
    expect(spreadCuts(0, 5)).toEqual([]);
  });
});
