import { AppError } from '../../kernel/errors.ts';
import type { Rng } from '../../kernel/rng.ts';
import type { AgentContext } from '../agent.ts';
import type { StudyStop } from '../ports.ts';
import { openBudget } from './budget.ts';
import { runRound } from './run-round.ts';
import { type ScoredTrial, type TrialOutcome, toRecord } from './running-trial.ts';
import { compareScores } from './score-trial.ts';
import { planRounds } from './search-plan.ts';
import { watchSearch } from './search-progress.ts';
import { type Study, trialOf } from './study.ts';
import { warmPoints } from './warm-start.ts';

export interface SearchResult {
  readonly best: ScoredTrial;
  /** In the order of the trials. */
  readonly outcomes: readonly TrialOutcome[];
  /** Where the budget ended the search; null when all trials were tried. */
  readonly stopped: StudyStop | null;
}

/**
 * Searches the space of a study round by round, by the method of the spec. Each trial goes to the ledger as it
 * ends, pruned and failed ones too: a search that is cancelled has counted what it has seen. Finished trainings are kept
 * by content, so a search that is killed and started again trains nothing twice.
 *
 * @throws AppError of the first trial when all failed; at once what is no fault of a trial (cancelled, timed out,
 *   the ledger or the library not available).
 */
export async function runSearch(
  study: Study,
  context: Pick<AgentContext, 'compute' | 'trials' | 'fitMemo' | 'signal' | 'logger' | 'progress'>,
  rng: Rng,
): Promise<SearchResult> {
  const outcomes: TrialOutcome[] = [];
  const watch = watchSearch(study, context);
  const codeHash = await context.compute.identity();
  const onEnd = async (outcome: TrialOutcome): Promise<void> => {
    outcomes[outcome.trial.index] = outcome;
    await context.trials.record([toRecord(study, outcome, codeHash)]);
    watch.onTrial(outcome);
  };

  const warm = await warmPoints(study, context);
  const checkBudget = await openBudget(study, warm, context.trials);
  let stopped: StudyStop | null = null;
  let fits = 0;
  for (const round of planRounds(study, warm, rng, () => outcomes.map(toObservation))) {
    const trials = round.points.map((point, i) => trialOf(study, outcomes.length + i, point));
    const earlier = outcomes.map(({ foldValues }) => foldValues);
    fits += await runRound({ study, round, trials, earlier, onEnd, watch }, context);
    const trainMs = outcomes.reduce((sum, outcome) => sum + outcome.trainMs, 0);
    stopped = await checkBudget({ trials: outcomes.length, fits, trainMs });
    if (stopped) break;
  }
  return { best: bestOf(outcomes), outcomes, stopped };
}

const toObservation = (outcome: TrialOutcome) => ({
  point: outcome.trial.point,
  score: outcome.status === 'scored' ? outcome.result.score : null,
});

function bestOf(outcomes: readonly TrialOutcome[]): ScoredTrial {
  const scored = outcomes.filter((outcome) => outcome.status === 'scored');
  const best = scored.sort((a, b) => compareScores(a.result, b.result) || a.trial.index - b.trial.index)[0];
  if (best) return best;
  const failed = outcomes.filter((outcome) => outcome.status === 'failed');
  const [first] = failed;
  if (!first) throw new AppError('internal', 'A search without trials');
  const which = failed.length === outcomes.length ? 'All' : `No trial was scored: ${failed.length} of`;
  throw new AppError(
    first.error.code,
    `${which} ${outcomes.length} trials failed; the first: ${first.error.message}`,
    { cause: first.error },
  );
}
