import { performance } from 'node:perf_hooks';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { CALCULATIONS } from '../../agents/calculations.ts';
import type { FitProgress } from '../../agents/ports.ts';
import { assessColumns } from '../../domain/ml/selection/assess-columns.ts';
import { screenCandidates } from '../../domain/ml/selection/screen-candidates.ts';
import type { LightGbmLibrary } from '../../native/lightgbm/api.ts';
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
import { watchMemory } from './memory-watch.ts';
import { relayLines } from './relay-lines.ts';
import { trackRounds } from './track-rounds.ts';

/** A call that LightGBM answers. */
type LibraryCall = Exclude<ComputeCall, { readonly name: 'calculate' | 'screen' | 'assess' }>;
type Output = ComputeTasks[ComputeTaskName]['output'];

/** Entry of a compute thread. The library is loaded by the first call, so that its absence is an answer, not a crash. */
export default function run(call: ThreadCall<ComputeCall>): ThreadReply<Output> {
  const reply = answer(
    call,
    'internal',
    (payload, isCancelled, tell: (news: ComputeNews) => void): Output => {
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
      const lines = relayLines((line) => tell({ line }));
      library.routeLog(lines.hear);
      try {
        return callLibrary(library, payload, isCancelled, (progress) => tell({ progress }));
      } finally {
        library.routeLog(null);
        lines.end();
      }
    },
  );
  return call.payload.name === 'calculate' ? handedOver(reply) : reply;
}

function callLibrary(
  library: LightGbmLibrary,
  payload: LibraryCall,
  isCancelled: () => boolean,
  tell: (progress: FitProgress) => void,
): Output {
  if (payload.name === 'identity') return libraryHash(library);
  if (payload.name === 'predict') return predictModel(library, payload.input);
  if (payload.name === 'contributions') return explainModel(library, payload.input);
  if (payload.name === 'predictVariants') return predictVariants(library, payload.input, isCancelled);
  const { memory, ...task } = payload.input;
  const startMs = performance.now();
  const watch = watchMemory(memory);
  try {
    const isOver = (): boolean => {
      watch.check();
      return isCancelled();
    };
    const fit = fitModel(library, task, isOver, trackRounds(task.params, tell));
    return { ...fit, trainMs: performance.now() - startMs };
  } finally {
    watch.end();
  }
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
