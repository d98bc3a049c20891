import { AppError } from '../../kernel/errors.ts';
import { hashJson, type Sha256, sha256 } from '../../kernel/hash.ts';
import type { AgentContext } from '../agent.ts';
import type { FitTask } from '../ports.ts';
import { fitTask, type Study, type Trial } from './study.ts';

/** Of the form of a result; a change of what is trained and stored gets another number. */
const FORMAT = 1;

/**
 * Trains one fold of a trial and predicts its test rows; what was trained before, in whatever run, is read instead.
 * @throws what `compute.fit` throws.
 */
export async function trainFold(
  study: Study,
  trial: Trial,
  fold: number,
  { compute, foldResults, signal }: Pick<AgentContext, 'compute' | 'foldResults' | 'signal'>,
): Promise<Float64Array> {
  const { trainRows, testRows } = study.data.folds[fold];
  const task = fitTask(study, trial.params, trainRows, testRows);
  const key = foldKey(study, task);
  signal.throwIfAborted();
  const known = await foldResults.find(key);
  if (known) return known;
  const predictions = await fitTwice(task, compute, signal);
  await foldResults.store(key, predictions);
  return predictions;
}

/** Hash over everything a training reads. */
const foldKey = ({ contentHash, features }: Study, task: FitTask): Sha256 =>
  hashJson({
    format: FORMAT,
    contentHash,
    features,
    params: task.params,
    weight: task.weight ? hashOf(task.weight) : null,
    trainRows: hashOf(task.trainRows),
    testRows: hashOf(task.predictRows),
  });

const hashOf = ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Sha256 =>
  sha256(new Uint8Array(buffer, byteOffset, byteLength));

async function fitTwice(
  task: FitTask,
  compute: AgentContext['compute'],
  signal: AbortSignal,
): Promise<Float64Array> {
  try {
    return (await compute.fit(task, signal)).predictions;
  } catch (error) {
    // Threads die of something outside the task more often than of the task: it gets a second one.
    if (!(error instanceof AppError) || error.code !== 'thread_died') throw error;
    return (await compute.fit(task, signal)).predictions;
  }
}
