import { performance } from 'node:perf_hooks';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { CALCULATIONS } from '../../agents/calculations.ts';
import { assessColumns } from '../../domain/ml/selection/assess-columns.ts';
import { screenCandidates } from '../../domain/ml/selection/screen-candidates.ts';
import { fitModel } from '../../native/lightgbm/fit.ts';
import { libraryHash, loadLightGbm } from '../../native/lightgbm/library.ts';
import { explainModel, predictModel, predictVariants } from '../../native/lightgbm/use-model.ts';
import { ownedBuffers } from '../shared-arrays.ts';
import type {
  CalculationTask,
  ComputeCall,
  ComputeNews,
  ComputeTaskName,
  ComputeTasks,
  ThreadCall,
  ThreadReply,
} from '../tasks.ts';
import { answer } from './answer.ts';
import { matrixColumns } from './matrix-columns.ts';
import { trackRounds } from './track-rounds.ts';

type Output = ComputeTasks[ComputeTaskName]['output'];

/** Entry of a compute thread. The library is loaded by the first call, so that its absence is an answer, not a crash. */
export default function run(call: ThreadCall<ComputeCall>): ThreadReply<Output> {
  const reply = answer(call, 'internal', (payload, isCancelled, tell): Output => {
    if (payload.name === 'calculate') return calculate(payload.input, isCancelled);
    if (payload.name === 'screen') {
      const { matrix, rows, ...options } = payload.input;
      return screenCandidates({ ...options, columns: matrixColumns(matrix, rows) });
    }
    if (payload.name === 'assess') {
      const { matrix, rows, ...options } = payload.input;
      return assessColumns({ ...options, columns: matrixColumns(matrix, rows) });
    }
    const library = loadLightGbm({ libraryPath: payload.libraryPath });
    if (payload.name === 'identity') return libraryHash(library);
    if (payload.name === 'predict') return predictModel(library, payload.input);
    if (payload.name === 'contributions') return explainModel(library, payload.input);
    if (payload.name === 'predictVariants') return predictVariants(library, payload.input, isCancelled);
    const onRound = trackRounds(payload.input.params, (news: ComputeNews) => tell(news));
    const startMs = performance.now();
    const fit = fitModel(library, payload.input, isCancelled, onRound);
    return { ...fit, trainMs: performance.now() - startMs };
  });
  return call.payload.name === 'calculate' ? handedOver(reply) : reply;
}

/** The table has a function for each name that takes the input of that name. */
const calculate = ({ name, input }: CalculationTask, isCancelled: () => boolean): Output =>
  (CALCULATIONS[name] as (input: CalculationTask['input'], isCancelled: () => boolean) => Output)(
    input,
    isCancelled,
  );

/** Moves the arrays of a reply to the caller's thread. Nothing here may keep them. */
const handedOver = (reply: ThreadReply<Output>): ThreadReply<Output> =>
  move({ [valueSymbol]: reply, [transferableSymbol]: [...ownedBuffers(reply)] } as never) as never;
