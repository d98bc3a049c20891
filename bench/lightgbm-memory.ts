import { createCompute } from '../src/compute/pool.ts';
import { Dataset } from '../src/native/lightgbm/dataset.ts';
import { loadLightGbm } from '../src/native/lightgbm/library.ts';
import { repeatableParams } from '../src/native/lightgbm/params.ts';
import { trainBooster } from '../src/native/lightgbm/train.ts';
import { learnableTask } from '../test/support/learnable-task.ts';
import type { BenchReport } from './support/report.ts';

const TRAININGS = 10_000;
/** Trainings before the first reading: allocators fill their arenas. */
const WARM_UP = 1_000;
const FOLDS = 8;
const MIB = 2 ** 20;

/** Whether 10,000 trainings leave anything behind, and what a compute thread costs in memory. */
export async function bench(): Promise<BenchReport> {
  const { growth, readings } = loop();
  const [one, two] = [await peakOfPool(1), await peakOfPool(2)];
  return {
    name: 'LightGBM memory',
    rows: [
      { figure: `resident after ${WARM_UP} trainings`, value: `${readings[0].toFixed(1)} MB` },
      { figure: `resident after ${TRAININGS}`, value: `${(readings.at(-1) ?? 0).toFixed(1)} MB` },
      { figure: 'growth a training', value: `${growth.toFixed(0)} bytes` },
      { figure: 'peak of a pool of one thread above the start', value: `${one.toFixed(0)} MB` },
      { figure: 'a second thread takes', value: `${(two - one).toFixed(0)} MB` },
    ],
    // A dataset and booster of this size that leaked would be over 50,000 bytes.
    verdicts: [{ what: `memory flat over ${TRAININGS} trainings (under 1 kB each)`, isMet: growth < 1_024 }],
    notes: ['Folds of 20,000 x 50 in float64, one copy of the matrix whatever the number of threads.'],
  };
}

/** Trains small models one after the other; reads the memory after every thousand. */
function loop(): { growth: number; readings: readonly number[] } {
  const library = loadLightGbm();
  const task = learnableTask({ rows: 1_000 });
  const params = repeatableParams({ ...task.params, num_iterations: 3 });
  const { matrix, target: label, featureNames, trainRows: rows } = task;
  const readings: number[] = [];
  for (let done = 1; done <= TRAININGS; done++) {
    using dataset = Dataset.create(library, { matrix, rows, label, featureNames, params });
    using booster = trainBooster(library, { dataset, params }).booster;
    using predictor = booster.rowPredictor();
    predictor.predict(new Float64Array(matrix.columns));
    if (done % WARM_UP === 0) {
      globalThis.gc?.();
      readings.push(process.memoryUsage().rss / MIB);
    }
  }
  const grown = ((readings.at(-1) ?? 0) - readings[0]) * MIB;
  return { growth: Math.max(0, grown) / (TRAININGS - WARM_UP), readings };
}

/** Largest resident memory while folds are trained, above that before the pool was made, MB. */
async function peakOfPool(threads: number): Promise<number> {
  const task = learnableTask({ rows: 20_000, columns: 50, params: { num_iterations: 60 } });
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const compute = createCompute({ threads });
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: FOLDS }, () => compute.fit(task, signal)));
  clearInterval(watch);
  await compute.stop();
  return (peak - before) / MIB;
}
