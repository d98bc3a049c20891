import { type Point, positionOf, type Space, valueAt } from '../../domain/ml/tuning/space.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Json } from '../../kernel/json.ts';
import type { Rng } from '../../kernel/rng.ts';
import type { AgentContext } from '../agent.ts';
import { runRound } from './run-round.ts';
import { type ScoredTrial, type TrialOutcome, toRecord } from './running-trial.ts';
import { compareScores } from './score-trial.ts';
import { planRounds } from './search-plan.ts';
import { type Study, trialOf } from './study.ts';

export interface SearchResult {
  readonly best: ScoredTrial;
  /** In the order of the trials. */
  readonly outcomes: readonly TrialOutcome[];
}

/**
 * Searches the space of a study round by round, by the method of the spec. Each trial goes to the ledger as it
 * ends, pruned and failed ones too: a search that is cancelled has counted what it has seen. Fold results are kept
 * by content, so a search that is killed and started again trains nothing twice.
 *
 * @param onTrial Told how many trials have ended.
 * @throws AppError of the first trial when all failed; at once what is no fault of a trial (cancelled, timed out,
 *   the ledger or the library not available).
 */
export async function runSearch(
  study: Study,
  context: Pick<AgentContext, 'compute' | 'trials' | 'fitMemo' | 'signal' | 'logger'>,
  rng: Rng,
  onTrial: (ended: number) => void,
): Promise<SearchResult> {
  const { maxFits = Number.POSITIVE_INFINITY } = study.spec.training.tuning;
  const outcomes: TrialOutcome[] = [];
  let ended = 0;
  let fits = 0;
  const onEnd = async (outcome: TrialOutcome): Promise<void> => {
    outcomes[outcome.trial.index] = outcome;
    await context.trials.record([toRecord(study, outcome, codeHash)]);
    onTrial(++ended);
  };

  const codeHash = await context.compute.identity();
  const warm = await warmPoints(study, context);
  for (const round of planRounds(study, warm, rng, () => outcomes.map(toObservation))) {
    const trials = round.points.map((point, i) => trialOf(study, outcomes.length + i, point));
    const earlier = outcomes.map(({ foldValues }) => foldValues);
    fits += await runRound({ study, round, trials, earlier, onEnd }, context);
    if (fits >= maxFits) break;
  }
  return { best: bestOf(outcomes), outcomes };
}

const toObservation = (outcome: TrialOutcome) => ({
  point: outcome.trial.point,
  score: outcome.status === 'scored' ? outcome.result.score : null,
});

/** The best configurations of earlier workflows on the dataset family, moved inside the bounds of this study. */
async function warmPoints(
  { spec, data, space }: Study,
  { trials }: Pick<AgentContext, 'trials'>,
): Promise<Point[]> {
  const count = Math.min(spec.training.tuning.warmStart, spec.training.trials);
  if (count === 0) return [];
  const earlier = await trials.best(data.dataset.family, count);
  return earlier.map((params) => toPoint(space, params)).filter((point) => point !== undefined);
}

/** Undefined when the parameters lack a dimension: another version of the search wrote them. */
function toPoint(space: Space, params: Json): Point | undefined {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined;
  const given = params as Readonly<Record<string, Json>>;
  const point: Record<string, string | number | boolean> = {};
  for (const dimension of space) {
    const value = given[dimension.name];
    if (dimension.kind === 'categorical' || typeof value !== 'number') return undefined;
    point[dimension.name] = valueAt(dimension, positionOf(dimension, value));
  }
  return point;
}

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
