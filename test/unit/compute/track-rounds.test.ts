import { expect, it } from 'vitest';
import type { FitProgress } from '../../../src/agents/ports.ts';
import { trackRounds } from '../../../src/compute/threads/track-rounds.ts';

it('the rounds of a training are told four times a second at most, with the time left at their pace', () => {
  const told: FitProgress[] = [];
  const clock = { ms: 5_000 };
  const track = trackRounds(
    { num_iterations: 90 },
    (progress) => told.push(progress),
    () => clock.ms,
  );
  for (let round = 1; round <= 6; round++) {
    clock.ms += 100;
    track(round, new Map([['auc', round / 10]]));
  }
  // A round takes 100 ms: after three of them 87 are left, after six 84.
  expect(told).toEqual([
    { round: 3, rounds: 90, scores: { auc: 0.3 }, etaMs: 8_700 },
    { round: 6, rounds: 90, scores: { auc: 0.6 }, etaMs: 8_400 },
  ]);
});
