import type { SignalCandidate } from './candidate.ts';

/** Best first: by expected value per unit of risk, then confidence; of equals the older one. A new array. */
export const rankSignals = (signals: readonly SignalCandidate[]): SignalCandidate[] =>
  [...signals].sort(
    (a, b) => b.expectedValue - a.expectedValue || b.confidence - a.confidence || a.index - b.index,
  );
