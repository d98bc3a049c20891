import { describe, expect, it } from 'vitest';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import { entryLagTest, isSuspect } from '../../../src/domain/features/entry-lag.ts';
import { CATALOGUE } from '../../../src/domain/features/registry.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { ABSENT, hasSharedData, sharedColumns } from '../../support/shared-data.ts';

describe.skipIf(!hasSharedData('smc'))(`the columns on EURUSD 15 minutes ${ABSENT}`, () => {
  it('are all within noise of a coin at their own bar', () => {
    const csv = sharedColumns('smc/EURUSD_15M.csv');
    const bars = {
      timeMs: csv.Open.map((_, i) => Date.UTC(2022, 9, 10) + i * 900_000),
      open: csv.Open,
      high: csv.High,
      low: csv.Low,
      close: csv.Close,
      volume: csv.Tickvol,
    };
    // A second market that goes along, but for a walk of its own about a third as wide.
    const rng = createRng('beside');
    let apart = 0;
    const beside = csv.Open.map(() => {
      apart += 2e-4 * rng.normal();
      return Math.exp(apart);
    });
    const companion = {
      companionHigh: csv.High.map((price, i) => price * beside[i]),
      companionLow: csv.Low.map((price, i) => price * beside[i]),
    };
    const names = CATALOGUE.map((feature) => feature.name);
    const columns = computeColumns(names, { ...bars, ...companion });
    expect(names.filter((name) => !columns[name].some(Number.isFinite))).toEqual([]);
    const suspects = names.filter((name) => isSuspect(entryLagTest(columns[name], bars.close)));
    expect(suspects).toEqual([]);
  });
});
