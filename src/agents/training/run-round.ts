import { isBelowMedian, mean } from '../../domain/ml/tuning/median-rule.ts';
import { toAppError } from '../../kernel/errors.ts';
import type { AgentContext } from '../agent.ts';
import { forEachInFlight } from './in-flight.ts';
import { RunningTrial, type TrialOutcome } from './running-trial.ts';
import { scoreTrial, valueOfFold } from './score-trial.ts';
import type { Round } from './search-plan.ts';
import type { SearchWatch } from './search-progress.ts';
import type { Study, Trial } from './study.ts';
import { trainFold } from './train-fold.ts';

export interface RoundInput {
  readonly study: Study;
  readonly round: Round;
  readonly trials: readonly Trial[];
  /** Fold values of the trials of earlier rounds. */
  readonly earlier: readonly (readonly number[])[];
  /** Told of each trial as it ends. */
  readonly onEnd: (outcome: TrialOutcome) => Promise<void>;
  readonly watch: SearchWatch;
}

/**
 * Takes the trials of a round up its rungs, as many folds at once as there are compute threads. A failed trial leaves
 * the others alone.
 * @returns How many folds were asked for.
 * @throws AppError at once for what is no fault of a trial (cancelled, timed out, store or library not available).
 */
export async function runRound(
  input: RoundInput,
  context: Pick<AgentContext, 'compute' | 'fitMemo' | 'signal' | 'logger'>,
): Promise<number> {
  const { study, round, trials, earlier, onEnd } = input;
  let alive = trials.map((trial) => new RunningTrial(trial, study.data.folds.length));
  let from = 0;
  let asked = 0;
  for (const [k, { folds: to }] of round.rungs.entries()) {
    const folds = Array.from({ length: to - from }, (_, i) => from + i);
    const jobs = alive.flatMap((running) => folds.map((fold) => ({ running, fold })));
    asked += jobs.length;
    await forEachInFlight(jobs, context.compute.concurrency, ({ running, fold }) =>
      runFold(input, running, fold, context),
    );
    alive = alive.filter((running) => !running.hasFailed && !running.isComplete);
    const next = round.rungs[k + 1];
    if (!next) break;
    const values = new Map(alive.map((running) => [running, foldValues(study, running)]));
    const goOn = survivors(alive, values, round, next.trials, earlier);
    for (const running of alive) {
      if (goOn.has(running)) continue;
      const { trial, trainMs } = running;
      await onEnd({ trial, status: 'pruned', foldValues: values.get(running) ?? [], trainMs });
    }
    alive = alive.filter((running) => goOn.has(running));
    from = to;
  }
  return asked;
}

function survivors(
  alive: readonly RunningTrial[],
  values: ReadonlyMap<RunningTrial, readonly number[]>,
  { prune }: Round,
  count: number,
  earlier: RoundInput['earlier'],
): ReadonlySet<RunningTrial> {
  const of = (running: RunningTrial): readonly number[] => values.get(running) ?? [];
  if (prune) return new Set(alive.filter((running) => !isBelowMedian(of(running), earlier)));
  const ranked = [...alive].sort((a, b) => mean(of(b)) - mean(of(a)) || a.trial.index - b.trial.index);
  return new Set(ranked.slice(0, count));
}

async function runFold(
  { study, onEnd, watch }: RoundInput,
  running: RunningTrial,
  fold: number,
  context: Pick<AgentContext, 'compute' | 'fitMemo' | 'signal' | 'logger'>,
): Promise<void> {
  if (running.hasFailed) return;
  const { trial } = running;
  try {
    const fit = await trainFold(study, trial, fold, context, (progress) =>
      watch.onRound(trial, fold, progress),
    );
    running.add(fold, fit);
    watch.onFit(fit);
  } catch (error) {
    const failure = toAppError(error);
    if (!isFaultOfTrial(failure)) throw failure;
    if (running.hasFailed) return;
    running.hasFailed = true;
    context.logger.warn({ trial: trial.index, code: failure.code }, failure.message);
    const { trainMs } = running;
    return onEnd({
      trial,
      status: 'failed',
      error: failure,
      foldValues: foldValues(study, running),
      trainMs,
    });
  }
  if (!running.isComplete) return;
  const result = await scoreTrial(
    study,
    running.fits.map(({ predictions }) => predictions),
    context,
  );
  const { trainMs, rounds } = running;
  return onEnd({ trial, status: 'scored', result, foldValues: foldValues(study, running), trainMs, rounds });
}

/** Values of the folds that are there, up to the first that is not. */
function foldValues(study: Study, { fits }: RunningTrial): number[] {
  let known = 0;
  while (fits[known]) known++;
  return fits.slice(0, known).map(({ predictions }, fold) => valueOfFold(study, fold, predictions));
}

/** What a configuration can be blamed for. The rest (cancelled, timed out, no library) concerns all of them. */
const isFaultOfTrial = ({ class: kind, code }: ReturnType<typeof toAppError>): boolean =>
  kind === 'agent' || code === 'thread_died';
