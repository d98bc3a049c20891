import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LightGbmParams } from '../../src/agents/ports.ts';
import { Dataset } from '../../src/native/lightgbm/dataset.ts';
import { loadLightGbm } from '../../src/native/lightgbm/library.ts';
import { repeatableParams } from '../../src/native/lightgbm/params.ts';
import { trainBooster } from '../../src/native/lightgbm/train.ts';
import { learnableTask } from '../../test/support/learnable-task.ts';
import { requireTool, TOOL_FOLDER, treesOf } from '../../test/support/lightgbm-tool.ts';
import { processorMs } from './measure.ts';
import { median } from './speed-up.ts';

const ROUNDS = 50;
const PARAMS = { objective: 'binary', num_leaves: 31, learning_rate: 0.1, seed: 7 };

export interface BothWays {
  /** Processor time of 49 rounds, the median of the turns, milliseconds. */
  readonly bindingMs: number;
  readonly toolMs: number;
  /** Median over the turns of binding over tool. */
  readonly ratio: number;
  /** Median over the turns of the slower run of the tool over the faster one: what the machine's unrest alone makes. */
  readonly unrest: number;
  readonly isSame: boolean;
}

/**
 * The same binned data trained through the binding and by LightGBM's own command line tool, linked from the same objects, in
 * turns: the tool before and after the binding, so that it is known how far the tool is from itself. What is compared is the processor time of 50 rounds less that of one: neither loading nor starting is in it.
 */
export function trainBothWays(rows: number, columns: number, turns: number): BothWays {
  const library = loadLightGbm();
  const tool = requireTool();
  mkdirSync(TOOL_FOLDER, { recursive: true });
  const task = learnableTask({ rows, columns });
  const params = repeatableParams(PARAMS);
  using dataset = Dataset.create(library, {
    matrix: task.matrix,
    label: task.target,
    featureNames: task.featureNames,
    params,
  });
  const data = join(TOOL_FOLDER, `train-${rows}.bin`);
  if (existsSync(data)) rmSync(data);
  dataset.saveBinary(data);

  const model = join(TOOL_FOLDER, 'model.txt');
  let [ours, theirs] = ['', ''];
  const binding = (rounds: number): number => {
    const before = processorMs();
    using booster = trainBooster(library, { dataset, params: { ...params, num_iterations: rounds } }).booster;
    const spent = processorMs() - before;
    ours = treesOf(booster.toText());
    return spent;
  };
  const commandLine = (rounds: number): number => {
    const spent = processorMsOf(tool, {
      ...params,
      num_iterations: rounds,
      task: 'train',
      data,
      output_model: model,
      metric: 'None',
    });
    theirs = treesOf(readFileSync(model, 'utf8'));
    return spent;
  };
  const measured = Array.from({ length: turns }, () => {
    const before = -commandLine(1) + commandLine(ROUNDS);
    const bindingMs = -binding(1) + binding(ROUNDS);
    const after = -commandLine(1) + commandLine(ROUNDS);
    const toolMs = (before + after) / 2;
    return {
      bindingMs,
      toolMs,
      ratio: bindingMs / toolMs,
      unrest: Math.max(before, after) / Math.min(before, after),
    };
  });
  rmSync(data);
  return {
    bindingMs: median(measured.map((turn) => turn.bindingMs)),
    toolMs: median(measured.map((turn) => turn.toolMs)),
    ratio: median(measured.map((turn) => turn.ratio)),
    unrest: median(measured.map((turn) => turn.unrest)),
    isSame: ours === theirs,
  };
}

/** User and system time of the tool, as bash counts it, milliseconds. */
function processorMsOf(tool: string, args: LightGbmParams): number {
  const given = Object.entries(args).map(([key, value]) => `${key}=${value}`);
  const script = 'TIMEFORMAT="%U %S"; { time "$@" > /dev/null; } 2>&1';
  const text = execFileSync('bash', ['-c', script, 'bash', tool, ...given], { encoding: 'utf8' });
  const [user, system] = (text.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return (user + system) * 1_000;
}
