import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createCompute } from '../src/compute/pool.ts';
import { Dataset } from '../src/native/lightgbm/dataset.ts';
import { loadLightGbm } from '../src/native/lightgbm/library.ts';
import { repeatableParams } from '../src/native/lightgbm/params.ts';
import { trainBooster } from '../src/native/lightgbm/train.ts';
import { learnableTask } from '../test/support/learnable-task.ts';
import type { BenchReport } from './support/report.ts';

/** Kept between runs: compiling the command line tool from the package's sources takes minutes. */
const FOLDER = join(tmpdir(), 'bullwright-bench-lightgbm');
const ROWS = 100_000;
const COLUMNS = 50;
const RUNS = 3;
const SINGLE_ROWS = 20_000;
const FOLDS = 8;

const library = loadLightGbm();
const PARAMS = { objective: 'binary', num_iterations: 50, num_leaves: 31, learning_rate: 0.1, seed: 7 };

/**
 * Training through the binding against LightGBM's own command line tool (rounds alone, each by its own clock, best of
 * three taken in turns), one row at a time, and folds in two threads against one.
 */
export async function bench(): Promise<BenchReport> {
  const training = trainingFigures();
  const rowMicros = singleRowMicros();
  const speedUp = await poolSpeedUp();
  const ratio = training.bindingMs / training.toolMs;
  return {
    name: 'LightGBM',
    rows: [
      {
        figure: `rounds through the binding, ${ROWS} x ${COLUMNS}`,
        value: `${training.bindingMs.toFixed(0)} ms`,
      },
      { figure: 'rounds of the command line tool', value: `${training.toolMs.toFixed(0)} ms` },
      { figure: 'binding over tool', value: ratio.toFixed(3) },
      { figure: 'one row, median', value: `${rowMicros.toFixed(2)} µs` },
      { figure: 'folds, two threads over one', value: speedUp.toFixed(2) },
    ],
    verdicts: [
      { what: 'training within 3 % of the command line tool', isMet: ratio <= 1.03 },
      { what: 'the trees of both are the same to the last byte', isMet: training.isSame },
      { what: 'one row in less than 20 µs', isMet: rowMicros < 20 },
      { what: 'two threads 1.8 times as fast as one', isMet: speedUp >= 1.8 },
    ],
    notes: ['Needs two idle cores: other work on the machine slows the pool more than a single thread.'],
  };
}

function trainingFigures(): { bindingMs: number; toolMs: number; isSame: boolean } {
  const tool = commandLineTool();
  // The first half of the task is its training part.
  const task = learnableTask({ rows: ROWS, columns: COLUMNS });
  const params = repeatableParams(PARAMS);
  const data = join(FOLDER, 'train.csv');
  const { values } = task.matrix;
  const lines = Array.from({ length: ROWS }, (_, r) =>
    [task.target[r], ...values.subarray(r * COLUMNS, (r + 1) * COLUMNS)].join(','),
  );
  writeFileSync(data, `${lines.join('\n')}\n`);
  let [bindingMs, toolMs, ours, theirs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, '', ''];
  for (let run = 0; run < RUNS; run++) {
    using dataset = Dataset.create(library, {
      matrix: task.matrix,
      label: task.target,
      featureNames: Array.from({ length: COLUMNS }, (_, i) => `Column_${i}`),
      params,
    });
    const startMs = performance.now();
    using booster = trainBooster(library, { dataset, params }).booster;
    bindingMs = Math.min(bindingMs, performance.now() - startMs);
    ours = treesOf(booster.toText());

    const model = join(FOLDER, 'model.txt');
    const given = Object.entries({ ...params, verbosity: 1, metric: 'None' }).map(
      ([key, value]) => `${key}=${value}`,
    );
    const log = execFileSync(
      tool,
      ['task=train', `data=${data}`, 'precise_float_parser=true', `output_model=${model}`, ...given],
      { encoding: 'utf8' },
    );
    const elapsed = [...log.matchAll(/([\d.]+) seconds elapsed, finished iteration/g)].at(-1)?.[1];
    toolMs = Math.min(toolMs, Number(elapsed) * 1_000);
    theirs = treesOf(readFileSync(model, 'utf8'));
  }
  return { bindingMs, toolMs, isSame: ours === theirs };
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

function commandLineTool(): string {
  const tool = join(FOLDER, 'lightgbm');
  if (existsSync(tool)) return tool;
  mkdirSync(FOLDER, { recursive: true });
  const manifest = createRequire(import.meta.url).resolve('lightgbm/package.json');
  const source = join(FOLDER, 'source');
  cpSync(join(dirname(manifest), 'dependencies', 'LightGBM'), source, { recursive: true });
  const build = join(FOLDER, 'build');
  execFileSync('cmake', ['-S', source, '-B', build, '-DCMAKE_BUILD_TYPE=Release'], { stdio: 'ignore' });
  execFileSync('cmake', ['--build', build, '--target', 'lightgbm', '-j2'], { stdio: 'ignore' });
  // The build puts its tool beside the sources.
  cpSync(join(source, 'lightgbm'), tool);
  return tool;
}

const treesOf = (text: string): string => text.slice(text.indexOf('Tree=0'), text.indexOf('end of trees'));
