import { afterAll, describe, expect, it } from 'vitest';
import type { AgentContext } from '../../../src/agents/agent.ts';
import { mlEngineer } from '../../../src/agents/ml-engineer.ts';
import type { Compute, FitTask } from '../../../src/agents/ports.ts';
import type { TrainingProgress } from '../../../src/agents/progress.ts';
import { segmentData } from '../../../src/agents/training/training-data.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import { sliceBars } from '../../../src/domain/market/bars.ts';
import { calibrateOutOfFold } from '../../../src/domain/ml/fold-calibration.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import type { ModelInfo } from '../../../src/orchestration/state.ts';
import { createAgentContext, memoryFitMemo, memoryLedger } from '../../support/agent-context.ts';
import { labelHere } from '../../support/labelled-bars.ts';
import { generateMarket, trainingInput } from '../../support/training-state.ts';

const BARS = 640;
const TRAIN = 480;
const compute = createCompute({ threads: 2 });
afterAll(() => compute.stop());

const { bars, regime } = generateMarket(BARS, 0.6, 'options');
const rng = createRng('options');
const technical = {
  hint: regime.map((side) => side + 0.6 * rng.normal()),
  noise: regime.map(() => rng.normal()),
};
const base = {
  selection: { method: 'screen' },
  trials: 2,
  folds: 4,
  learningCurve: false,
  search: { num_iterations: [5, 15], num_leaves: [3, 6], min_data_in_leaf: [10, 30] },
};

/** Trains and keeps every task the compute threads were given, with the rounds their models came to. */
async function train(training: object, overrides: Partial<AgentContext> = {}, labels: object = {}) {
  const fits: { readonly task: FitTask; readonly rounds: number }[] = [];
  const inner = overrides.compute ?? compute;
  const watched: Compute = {
    ...inner,
    fit: async (task, signal, onProgress) => {
      const result = await inner.fit(task, signal, onProgress);
      fits.push({ task, rounds: result.rounds });
      return result;
    },
  };
  const probe = createAgentContext({ ...overrides, compute: watched });
  const spec = { training: { ...base, ...training }, labels };
  const input = await trainingInput(probe.artifacts, { bars, families: { technical }, spec });
  const patch = await mlEngineer.run(input, probe.context);
  const model = patch.bestModel as ModelInfo;
  return { fits, model, probe, text: patch.messages?.[0].text ?? '' };
}

const segment = (edits: object, names: readonly string[] = Object.keys(technical)) => {
  const spec = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' } }, ...edits });
  const train = sliceBars(bars, 0, TRAIN);
  return segmentData(labelHere(train, spec), names, spec);
};
const key = (rows: Int32Array): string => rows.join();

describe('combinatorial cross-validation', () => {
  it('trains every choice of groups and scores every path through all rows', async () => {
    const { fits, model, text } = await train({ crossValidation: { kind: 'combinatorial', testGroups: 2 } });
    // C(4, 2) choices, of which each group is in C(3, 1): so many paths.
    const { folds, paths, rows } = segment({
      training: { ...base, crossValidation: { kind: 'combinatorial', testGroups: 2 } },
    });
    expect([folds.length, paths.length]).toEqual([6, 3]);
    for (const path of paths) expect(path.flatMap(({ testRows }) => [...testRows])).toEqual([...rows]);
    expect(fits).toHaveLength(2 * 6 + 1);
    expect(new Set(fits.slice(0, -1).map(({ task }) => key(task.predictRows)))).toEqual(
      new Set(folds.map(({ testRows }) => key(testRows))),
    );
    expect(model.metrics.paths).toBe(3);
    expect(model.foldScores).toHaveLength(3);
    expect(model.score).toBeCloseTo(model.foldScores.reduce((a, b) => a + b, 0) / 3, 10);
    expect(model.metrics.path_score_low).toBe(Math.min(...model.foldScores));
    expect(model.metrics.path_score_high).toBe(Math.max(...model.foldScores));
    expect(model.metrics.auc).toBeGreaterThan(0.6);
    expect(text).toContain('6 combinations of 2 of 4 purged groups, 3 paths');
  });
});

