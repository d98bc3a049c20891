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
