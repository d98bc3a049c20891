import { performance } from 'node:perf_hooks';
import { fitModel } from '../../native/lightgbm/fit.ts';
import { libraryHash, loadLightGbm } from '../../native/lightgbm/library.ts';
import { explainModel, predictModel, predictVariants } from '../../native/lightgbm/use-model.ts';
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
  return answer(call, 'internal', (payload, isCancelled, tell): Output => {
    const library = loadLightGbm({ libraryPath: payload.libraryPath });
    if (payload.name === 'identity') return libraryHash(library);
    if (payload.name === 'predict') return predictModel(library, payload.input);
    if (payload.name === 'contributions') return explainModel(library, payload.input);
    if (payload.name === 'predictVariants') return predictVariants(library, payload.input, isCancelled);
    const onRound = trackRounds(payload.input.params, (news: LightGbmNews) => tell(news));
    const startMs = performance.now();
    const fit = fitModel(library, payload.input, isCancelled, onRound);
    return { ...fit, trainMs: performance.now() - startMs };
  });
}
