import { AppError, toAppError } from '../../kernel/errors.ts';
import type { AgentContext } from '../agent.ts';
import type { TrialRecord } from '../ports.ts';
import { forEachInFlight } from './in-flight.ts';
import { compareScores, scoreTrial, type TrialScore } from './score-trial.ts';
import { fitTask, type Study, type Trial } from './study.ts';

/** How a trial ended. */
export type TrialOutcome =
  | { readonly trial: Trial; readonly status: 'scored'; readonly result: TrialScore }
  | { readonly trial: Trial; readonly status: 'failed'; readonly error: AppError };
export type ScoredTrial = Extract<TrialOutcome, { status: 'scored' }>;

export interface SearchResult {
  readonly best: ScoredTrial;
  /** In the order of the trials. */
  readonly outcomes: readonly TrialOutcome[];
}

/**
 * Trains every trial on every fold, as many at once as there are compute threads, and scores it. Each trial goes to
 * the ledger as it ends, failed ones too: a search that is cancelled has counted what it has seen.
 *
 * @param onTrial Told how many trials have ended.
 * @throws AppError of the first trial when all failed; at once what is no fault of a trial (cancelled, timed out,
 *   the ledger or the library not available).
 */
export async function runSearch(
  study: Study,
  context: Pick<AgentContext, 'compute' | 'trials' | 'signal' | 'logger'>,
  onTrial: (ended: number) => void,
): Promise<SearchResult> {
  const running = study.trials.map((trial) => new RunningTrial(trial, study.data.folds.length));
  const jobs = running.flatMap((trial) => study.data.folds.map((_, fold) => ({ trial, fold })));
  const outcomes: TrialOutcome[] = [];
  let ended = 0;

  const end = async (outcome: TrialOutcome): Promise<void> => {
    outcomes[outcome.trial.index] = outcome;
    await context.trials.record([toRecord(study, outcome)]);
    onTrial(++ended);
  };

  await forEachInFlight(jobs, context.compute.concurrency, async ({ trial, fold }) => {
    if (trial.hasFailed) return;
    try {
      trial.add(fold, await trainFold(study, trial.trial, fold, context));
    } catch (error) {
      const failure = toAppError(error);
      if (!isFaultOfTrial(failure)) throw failure;
      if (trial.hasFailed) return;
      trial.hasFailed = true;
      context.logger.warn({ trial: trial.trial.index, code: failure.code }, failure.message);
      return end({ trial: trial.trial, status: 'failed', error: failure });
    }
    if (trial.isComplete) {
      return end({ trial: trial.trial, status: 'scored', result: scoreTrial(study, trial.predictions) });
    }
  });
  return { best: bestOf(outcomes), outcomes };
}

/** One trial while its folds come in, in whatever order. */
class RunningTrial {
  readonly trial: Trial;
  /** By fold; whole once the trial is complete. */
  readonly predictions: Float64Array[];
  hasFailed = false;
  #missing: number;

  constructor(trial: Trial, folds: number) {
    this.trial = trial;
    this.predictions = new Array<Float64Array>(folds);
    this.#missing = folds;
  }

  add(fold: number, predictions: Float64Array): void {
    this.predictions[fold] = predictions;
    this.#missing -= 1;
  }

  get isComplete(): boolean {
    return !this.hasFailed && this.#missing === 0;
  }
}

async function trainFold(
  study: Study,
  trial: Trial,
  fold: number,
  { compute, signal }: Pick<AgentContext, 'compute' | 'signal'>,
): Promise<Float64Array> {
  const { trainRows, testRows } = study.data.folds[fold];
  const task = fitTask(study, trial.params, trainRows, testRows);
  try {
    return (await compute.fit(task, signal)).predictions;
  } catch (error) {
    // Threads die of something outside the task more often than of the task: it gets a second one.
    if (!(error instanceof AppError) || error.code !== 'thread_died') throw error;
    return (await compute.fit(task, signal)).predictions;
  }
}

/** What a configuration can be blamed for. The rest (cancelled, timed out, no library) concerns all of them. */
const isFaultOfTrial = ({ class: kind, code }: AppError): boolean =>
  kind === 'agent' || code === 'thread_died';

function bestOf(outcomes: readonly TrialOutcome[]): ScoredTrial {
  const scored = outcomes.filter((outcome) => outcome.status === 'scored');
  const best = scored.sort((a, b) => compareScores(a.result, b.result) || a.trial.index - b.trial.index)[0];
  if (best) return best;
  const [first] = outcomes;
  if (first?.status !== 'failed') throw new AppError('internal', 'A search without trials');
  throw new AppError(
    first.error.code,
    `All ${outcomes.length} trials failed; the first: ${first.error.message}`,
    {
      cause: first.error,
    },
  );
}

function toRecord({ data, spec }: Study, outcome: TrialOutcome): TrialRecord {
  const { trial, status } = outcome;
  return {
    family: data.dataset.family,
    configHash: trial.configHash,
    status,
    params: trial.params,
    seed: spec.training.seed,
    datasetId: data.dataset.id,
    score: outcome.status === 'scored' ? outcome.result.score : null,
    sharpePerBar: outcome.status === 'scored' ? outcome.result.sharpePerBar : null,
    foldScores: outcome.status === 'scored' ? outcome.result.foldScores : [],
  };
}
