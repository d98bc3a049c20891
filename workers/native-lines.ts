import type { ComputeOptions } from '../src/compute/pool.ts';
import type { createLogger } from '../src/observability/logger.ts';

/** How every small tree ends. LightGBM calls it a warning, once a tree: hundreds of them hide the line that is one. */
const ORDINARY = /^No further splits with positive gain/;

/** Writes what LightGBM logs in the compute threads to the process's logger, each line at its own level. */
export const logNativeLines =
  (logger: ReturnType<typeof createLogger>): NonNullable<ComputeOptions['onLine']> =>
  ({ level, text, times }, { task, name }) =>
    logger[ORDINARY.test(text) ? 'debug' : level](
      { component: 'lightgbm', task, name, ...(times > 1 && { times }) },
      text,
    );
