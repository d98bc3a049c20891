import { AppError } from '../src/kernel/errors.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 60_000;

/**
 * Delay before the next attempt: doubles from half a second to a minute, with jitter of up to half of it so that
 * jobs which failed together do not return together; `Retry-After` of the error wins.
 *
 * @param attemptsMade attempts that have failed so far, 1 or more
 * @param random uniform in [0, 1)
 */
export function retryDelayMs(attemptsMade: number, error: Error | undefined, random: () => number): number {
  const cause = error?.cause instanceof AppError ? error.cause : error;
  if (cause instanceof AppError && cause.retryAfterMs !== undefined) return cause.retryAfterMs;
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attemptsMade - 1));
  return Math.round(ceiling * (0.5 + 0.5 * random()));
}
