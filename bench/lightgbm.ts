import { performance } from 'node:perf_hooks';
import { Dataset } from '../src/native/lightgbm/dataset.ts';
import { loadLightGbm } from '../src/native/lightgbm/library.ts';
import { repeatableParams } from '../src/native/lightgbm/params.ts';
import { trainBooster } from '../src/native/lightgbm/train.ts';
import { learnableTask } from '../test/support/learnable-task.ts';
import type { BenchReport } from './support/report.ts';
import { measureSpeedUps } from './support/speed-up.ts';
import { trainBothWays } from './support/train-both.ts';

const COLUMNS = 50;
const SINGLE_ROWS = 20_000;
/** A million rows too when `BENCH_LONG` is set: 400 MB, some minutes. */
const SIZES = process.env.BENCH_LONG
  ? [
      { rows: 100_000, turns: 5 },
      { rows: 1_000_000, turns: 3 },
    ]
  : [{ rows: 100_000, turns: 5 }];

const library = loadLightGbm();
const PARAMS = { objective: 'binary', num_iterations: 50, num_leaves: 31, learning_rate: 0.1, seed: 7 };

/**
 * Training through the binding against LightGBM's own command line tool on the same binned data, one row at a time, and folds
 * in two threads against one.
 */
export async function bench(): Promise<BenchReport> {
  const trainings = SIZES.map(({ rows, turns }) => ({ rows, ...trainBothWays(rows, COLUMNS, turns) }));
  const rowMicros = singleRowMicros();
  const speedUp = await measureSpeedUps();
  return {
    name: 'LightGBM',
    rows: [
      ...trainings.flatMap(({ rows, bindingMs, toolMs, ratio, unrest }) => [
        {
          figure: `49 rounds through the binding, ${rows} x ${COLUMNS}, cpu`,
          value: `${bindingMs.toFixed(0)} ms`,
        },
        { figure: 'the same by the command line tool, cpu', value: `${toolMs.toFixed(0)} ms` },
        { figure: 'binding over tool, median of the turns', value: ratio.toFixed(3) },
        { figure: 'the tool over itself, the slower over the faster run', value: unrest.toFixed(3) },
      ]),
      { figure: 'one row, median', value: `${rowMicros.toFixed(2)} µs` },
      { figure: 'folds, two threads over one, by the clock', value: speedUp.threads.toFixed(2) },
      {
        figure: 'the same in two processes over one: what the machine gives',
        value: speedUp.processes.toFixed(2),
      },
      { figure: 'threads over processes', value: speedUp.ratio.toFixed(3) },
      {
        figure: 'processor time of the folds, two threads over one',
        value: speedUp.processorTime.toFixed(3),
      },
    ],
    verdicts: [
      ...trainings.flatMap(({ rows, ratio, isSame }) => [
        { what: `training within 3 % of the command line tool, ${rows} rows`, isMet: ratio <= 1.03 },
        { what: `the trees of both are the same to the last byte, ${rows} rows`, isMet: isSame },
      ]),
      { what: 'one row in less than 20 µs', isMet: rowMicros < 20 },
      { what: 'two threads 1.8 times as fast as one', isMet: speedUp.threads >= 1.8 },
      {
        what: 'two threads take no more processor time than one (within 5 %)',
        isMet: speedUp.processorTime <= 1.05,
      },
      { what: 'two threads within 5 % of what two processes reach', isMet: speedUp.ratio >= 0.95 },
    ],
    notes: [
      'Needs two idle cores: other work on the machine slows two of anything more than one, as the figure of the processes shows.',
    ],
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
