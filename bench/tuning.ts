import { samplePoint } from '../src/domain/ml/tuning/space.ts';
import { type Observation, suggestTpe } from '../src/domain/ml/tuning/tpe.ts';
import { createRng, type Rng } from '../src/kernel/rng.ts';
import { TEST_FUNCTIONS, type TestFunction } from '../test/support/test-functions.ts';

/**
 * Figure: TPE against random search at equal trials, best score found, median of 20 seeds, on five public functions.
 * Run with `npx tsx bench/tuning.ts`; prints JSON. A regret is the distance to the known optimum; the ratio is
 * random over TPE, above 1 where TPE is ahead.
 */
const SEEDS = 20;
const TRIALS = 60;
const STARTUP = 10;

type Suggest = (target: TestFunction, seen: readonly Observation[], rng: Rng) => Observation['point'];

const random: Suggest = ({ space }, _seen, rng) => samplePoint(space, rng);
const tpe: Suggest = ({ space }, seen, rng) => suggestTpe(space, seen, { startup: STARTUP }, rng);

function regret(target: TestFunction, suggest: Suggest, seed: number): number {
  const rng = createRng(`bench/tuning ${seed}`);
  const seen: Observation[] = [];
  for (let i = 0; i < TRIALS; i++) {
    const point = suggest(target, seen, rng);
    seen.push({ point, score: target.score(point) });
  }
  return target.best - Math.max(...seen.map(({ score }) => score ?? Number.NEGATIVE_INFINITY));
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

const seeds = Array.from({ length: SEEDS }, (_, seed) => seed);
const figures = TEST_FUNCTIONS.map((target) => {
  const randomRegret = median(seeds.map((seed) => regret(target, random, seed)));
  const tpeRegret = median(seeds.map((seed) => regret(target, tpe, seed)));
  return { function: target.name, randomRegret, tpeRegret, ratio: randomRegret / tpeRegret };
});
process.stdout.write(
  `${JSON.stringify({ figure: 'tpe_over_random', trials: TRIALS, seeds: SEEDS, figures }, null, 2)}\n`,
);
