import { AppError } from '../../kernel/errors.ts';
import { hashJson, type Sha256, sha256 } from '../../kernel/hash.ts';
import type { AgentContext } from '../agent.ts';
import type { FinishedFit, FitProgress, FitResult, FitTask, SharedMatrix } from '../ports.ts';

/** Of the form of a result; a change of what is stored gets another number. */
const FORMAT = 2;

export type FitContext = Pick<AgentContext, 'compute' | 'fitMemo' | 'signal'>;

/**
 * Trains and predicts; what was trained before, in whatever run, is read instead. The model itself is not kept: folds
 * and windows are asked for their predictions only, and texts of a thousand models would fill a disk.
 * @throws what `compute.fit` throws.
 */
export const fitOnce = (
  task: FitTask,
  context: FitContext,
  onProgress?: (progress: FitProgress) => void,
): Promise<FinishedFit> => remembered(task, context, false, onProgress);

/** The same for a model that is needed itself. */
export async function fitModelOnce(
  task: FitTask,
  context: FitContext,
  onProgress?: (progress: FitProgress) => void,
): Promise<FitResult> {
  const { modelText, ...fit } = await remembered(task, context, true, onProgress);
  if (modelText === null) throw new AppError('internal', 'A training that was asked for its model has none');
  return { ...fit, modelText };
}

async function remembered(
  task: FitTask,
  context: FitContext,
  keepsModel: boolean,
  onProgress: ((progress: FitProgress) => void) | undefined,
): Promise<FinishedFit> {
  const { compute, fitMemo, signal } = context;
  const key = fitKey(task, await compute.identity());
  signal.throwIfAborted();
  const known = await fitMemo.find(key);
  if (known && (known.modelText !== null || !keepsModel)) return known;
  const { modelText, ...fit } = await fitTwice(task, compute, signal, onProgress);
  const finished = { ...fit, modelText: keepsModel ? modelText : null };
  await fitMemo.store(key, finished);
  return finished;
}

/** Hash over everything a training reads, the library and the code that read it included. */
const fitKey = (task: FitTask, identity: Sha256): Sha256 =>
  hashJson({
    format: FORMAT,
    identity,
    matrix: matrixHash(task.matrix),
    target: hashOf(task.target),
    features: task.featureNames,
    params: task.params,
    weight: task.weight ? hashOf(task.weight) : null,
    trainRows: hashOf(task.trainRows),
    predictRows: hashOf(task.predictRows),
    stopping: task.stopping ? { ...task.stopping, rows: hashOf(task.stopping.rows) } : null,
  });

/** A matrix is read by many trainings and never written after it was made. */
const matrixHashes = new WeakMap<SharedMatrix, Sha256>();

export function matrixHash(matrix: SharedMatrix): Sha256 {
  const known = matrixHashes.get(matrix);
  if (known !== undefined) return known;
  const { values, rows, columns } = matrix;
  const hash = hashJson({ rows, columns, values: sha256(new Uint8Array(Float64Array.from(values).buffer)) });
  matrixHashes.set(matrix, hash);
  return hash;
}

export const hashOf = ({
  buffer,
  byteOffset,
  byteLength,
}: Int32Array | Float32Array | Float64Array): Sha256 =>
  sha256(new Uint8Array(buffer, byteOffset, byteLength));

async function fitTwice(
  task: FitTask,
  compute: AgentContext['compute'],
  signal: AbortSignal,
  onProgress: ((progress: FitProgress) => void) | undefined,
): Promise<FitResult> {
  try {
    return await compute.fit(task, signal, onProgress);
  } catch (error) {
    // Threads die of something outside the task more often than of the task: it gets a second one.
    if (!(error instanceof AppError) || error.code !== 'thread_died') throw error;
    return await compute.fit(task, signal, onProgress);
  }
}
