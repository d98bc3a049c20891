import { afterAll, describe, expect, it } from 'vitest';
import { explainModel } from '../../../src/agents/evaluation/explain-model.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { learnableTask, sharedMatrix } from '../../support/learnable-task.ts';

const compute = createCompute({ threads: 1 });
afterAll(() => compute.stop());
const { signal } = new AbortController();

describe('the partial dependence of a model', () => {
  it('is the mean prediction with one column the same in every row, feature by feature', async () => {
    const task = learnableTask({ rows: 400, columns: 3, missing: 0.05 });
    const { matrix, featureNames, predictRows: rows } = task;
    const { modelText } = await compute.fit(task, signal);
    const { partialDependence } = await explainModel(
      {
        modelText,
        features: featureNames,
        matrix,
        rows,
        outcome: (row) => task.target[row],
        horizonBars: 1,
        rng: createRng('explain'),
      },
      { compute, signal },
    );
    expect(partialDependence.map(({ feature }) => feature).sort()).toEqual(['f0', 'f1', 'f2']);
    for (const { feature, points } of partialDependence) {
      const column = featureNames.indexOf(feature);
      const present = Array.from(rows, (row) => matrix.values[row * 3 + column]).filter(Number.isFinite);
      expect(points[0].value).toBe(Math.min(...present));
      expect(points.at(-1)?.value).toBe(Math.max(...present));
      for (const { value, probability } of points) {
        const same = sharedMatrix(matrix.rows, 3, (r, c) =>
          c === column ? value : matrix.values[r * 3 + c],
        );
        const predictions = await compute.predict({ modelText, matrix: same, rows }, signal);
        const mean = predictions.reduce((sum, p) => sum + p, 0) / rows.length;
        expect(probability, `${feature} at ${value}`).toBeCloseTo(mean, 12);
      }
    }
  });
});
