import type { SignalCandidate } from './candidate.ts';

/** Best first: by expected value for its risk, then confidence; of equals the older one. A new array. */
export const rankSignals = (signals: readonly SignalCandidate[]): SignalCandidate[] =>
  [...signals].sort(
    (a, b) => b.riskAdjusted - a.riskAdjusted || b.confidence - a.confidence || a.index - b.index,
  );
