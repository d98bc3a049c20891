import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnVariant, Compute, FitResult, FitTask } from '../../../src/agents/ports.ts';
import {
  type FoldImportance,
  importanceInFolds,
} from '../../../src/agents/training/selection/importance-in-folds.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { sharedMatrix } from '../../support/learnable-task.ts';

const ROWS = 600;
const FOLDS = 3;
const HORIZON = 5;
const EMBARGO = 17;
const LOOKBACK = 11;
const compute = createCompute({ threads: 1 });
afterAll(() => compute.stop());

const rng = createRng('importance');
const matrix = sharedMatrix(ROWS, 3, () => rng.normal());
const cell = (row: number, column: number): number => matrix.values[row * 3 + column];
/** Each third of the history has a column of its own that tells the label: no two folds say the same. */
const target = Float32Array.from({ length: ROWS }, (_, row) =>
  cell(row, Math.floor((3 * row) / ROWS)) + 0.5 * rng.normal() > 0 ? 1 : 0,
);

describe('importance inside purged folds', () => {
  const fits: { task: FitTask; result: FitResult }[] = [];
  const shuffles: { variants: readonly ColumnVariant[]; answers: Float64Array[] }[] = [];
  let found: FoldImportance;

  beforeAll(async () => {
    const recording: Compute = {
      ...compute,
      fit: async (task, ...rest) => {
        const result = await compute.fit(task, ...rest);
        fits.push({ task, result });
        return result;
      },
      predictVariants: async (task, signal) => {
        const answers = await compute.predictVariants(task, signal);
        shuffles.push({ variants: task.variants, answers });
        return answers;
      },
    };
    const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
    found = await importanceInFolds(
      {
        data: {
          target,
          labels: { endIndex: rows.map((row) => row + HORIZON) } as never,
          weightOf: () => new Float32Array(ROWS).fill(1),
          embargoBars: EMBARGO,
          lookbackBars: LOOKBACK,
        },
        matrix,
        names: ['first', 'second', 'third'],
        rows,
        folds: FOLDS,
        horizonBars: HORIZON,
        seed: 1,
        withPermutation: true,
      },
      createAgentContext({ compute: recording }).context,
      createRng('shuffles'),
    );
  });

  const loss = (fold: number, predictions: Float64Array): number => {
    const { predictRows } = fits[fold].task;
    const losses = Array.from(
      predictRows,
      (row, i) => -Math.log(target[row] ? predictions[i] : 1 - predictions[i]),
    );
    return losses.reduce((sum, one) => sum + one, 0) / losses.length;
  };
  const meanOf = (value: (fold: number) => number): number => (value(0) + value(1) + value(2)) / FOLDS;

  it('is the mean over the folds of the share of the gain, not one fold alone', () => {
    const shareOf = (fold: number, column: number): number => {
      const { gain } = fits[fold].result;
      return gain[column] / gain.reduce((sum, one) => sum + one, 0);
    };
    found.gainShare.forEach((share, column) => {
      expect(share).toBeCloseTo(
        meanOf((fold) => shareOf(fold, column)),
        12,
      );
      for (let fold = 0; fold < FOLDS; fold++)
        expect(Math.abs(share - shareOf(fold, column))).toBeGreaterThan(0.01);
    });
    expect(found.gainShare.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('is the mean over the folds of what shuffling costs, and of the loss itself', () => {
    expect(found.logLoss).toBeCloseTo(
      meanOf((fold) => loss(fold, fits[fold].result.predictions)),
      12,
    );
    found.permutation.forEach((increase, column) => {
      const costs = shuffles.map(({ variants, answers }, fold) => {
        const k = variants.findIndex((variant) => variant.column === column);
        return k < 0 ? 0 : loss(fold, answers[k]) - loss(fold, fits[fold].result.predictions);
      });
      expect(costs).toHaveLength(FOLDS);
      expect(increase).toBeCloseTo((costs[0] + costs[1] + costs[2]) / FOLDS, 12);
    });
  });

  it('keeps labels, embargo and what features read apart in every fold', () => {
    expect(fits).toHaveLength(FOLDS);
    expect(fits.flatMap(({ task }) => [...task.predictRows])).toEqual([...Array(ROWS).keys()]);
    for (const { task } of fits) {
      const [first, last] = [task.predictRows[0], task.predictRows.at(-1) ?? 0];
      const before = task.trainRows.filter((row) => row < first).at(-1) ?? -1;
      const after = task.trainRows.find((row) => row > last) ?? ROWS;
      // The last label before ends ahead of the first bar the test features read, and the other way round after it.
      if (before >= 0) expect(before + HORIZON).toBe(first - LOOKBACK - 1);
      if (after < ROWS) expect(after).toBe(last + HORIZON + Math.max(EMBARGO, LOOKBACK) + 1);
    }
  });
});
