import { sampleWeights } from '../../domain/labels/sample-weights.ts';
import type { FitTask } from '../ports.ts';
import type { Study } from './study.ts';

export interface FitRows {
  readonly trainRows: Int32Array;
  readonly predictRows: Int32Array;
}

/** One training of the model's configuration, with its own labels unless others are given. */
export const fitTask = (study: Study, rows: FitRows, outcome: Int8Array = study.outcome): FitTask => ({
  matrix: study.matrix,
  target: Float32Array.from(outcome),
  weight: weightsOf(study, rows.trainRows, outcome),
  ...rows,
  params: study.model.params,
  featureNames: study.model.features,
});

/** Sample weights of a training on these rows, as the training of the released model has them. */
const weightsOf = ({ spec, uniqueness }: Study, rows: Int32Array, outcome: Int8Array): Float32Array =>
  sampleWeights({ rows, uniqueness, target: Float32Array.from(outcome), ...spec.training.weights });
