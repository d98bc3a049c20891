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
      { lagBars: 0, trades: 1, hitRate: 0, deviations: -1 },
    ]);
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
