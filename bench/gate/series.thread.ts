import { codeHash } from '../../src/code-hash.ts';
import { createCompute } from '../../src/compute/pool.ts';
import type { ThreadCall, ThreadReply } from '../../src/compute/tasks.ts';
import { toAppError } from '../../src/kernel/errors.ts';
import { type Judged, judgeSeries } from './judge-series.ts';
import type { Series } from './series.ts';

const compute = createCompute({ threads: 1, codeHash: codeHash() });

/** One series a call; LightGBM works in a thread beneath. */
// biome-ignore lint/style/noDefaultExport: Piscina calls the default export of a thread's module.
export default async function run({ payload }: ThreadCall<Series>): Promise<ThreadReply<Judged>> {
  try {
    return { ok: true, result: await judgeSeries(payload, compute) };
  } catch (error) {
    return { ok: false, error: toAppError(error, 'internal').toJSON() };
  }
}
