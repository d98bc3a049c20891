import { measureShare, takeShare } from '../../../src/compute/memory.ts';
import type { ComputeCall, ThreadCall, ThreadReply } from '../../../src/compute/tasks.ts';
import { answer } from '../../../src/compute/threads/answer.ts';

const MIB = 2 ** 20;

/** A process of 500 MiB that trainings grow to 600: one of a single round dies, others answer their part of the growth. */
// biome-ignore lint/style/noDefaultExport: Piscina calls the default export of a thread's module.
export default function run(call: ThreadCall<ComputeCall>): ThreadReply<unknown> {
  return answer(call, 'internal', (payload) => {
    if (payload.name !== 'fit') throw new Error(`not scripted: ${payload.name}`);
    const { memory, params } = payload.input;
    takeShare(memory, () => 500 * MIB);
    if (params.num_iterations === 1) process.exit(3);
    return { usedBytes: measureShare(memory, () => 600 * MIB) };
  });
}