describe('nested cross-validation', () => {
  it('searches inside each training part, and judges the procedure on rows that had no part in it', async () => {
    const { fits, model, probe } = await train({
      folds: 3,
      crossValidation: { kind: 'nested', innerFolds: 2 },
    });
    const { folds } = segment({ training: { ...base, folds: 3 } });
    // The search itself, then two trials on two folds and one judged model in each part, then the released model.
    expect(fits).toHaveLength(2 * 3 + 3 * (2 * 2 + 1) + 1);
    folds.forEach(({ trainRows, testRows }, k) => {
      const inside = fits.slice(6 + k * 5, 6 + (k + 1) * 5);
      const [judged, ...searched] = [inside[4], ...inside.slice(0, 4)];
      expect(key(judged.task.predictRows)).toBe(key(testRows));
      const own = new Set(trainRows);
      for (const { task } of searched) {
        expect([...task.trainRows, ...task.predictRows].every((row) => own.has(row))).toBe(true);
      }
    });
    expect(model.metrics.nested_score).toBeDefined();
    expect(model.metrics.nested_auc).toBeGreaterThan(0.55);
    expect(model.metrics.nested_auc).not.toBe(model.metrics.auc);
    // The trials inside are looks at the data as much as those outside.
    expect(probe.ledger.records.length).toBe(2 + 3 * 2);
  });
});

describe('the purge', () => {
  const gap = (spec: object, names?: readonly string[]): number => {
    const { folds, labels, embargoBars } = segment(spec, names);
    const gaps = folds.flatMap(({ trainRows, testRows }) => {
      const [first, last] = [testRows[0], labels.endIndex[testRows[testRows.length - 1]]];
      const before = trainRows.filter((row) => row < first).map((row) => first - labels.endIndex[row]);
      const after = trainRows.filter((row) => row > last).map((row) => row - last);
      expect(after.every((bar) => bar > embargoBars)).toBe(true);
      return [...before, ...after];
    });
    return Math.min(...gaps);
  };

  it('keeps labels apart, and with a look-back also what features read', () => {
    expect(gap({ training: base })).toBe(1);
    expect(gap({ training: { ...base, lookbackBars: 30 } })).toBe(31);
  });

  it('takes the look-back from the registry when it is told to, on longer bars times their length', () => {
    const spec = { training: { ...base, folds: 2, lookbackBars: 'features' } };
    // SMA(50) has 49 bars before its first value; RSI(14) on weeks 14 and the one under way, seven days each.
    expect(gap(spec, ['rsi_14', 'sma_50_distance_atr', 'hint'])).toBe(49 + 1);
    expect(gap(spec, ['w1_rsi_14', 'sma_50_distance_atr'])).toBe(15 * 7 + 1);
    expect(segment(spec, ['hint']).lookbackBars).toBe(0);
  });
});

