import { afterAll, describe, expect, it } from 'vitest';
import { learningCurve } from '../../../src/agents/evaluation/learning-curve.ts';
import type { Study, Trial } from '../../../src/agents/training/study.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { purgedKFold } from '../../../src/domain/ml/purged-k-fold.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { sharedMatrix } from '../../support/learnable-task.ts';

const ROWS = 400;
const rows = Int32Array.from({ length: ROWS }, (_, i) => i);
const compute = createCompute({ threads: 2 });
afterAll(() => compute.stop());

/** Two folds of 200 labels that end on their own bars, with ones where `isOne` says. */
async function curveOf(isOne: (row: number) => boolean, earlyStopping?: { rounds: number; share: number }) {
  const rng = createRng('curve');
  const view = { features: ['x'], matrix: sharedMatrix(ROWS, 1, () => rng.normal()) };
  const folds = purgedKFold({ rows, endIndex: rows, folds: 2, embargoBars: 0 });
  const study = {
    ...view,
    foldViews: [view, view],
    data: {
      folds,
      target: Float32Array.from(rows, (row) => (isOne(row) ? 1 : 0)),
      weightOf: () => new Float32Array(ROWS).fill(1),
      labels: { endIndex: rows },
      embargoBars: 0,
      lookbackBars: 0,
    },
    spec: { training: { learningCurve: true, earlyStopping } },
  } as unknown as Study;
  const trial = { params: { objective: 'binary', num_iterations: 5 } } as unknown as Trial;
  const curve = await learningCurve(study, trial, createAgentContext({ compute }).context);
  return curve.map((point) => [point.share, point.rows]);
}

describe('a learning curve', () => {
  it('trains on the rows nearest to the test part', async () => {
    expect(await curveOf((row) => row % 3 === 0)).toEqual([
      [0.25, 50],
      [0.5, 100],
      [0.75, 150],
      [1, 200],
    ]);
  });

  it('leaves out a share that holds one class in every fold', async () => {
    // The nearest quarter of each fold's training rows are 200 to 249 and 150 to 199.
    const isOne = (row: number) => (row < 140 ? row % 2 === 0 : row > 260 && row % 2 === 0);
    expect((await curveOf(isOne)).map(([share]) => share)).toEqual([0.5, 0.75, 1]);
  });

  it('leaves out a share whose last rows are all of a class, where early stopping watches them', async () => {
    // Of rows 200 to 299 the ones are among the last fifth; the other fold has its own at the beginning.
    const isOne = (row: number) => row < 40 || row > 285;
    const shares = (await curveOf(isOne, { rounds: 2, share: 0.2 })).map(([share]) => share);
    expect(shares).toEqual([0.75, 1]);
  });
});
