import type { TrainingProgress } from '../agents/progress.ts';
import type { Clock } from '../kernel/clock.ts';

/** Least time between two reports of one run: progress is for people, and each report is a row. */
const MIN_INTERVAL_MS = 500;

export interface ProgressReporter {
  /** Never throws and never waits: work must not slow down because somebody watches. */
  report(fraction: number, message: string, training?: TrainingProgress): void;
  /** Resolves when everything reported so far has been written. */
  settle(): Promise<void>;
}

/** Thins out progress reports: at most one every half second, and never one that goes back. */
export function createProgressReporter(options: {
  readonly clock: Clock;
  readonly report: (fraction: number, message: string, training?: TrainingProgress) => Promise<void>;
  readonly onError: (error: unknown) => void;
}): ProgressReporter {
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let lastFraction = 0;
  let writing: Promise<void> = Promise.resolve();
  return {
    report: (fraction, message, training) => {
      const clamped = Math.min(1, Math.max(lastFraction, fraction));
      const nowMs = options.clock.nowMs();
      if (nowMs - lastAtMs < MIN_INTERVAL_MS) return;
      lastAtMs = nowMs;
      lastFraction = clamped;
      writing = writing.then(() => options.report(clamped, message, training)).catch(options.onError);
    },
    settle: () => writing,
  };
}