describe('what a model learns from', () => {
  it('by the sequential bootstrap is drawn as often as there are rows, and only the drawn is learned', async () => {
    const training = { sampling: 'sequential_bootstrap', weights: { by: 'equal' } };
    const { fits } = await train(training);
    const { folds, weightOf } = segment({ training: { ...base, ...training } });
    for (const { trainRows, testRows } of folds) {
      const weight = weightOf(trainRows);
      expect(trainRows.reduce((sum, row) => sum + weight[row], 0)).toBe(trainRows.length);
      const drawn = trainRows.filter((row) => weight[row] > 0);
      expect(drawn.length).toBeLessThan(trainRows.length);
      const own = fits.filter(({ task }) => key(task.predictRows) === key(testRows));
      expect(own).toHaveLength(base.trials);
      for (const { task } of own) {
        expect(key(task.trainRows)).toBe(key(drawn));
        expect(task.weight).toEqual(weight);
      }
    }
  });

  it('weighs by the return that is a label\u2019s own', () => {
    const { labels, rows, weightOf } = segment({
      training: { ...base, weights: { by: 'return_attribution' } },
    });
    const closes = bars.close;
    // Lopez de Prado 2018, snippet 4.10, bar by bar.
    const sharing = (bar: number): number =>
      rows.filter((row) => labels.entryIndex[row] <= bar && bar <= labels.endIndex[row]).length;
    const naive = (row: number): number => {
      let sum = 0;
      for (let bar = labels.entryIndex[row]; bar <= labels.endIndex[row]; bar++) {
        sum += Math.log(closes[bar] / closes[bar - 1]) / sharing(bar);
      }
      return Math.abs(sum);
    };
    const weight = weightOf(rows);
    const total = rows.reduce((sum, row) => sum + naive(row), 0);
    for (const row of rows.subarray(0, 60)) {
      expect(weight[row]).toBeCloseTo((naive(row) * rows.length) / total, 4);
    }
  });

  it('by meta-labels is whether the side of the primary rule wins', async () => {
    const meta = { feature: 'log_return_5', reversed: true };
    const { fits, model } = await train({}, {}, { meta });
    const { labels, rows, side, target, returns } = segment({ training: base, labels: { meta } });
    const primary = computeColumns([meta.feature], sliceBars(bars, 0, TRAIN))[meta.feature];
    for (const row of rows) {
      expect(side?.[row]).toBe(-Math.sign(primary[row]));
      expect(target[row]).toBe(labels.direction[row] === side?.[row] ? 1 : 0);
      // The barriers are as far on both sides: who wins has earned, up to the time limit.
      if (target[row] === 0) expect(returns[row]).toBeLessThanOrEqual(0);
    }
    expect(target.some((value) => value === 1)).toBe(true);
    expect(fits.at(-1)?.task.target).toEqual(target);
    expect(model.params.objective).toBe('binary');
  });
});

describe('the calibration of the released model', () => {
  it.each(['isotonic', 'platt'] as const)(
    '%s is fitted to the out-of-fold predictions',
    async (calibration) => {
      const { model, probe } = await train({ calibration });
      const { row, probability } = await probe.artifacts.getColumns(model.predictions);
      const ofRow = new Map(Array.from(row, (bar, i) => [bar, probability[i]]));
      const data = segment({ training: base });
      const predictions = data.folds.map(({ testRows }) =>
        Float64Array.from(testRows, (bar) => ofRow.get(bar) ?? Number.NaN),
      );
      expect(model.calibration).toEqual(calibrateOutOfFold(calibration, { ...data, predictions }));
    },
  );
});

describe('early stopping', () => {
  it('watches the purged end of a training part; the released model gets the rounds and all the labels', async () => {
    const search = { ...base.search, num_iterations: [400, 400], learning_rate: [0.3, 0.3] };
    const { fits, model } = await train({ search, earlyStopping: { rounds: 5, share: 0.25 } });
    const { labels, rows } = segment({ training: base });
    const ofFolds = fits.slice(0, -1);
    for (const { task, rounds } of ofFolds) {
      const watched = task.stopping?.rows ?? new Int32Array(0);
      const learned = task.trainRows;
      // A quarter of them, and purging takes a few away from those that are learned.
      const share = watched.length / (watched.length + learned.length);
      expect(share).toBeGreaterThanOrEqual(0.25);
      expect(share).toBeLessThan(0.28);
      expect(Math.max(...Array.from(learned, (row) => labels.endIndex[row]))).toBeLessThan(watched[0]);
      expect(rounds).toBeLessThan(100);
    }
    const released = fits[fits.length - 1];
    expect(released.task.stopping).toBeUndefined();
    expect(key(released.task.trainRows)).toBe(key(rows));
    const medians = [...new Set(ofFolds.map(({ task }) => task.params))].map((params) => {
      const own = ofFolds.filter(({ task }) => task.params === params).map(({ rounds }) => rounds);
      return own.sort((a, b) => a - b)[own.length >> 1];
    });
    expect(medians).toHaveLength(base.trials);
    expect(medians).toContain(released.rounds);
    expect(model.params.num_iterations).toBe(released.rounds);
  });

  it('finds the rounds inside: a nested test part is predicted by a model of all its labels', async () => {
    const search = { ...base.search, num_iterations: [400, 400], learning_rate: [0.3, 0.3] };
    const crossValidation = { kind: 'nested', innerFolds: 2 };
    const { fits } = await train({
      search,
      folds: 3,
      trials: 1,
      crossValidation,
      earlyStopping: { rounds: 5, share: 0.25 },
    });
    const { folds } = segment({ training: { ...base, folds: 3 } });
    folds.forEach(({ trainRows, testRows }, k) => {
      const [first, second, judged] = fits.slice(3 + 3 * k, 6 + 3 * k);
      expect(key(judged.task.predictRows)).toBe(key(testRows));
      expect(judged.task.stopping).toBeUndefined();
      expect(key(judged.task.trainRows)).toBe(key(trainRows));
      expect(judged.task.params.num_iterations).toBe(Math.max(first.rounds, second.rounds));
    });
  });
});

