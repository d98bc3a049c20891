import type { LightGbmLibrary } from './api.ts';
import { Booster } from './booster.ts';
import { Dataset, type DatasetInput } from './dataset.ts';

export interface RefitInput extends Omit<DatasetInput, 'initScore'> {
  /** The model whose splits are kept. Its leaf values weigh `refit_decay_rate` (0.9) against the new ones. */
  readonly model: Booster;
}

/**
 * A model with the splits of another one and leaf values fitted to new rows.
 * @throws AppError `training_failed`, `model_invalid`, `parameter_invalid`.
 */
export function refitModel(library: LightGbmLibrary, input: RefitInput): { readonly modelText: string } {
  const { model, matrix, rows, params } = input;
  using dataset = Dataset.create(library, input);
  using refitted = Booster.create(library, dataset, params, model);
  const leaves = Int32Array.from(model.predict(matrix, rows, { kind: 'leaf' }));
  refitted.refit(leaves, dataset.rows);
  return { modelText: refitted.toText() };
}

/**
 * What a dataset needs to go on from a model: the model's raw scores as its init score.
 * @param input Without `initScore`; the rows of the matrix that are not trained on keep a score of 0.
 */
export function continuationScores(
  model: Booster,
  { matrix, rows }: Pick<DatasetInput, 'matrix' | 'rows'>,
): Float64Array {
  const scores = model.predict(matrix, rows, { kind: 'raw' });
  if (!rows) return scores;
  const all = new Float64Array(matrix.rows);
  rows.forEach((row, i) => {
    all[row] = scores[i];
  });
  return all;
}
