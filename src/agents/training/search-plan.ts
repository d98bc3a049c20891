import { halvingBracket, hyperbandBrackets, type Rung } from '../../domain/ml/tuning/rungs.ts';
import { type Point, samplePoint } from '../../domain/ml/tuning/space.ts';
import { type Observation, suggestTpe } from '../../domain/ml/tuning/tpe.ts';
import type { Rng } from '../../kernel/rng.ts';
import { hasBudget } from './budget.ts';
import type { Study } from './study.ts';

/** Configurations that are trained side by side and judged together. */
export interface Round {
  readonly points: readonly Point[];
  /** After each rung but the last only the best `trials` of the next one go on. */
  readonly rungs: readonly Rung[];
  /** Whether trials below the median of earlier rounds are given up after each rung. */
  readonly prune: boolean;
}

/**
 * The rounds of a search, one after the other. A round depends on the rounds before it and never on how many
 * threads there are, so a search that is killed and repeated asks for the very same trainings.
 *
 * @param warm Configurations to try first, in place of as many draws.
 * @param observed What was found out so far, asked before each round.
 */
export function* planRounds(
  { spec: { training }, data, space }: Pick<Study, 'spec' | 'data' | 'space'>,
  warm: readonly Point[],
  rng: Rng,
  observed: () => readonly Observation[],
): Generator<Round> {
  const { trials, tuning } = training;
  const folds = data.folds.length;
  const draw = (index: number): Point => {
    // Drawn even when it is not used: the others stay the same with and without a warm start.
    const drawn =
      tuning.method === 'tpe'
        ? suggestTpe(space, observed(), { startup: tuning.startupTrials }, rng)
        : samplePoint(space, rng);
    return warm[index] ?? drawn;
  };
  const points = (from: number, count: number): Point[] =>
    Array.from({ length: count }, (_, i) => draw(from + i));

  if (tuning.method === 'halving' || tuning.method === 'hyperband') {
    const brackets =
      tuning.method === 'halving'
        ? [halvingBracket(trials, folds, tuning.reduction)]
        : hyperbandBrackets(trials, folds, tuning.reduction);
    let from = 0;
    for (const rungs of brackets) {
      const count = rungs[0].trials;
      yield { points: points(from, count), rungs, prune: false };
      from += count;
    }
    return;
  }
  // A budget is looked at between batches.
  const isSequential = tuning.method === 'tpe' || tuning.prune || hasBudget(tuning);
  const batch = isSequential ? tuning.batch : trials;
  for (let from = 0; from < trials; from += batch) {
    const count = Math.min(batch, trials - from);
    yield {
      points: points(from, count),
      rungs: tuning.prune ? oneFoldAtATime(count, folds) : [{ trials: count, folds }],
      prune: tuning.prune,
    };
  }
}

const oneFoldAtATime = (trials: number, folds: number): Rung[] =>
  Array.from({ length: folds }, (_, k) => ({ trials, folds: k + 1 }));
