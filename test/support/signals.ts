import type { SignalCandidate } from '../../src/domain/signals/candidate.ts';

/** A long signal at a bar, with everything else as a test needs it. */
export const signalAt = (index: number, changes: Partial<SignalCandidate> = {}): SignalCandidate => ({
  index,
  timeMs: index * 1_000,
  side: 1,
  probability: 0.6,
  confidence: 0.6,
  entry: 100,
  stop: 98,
  target: 102,
  stopDistance: 2,
  targetDistance: 2,
  expectedValue: 0.1,
  rewardRisk: 0.9,
  riskAdjusted: 0.1,
  quality: 50,
  expiresMs: index * 1_000 + 2_000,
  ...changes,
});

export const indicesOf = (signals: readonly SignalCandidate[]): number[] => signals.map((s) => s.index);
