import { performance } from 'node:perf_hooks';
import { AppError } from '../../kernel/errors.ts';
import { inMebibytes, type MemoryShare, measureShare, releaseShare, takeShare } from '../memory.ts';

/** Least time between two readings: a round of a small training takes less than a reading. */
const INTERVAL_MS = 20;
/** What a process grows by of itself: heaps of the threads, allocators that keep what was freed. */
const SLACK_BYTES = 32 * 2 ** 20;

export interface MemoryWatch {
  /** Reads the memory, now and then. @throws AppError `memory_exceeded` with both figures. */
  check(): void;
  /** The training is over. */
  end(): void;
}

export interface MemoryReader {
  /** Resident memory of the process, bytes. */
  readonly rssBytes: () => number;
  /** A monotonic clock. */
  readonly nowMs: () => number;
}

const PROCESS: MemoryReader = {
  rssBytes: () => process.memoryUsage.rss(),
  nowMs: () => performance.now(),
};

/**
 * Measures what a training takes, native memory included. The operating system knows the memory of the process alone:
 * what that has grown by is shared out among the trainings under way by their estimates.
 */
export function watchMemory(share: MemoryShare, { rssBytes, nowMs }: MemoryReader = PROCESS): MemoryWatch {
  takeShare(share, rssBytes);
  const { limitBytes } = share;
  let readMs = Number.NEGATIVE_INFINITY;
  return {
    check: () => {
      const now = nowMs();
      if (now - readMs < INTERVAL_MS) return;
      readMs = now;
      const usedBytes = Math.round(measureShare(share, rssBytes));
      if (usedBytes <= limitBytes + SLACK_BYTES) return;
      throw new AppError(
        'memory_exceeded',
        `The training has taken ${inMebibytes(usedBytes)}; one task may take ${inMebibytes(limitBytes)}. Use fewer bars, features, leaves or rounds.`,
        { details: { usedBytes, limitBytes } },
      );
    },
    end: () => releaseShare(share, measureShare(share, rssBytes)),
  };
}
