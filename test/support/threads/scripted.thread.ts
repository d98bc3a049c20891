import type { ThreadCall, ThreadReply } from '../../../src/compute/tasks.ts';
import { answer } from '../../../src/compute/threads/answer.ts';

/** What a scripted thread does: dies, fails, waits for its cancellation, or answers. */
export type Script = 'die' | 'throw' | 'until-cancelled' | 'answer';
/** What it tells before it does. */
export type Word = `about to ${Script}`;

/** A thread that does as it is told, for the tests of the pool. `die` ends it as a crash would, without an answer. */
// biome-ignore lint/style/noDefaultExport: Piscina calls the default export of a thread's module.
export default function run(call: ThreadCall<Script>): ThreadReply<string> {
  return answer(call, 'agent_failed', (script, isCancelled, tell) => {
    tell(`about to ${script}` satisfies Word);
    if (script === 'die') process.exit(3);
    if (script === 'throw') throw new Error('as scripted');
    if (script === 'until-cancelled') while (!isCancelled()) Atomics.wait(call.control, 0, 1, 1_000);
    return `done: ${script}`;
  });
}
