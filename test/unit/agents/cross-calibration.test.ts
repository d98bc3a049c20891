import { expect, it } from 'vitest';
import { onePath } from '../../../src/agents/training/cross-validation.ts';
import { scoredBars, scorePaths } from '../../../src/agents/training/score-paths.ts';
import { segmentData } from '../../../src/agents/training/training-data.ts';
import { purgedKFold } from '../../../src/domain/ml/purged-k-fold.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { labelHere } from '../../support/labelled-bars.ts';
import { generateMarket } from '../../support/training-state.ts';

const FOLDS = 5;
const SIZE = 120;

it('the calibration of a fold knows the other folds only', () => {
  const spec = parseSpec({
    market: { source: { kind: 'sample', name: 'sp500' } },
    labels: { method: 'forward-return', horizonBars: 1 },
    training: { folds: FOLDS, weights: { by: 'equal' } },
  });
  const { bars } = generateMarket(700, 0.2, 'calibration');
  const labelled = segmentData(labelHere(bars, spec), [], spec);
  const rows = labelled.rows.slice(0, FOLDS * SIZE);
  const folds = purgedKFold({
    rows,
    endIndex: rows.reduce((all, row) => all.fill(row, row, row + 1), new Int32Array(700).fill(-1)),
    folds: FOLDS,
    embargoBars: 0,
  });
  // Half of each fold is called high. In the first fold the call is always wrong, in all others always right.
  const isHigh = (i: number): boolean => i % 2 === 0;
  const target = new Float32Array(700);
  folds.forEach(({ testRows }, fold) => {
    testRows.forEach((row, i) => {
      target[row] = isHigh(i) === fold > 0 ? 1 : 0;
    });
  });
  const predictions = folds.map(({ testRows }) =>
    Float64Array.from(testRows, (_, i) => (isHigh(i) ? 0.7 : 0.3)),
  );
  const data = { ...labelled, rows, target, ...onePath(folds), dataset: { barsPerYear: 252 } };
  const [{ calibrated }] = scorePaths({ scored: scoredBars(data), spec, predictions });
  const shareOf = (fold: number): number => calibrated[folds[fold].testRows[0]];
  // Of four folds the first one saw none wrong; each other one saw one of four wrong. Pooled, all would say 4/5.
  expect(shareOf(0)).toBeCloseTo(1, 12);
  for (let fold = 1; fold < FOLDS; fold++) expect(shareOf(fold)).toBeCloseTo(3 / 4, 12);
});
