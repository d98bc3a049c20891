import { performance } from 'node:perf_hooks';
import type { FitProgress, LightGbmParams } from '../../agents/ports.ts';
import { iterationsOf } from '../../native/lightgbm/params.ts';

/** Least time between two reports: a round of a small training takes less than a millisecond. */
const INTERVAL_MS = 250;

/** Turns rounds into reports, with the time left at the pace so far. `nowMs` is a monotonic clock. */
export function trackRounds(
  params: LightGbmParams,
  report: (progress: FitProgress) => void,
  nowMs: () => number = () => performance.now(),
): (round: number, scores: ReadonlyMap<string, number>) => void {
  const rounds = iterationsOf(params);
  const startMs = nowMs();
  let reportedMs = startMs;
  return (round, scores) => {
    const now = nowMs();
    if (now - reportedMs < INTERVAL_MS) return;
    reportedMs = now;
    const etaMs = Math.round(((now - startMs) / round) * (rounds - round));
    report({ round, rounds, scores: Object.fromEntries(scores), etaMs });
  };
}
