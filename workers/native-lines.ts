import type { ComputeOptions } from '../src/compute/pool.ts';
import type { createLogger } from '../src/observability/logger.ts';

/** Writes what LightGBM logs in the compute threads to the process's logger, each line at its own level. */
export const logNativeLines =
  (logger: ReturnType<typeof createLogger>): NonNullable<ComputeOptions['onLine']> =>
  ({ level, text, times }, { task, name }) =>
    logger[level]({ component: 'lightgbm', task, name, ...(times > 1 && { times }) }, text);