describe('what a training tells', () => {
  it('reaches whoever watches: trial, fold, round, scores, best so far and the time that is left', async () => {
    const told: (TrainingProgress | undefined)[] = [];
    const telling: Compute = {
      ...compute,
      concurrency: 1,
      fit: async (task, signal, onProgress) => {
        onProgress?.({ round: 3, rounds: 9, scores: { binary_logloss: 0.6 }, etaMs: 77 });
        return { ...(await compute.fit(task, signal)), trainMs: 100 };
      },
    };
    const progress: AgentContext['progress'] = (_fraction, _message, training) => told.push(training);
    const { model } = await train({ folds: 2 }, { compute: telling, progress });
    const figures = told.filter((training) => training !== undefined);
    const best = expect.any(Number);
    const round = { round: 3, rounds: 9, scores: { binary_logloss: 0.6 } };
    // Two trials of two folds at 100 ms each: the time left is that of the folds to come.
    expect(figures).toEqual([
      { trial: 0, trials: 2 },
      { trial: 0, trials: 2, fold: 1, ...round },
      { trial: 0, trials: 2, fold: 2, ...round, etaMs: 300 },
      { trial: 1, trials: 2, best, etaMs: 200 },
      { trial: 1, trials: 2, best, fold: 1, ...round, etaMs: 200 },
      { trial: 1, trials: 2, best, fold: 2, ...round, etaMs: 100 },
      { trial: 2, trials: 2, best: model.score, etaMs: 0 },
    ]);
  });
});

describe('a budget of time or money', () => {
  /** Real trainings that are said to have taken so many seconds each. */
  const taking = (seconds: number): Compute => ({
    ...compute,
    fit: async (...given) => ({ ...(await compute.fit(...given)), trainMs: 1_000 * seconds }),
  });
  const six = { trials: 6, folds: 3 };

  it.each([
    ['time', { maxTrainSeconds: 10, batch: 2 }, /12\.0 s of training, of 10 s it may take/],
    ['money', { maxCost: 0.01, costPerHour: 3, batch: 2 }, /trainings worth 0\.0100, of 0\.01/],
  ])('of %s ends a random search too, at the end of a batch', async (_, tuning, reason) => {
    const { model, fits, text } = await train({ ...six, tuning }, { compute: taking(2) });
    // Two trials of three folds at two seconds are 12 s.
    expect(model.trials).toBe(2);
    expect(fits).toHaveLength(2 * 3 + 1);
    expect(text).toMatch(reason);
  });

  it('ends a repetition at the same trial however fast it is, and trains nothing twice', async () => {
    const kept = { fitMemo: memoryFitMemo(), trials: memoryLedger() };
    const tuning = { maxTrainSeconds: 10, batch: 2 };
    const first = await train({ ...six, tuning }, { ...kept, compute: taking(2) });
    const resumed = await train({ ...six, tuning }, { ...kept, compute: taking(0.001) });
    expect(resumed.fits).toEqual([]);
    expect(resumed.model).toEqual(first.model);
    // Another database knows the stop but not the trainings: the clock alone would have let all six pass.
    const elsewhere = await train({ ...six, tuning }, { trials: kept.trials, compute: taking(0.001) });
    expect(elsewhere.model.id).toBe(first.model.id);
    expect(elsewhere.fits).toHaveLength(first.fits.length);
  });

  it('is refused with successive halving, which begins all trials at once', () => {
    const spec = { training: { tuning: { method: 'halving', maxFits: 9 } } };
    expect(() => segment(spec)).toThrow(expect.objectContaining({ code: 'spec_invalid' }));
  });
});
