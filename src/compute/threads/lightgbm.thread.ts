import { fitModel, predictModel } from '../../native/lightgbm/fit.ts';
import { loadLightGbm } from '../../native/lightgbm/library.ts';
import type { ComputeTaskName, ComputeTasks, LightGbmCall, ThreadCall, ThreadReply } from '../tasks.ts';
import { answer } from './answer.ts';

type Output = ComputeTasks[ComputeTaskName]['output'];

/** Entry of a compute thread. The library is loaded by the first call, so that its absence is an answer, not a crash. */
export default function run(call: ThreadCall<LightGbmCall>): ThreadReply<Output> {
  return answer(call, 'internal', ({ name, input, libraryPath }, isCancelled): Output => {
    const library = loadLightGbm({ libraryPath });
    return name === 'fit' ? fitModel(library, input, isCancelled) : predictModel(library, input);
  });
}
