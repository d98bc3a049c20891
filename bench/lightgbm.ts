import { performance } from 'node:perf_hooks';
import { createCompute } from '../src/compute/pool.ts';
import { Dataset } from '../src/native/lightgbm/dataset.ts';
import { loadLightGbm } from '../src/native/lightgbm/library.ts';
import { repeatableParams } from '../src/native/lightgbm/params.ts';
import { trainBooster } from '../src/native/lightgbm/train.ts';
import { learnableTask } from '../test/support/learnable-task.ts';
import type { BenchReport } from './support/report.ts';
import { trainBothWays } from './support/train-both.ts';

const COLUMNS = 50;
const SINGLE_ROWS = 20_000;
const FOLDS = 8;
/** A million rows too when `BENCH_LONG` is set: 400 MB, some minutes. */
const SIZES = process.env.BENCH_LONG
  ? [
      { rows: 100_000, pairs: 5 },
      { rows: 1_000_000, pairs: 3 },
    ]
  : [{ rows: 100_000, pairs: 5 }];

const library = loadLightGbm();
const PARAMS = { objective: 'binary', num_iterations: 50, num_leaves: 31, learning_rate: 0.1, seed: 7 };

/**
 * Training through the binding against LightGBM's own command line tool on the same binned data, one row at a time, and folds
 * in two threads against one.
 */
export async function bench(): Promise<BenchReport> {
  const trainings = SIZES.map(({ rows, pairs }) => ({ rows, ...trainBothWays(rows, COLUMNS, pairs) }));
  const rowMicros = singleRowMicros();
  const speedUp = await poolSpeedUp();
  return {
    name: 'LightGBM',
    rows: [
      ...trainings.flatMap(({ rows, bindingMs, toolMs, ratio }) => [
        {
          figure: `49 rounds through the binding, ${rows} x ${COLUMNS}, cpu`,
          value: `${bindingMs.toFixed(0)} ms`,
        },
        { figure: 'the same by the command line tool, cpu', value: `${toolMs.toFixed(0)} ms` },
        { figure: 'binding over tool, median of the pairs', value: ratio.toFixed(3) },
      ]),
      { figure: 'one row, median', value: `${rowMicros.toFixed(2)} µs` },
      { figure: 'folds, two threads over one, by the clock', value: speedUp.toFixed(2) },
    ],
    verdicts: [
      ...trainings.flatMap(({ rows, ratio, isSame }) => [
        { what: `training within 3 % of the command line tool, ${rows} rows`, isMet: ratio <= 1.03 },
        { what: `the trees of both are the same to the last byte, ${rows} rows`, isMet: isSame },
      ]),
      { what: 'one row in less than 20 µs', isMet: rowMicros < 20 },
      { what: 'two threads 1.8 times as fast as one', isMet: speedUp >= 1.8 },
    ],
    notes: ['Needs two idle cores: other work on the machine slows the pool more than a single thread.'],
  };
}

function singleRowMicros(): number {
  const task = learnableTask({ columns: COLUMNS, rows: 4_000 });
  const params = repeatableParams({ ...PARAMS, num_iterations: 100 });
  const { matrix, target: label, featureNames } = task;
  using dataset = Dataset.create(library, { matrix, label, featureNames, params });
  using booster = trainBooster(library, { dataset, params }).booster;
  using predictor = booster.rowPredictor();
  const row = Float64Array.from(matrix.values.subarray(0, COLUMNS));
  const times = new Float64Array(SINGLE_ROWS);
  for (let i = 0; i < SINGLE_ROWS; i++) {
    const start = performance.now();
    predictor.predict(row);
    times[i] = performance.now() - start;
  }
  return times.sort()[SINGLE_ROWS >> 1] * 1_000;
}

async function poolSpeedUp(): Promise<number> {
  const task = learnableTask({ rows: 20_000, columns: COLUMNS, params: { num_iterations: 150 } });
  const signal = new AbortController().signal;
  const times: number[] = [];
  for (const threads of [1, 2]) {
    const compute = createCompute({ threads });
    const all = (count: number) =>
      Promise.all(Array.from({ length: count }, () => compute.fit(task, signal)));
    await all(threads);
    const start = performance.now();
    await all(FOLDS);
    times.push(performance.now() - start);
    await compute.stop();
  }
  return times[0] / times[1];
}
