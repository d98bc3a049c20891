import { auc } from '../src/domain/ml/auc.ts';
import { lightgbmSpace } from '../src/domain/ml/tuning/lightgbm-space.ts';
import { type Space, samplePoint } from '../src/domain/ml/tuning/space.ts';
import { type Observation, suggestTpe } from '../src/domain/ml/tuning/tpe.ts';
import { createRng, type Rng } from '../src/kernel/rng.ts';
import { fitModel } from '../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../src/native/lightgbm/library.ts';
import { learnableTask } from '../test/support/learnable-task.ts';
import { TEST_FUNCTIONS } from '../test/support/test-functions.ts';
import type { BenchReport } from './support/report.ts';

const SEEDS = 20;
const STARTUP = 10;

/** What is searched: a score to make large, and the best there is where it is known. */
interface Target {
  readonly name: string;
  readonly space: Space;
  readonly trials: number;
  readonly best: number | null;
  readonly score: (point: Observation['point']) => number;
}

type Suggest = (target: Target, seen: readonly Observation[], rng: Rng) => Observation['point'];

const random: Suggest = ({ space }, _seen, rng) => samplePoint(space, rng);
const tpe: Suggest = ({ space }, seen, rng) => suggestTpe(space, seen, { startup: STARTUP }, rng);

/**
 * TPE against random search at equal trials: best score found, median of 20 seeds, on five public functions (distance to
 * the known optimum) and on a LightGBM task (area under the curve on rows that were held out).
 */
export async function bench(): Promise<BenchReport> {
  const targets = [...TEST_FUNCTIONS.map((target) => ({ ...target, trials: 60 })), lightgbmTarget()];
  const rows = targets.map((target) => {
    const found = [random, tpe].map((suggest) => medianBest(target, suggest));
    const [byRandom, byTpe] = found;
    return {
      task: target.name,
      trials: target.trials,
      measure: target.best === null ? 'AUC' : 'regret',
      random: show(target, byRandom),
      tpe: show(target, byTpe),
      isBetter: byTpe > byRandom ? 'yes' : 'no',
    };
  });
  return {
    name: 'tuning',
    rows: rows.map(({ isBetter: _, ...row }) => row),
    verdicts: rows.map(({ task, isBetter }) => ({
      what: `${task}: TPE beats random search at equal trials, median of ${SEEDS} seeds`,
      isMet: isBetter === 'yes',
    })),
    notes: [`The first ${STARTUP} trials of TPE are random; both searches start from the same seeds.`],
  };
}

/** Three thousand rows of noise around an interaction: half to train on, half held out. */
function lightgbmTarget(): Target {
  const library = loadLightGbm();
  const task = learnableTask({ rows: 3_000, columns: 20, seed: 'bench tuning', noise: 2 });
  const outcome = Int8Array.from(task.predictRows, (row) => task.target[row]);
  return {
    name: 'LightGBM',
    trials: 40,
    best: null,
    space: lightgbmSpace({
      learning_rate: [0.005, 0.3],
      num_leaves: [2, 64],
      min_data_in_leaf: [5, 300],
      feature_fraction: [0.2, 1],
      bagging_fraction: [0.3, 1],
      lambda_l2: [0, 100],
      num_iterations: [10, 200],
    }),
    score: (point) => {
      const params = { ...task.params, ...point, deterministic: true, num_threads: 1 };
      return auc(fitModel(library, { ...task, params }, () => false).predictions, outcome) ?? 0;
    },
  };
}

/** Best score of a search, median over the seeds. */
function medianBest(target: Target, suggest: Suggest): number {
  const best = Array.from({ length: SEEDS }, (_, seed) => {
    const rng = createRng(`bench/tuning ${seed}`);
    const seen: Observation[] = [];
    for (let i = 0; i < target.trials; i++) {
      const point = suggest(target, seen, rng);
      seen.push({ point, score: target.score(point) });
    }
    return Math.max(...seen.map(({ score }) => score ?? Number.NEGATIVE_INFINITY));
  }).sort((a, b) => a - b);
  const half = best.length >> 1;
  return best.length % 2 === 1 ? best[half] : (best[half - 1] + best[half]) / 2;
}

const show = ({ best }: Target, score: number): string =>
  best === null ? score.toFixed(4) : (best - score).toPrecision(3);
