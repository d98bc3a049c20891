import { fitModel, predictModel } from '../../native/lightgbm/fit.ts';
import { loadLightGbm } from '../../native/lightgbm/library.ts';
import type {
  ComputeTaskName,
  ComputeTasks,
  LightGbmCall,
  LightGbmNews,
  ThreadCall,
  ThreadReply,
} from '../tasks.ts';
import { answer } from './answer.ts';
import { trackRounds } from './track-rounds.ts';

type Output = ComputeTasks[ComputeTaskName]['output'];

/** Entry of a compute thread. The library is loaded by the first call, so that its absence is an answer, not a crash. */
export default function run(call: ThreadCall<LightGbmCall>): ThreadReply<Output> {
  return answer(call, 'internal', ({ name, input, libraryPath }, isCancelled, tell): Output => {
    const library = loadLightGbm({ libraryPath });
    if (name === 'predict') return predictModel(library, input);
    const onRound = trackRounds(input.params, (news: LightGbmNews) => tell(news));
    return fitModel(library, input, isCancelled, onRound);
  });
}
