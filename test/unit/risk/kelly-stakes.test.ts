import { expect, it } from 'vitest';
import { kellyStakes } from '../../../src/domain/risk/kelly-stakes.ts';
import { tradeStatistics } from '../../../src/domain/risk/trade-statistics.ts';

const shrunk = (stake: { full: number; shrinkage: number } | null): number =>
  (stake?.full ?? Number.NaN) * (stake?.shrinkage ?? Number.NaN);

it.each([
  // Many small wins and a few large losses; and the reverse. The models disagree either way.
  ['two outcomes', Float64Array.from({ length: 60 }, (_, i) => (i % 10 === 0 ? -0.02 : 0.01 + i / 1e5))],
  ['the diffusion', Float64Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 0.09 : -0.01 - i / 1e4))],
])('of two models of the same trades the smaller stake is used, shrunk by its error: %s', (_, trades) => {
  const { twoOutcome, continuous, used } = kellyStakes(tradeStatistics(trades));
  expect(shrunk(twoOutcome)).not.toBeCloseTo(shrunk(continuous), 3);
  expect(used).toBe(Math.min(shrunk(twoOutcome), shrunk(continuous)));
});

it('a model that is undefined does not count, and none at all is no stake', () => {
  const wins = kellyStakes(tradeStatistics(Float64Array.of(0.01, 0.02, 0.03)));
  expect(wins.twoOutcome).toBeNull();
  expect(wins.used).toBe(shrunk(wins.continuous));
  expect(kellyStakes(tradeStatistics(Float64Array.of(0.01))).used).toBeNull();
});
