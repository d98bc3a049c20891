import { trainingWeights } from '../label-weights.ts';
import type { FitTask } from '../ports.ts';
import type { Study } from './study.ts';

export interface FitRows {
  readonly trainRows: Int32Array;
  readonly predictRows: Int32Array;
}

/**
 * One training of the model's configuration, with its own labels unless others are given. Rows that weigh nothing, as in
 * the training of the released model, are left out.
 */
export function fitTask(
  study: Study,
  { trainRows, predictRows }: FitRows,
  outcome: Int8Array = study.outcome,
): FitTask {
  const target = Float32Array.from(outcome);
  const { labels, ofLabel, spec } = study;
  const weight = trainingWeights({ labels, ofLabel, target }, trainRows, spec.training);
  return {
    matrix: study.matrix,
    target,
    weight,
    trainRows: trainRows.filter((row) => weight[row] > 0),
    predictRows,
    params: study.model.params,
    featureNames: study.model.features,
  };
}
