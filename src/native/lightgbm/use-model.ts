import type { ColumnVariant, PredictTask } from '../../agents/ports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { LightGbmLibrary } from './api.ts';
import { Booster } from './booster.ts';
import { type Matrix, nativeMatrix } from './matrix.ts';

/** Loads a model and predicts. @throws AppError `model_invalid`. */
export function predictModel(library: LightGbmLibrary, task: PredictTask): Float64Array {
  using booster = Booster.fromText(library, task.modelText);
  return booster.predict(task.matrix, task.rows);
}

/** SHAP values by row, row-major: one a feature and the expected value last. @throws AppError `model_invalid`. */
export function explainModel(library: LightGbmLibrary, task: PredictTask): Float64Array {
  using booster = Booster.fromText(library, task.modelText);
  return booster.predict(task.matrix, task.rows, { kind: 'contributions' });
}

/**
 * Predicts the rows once for each variant, in which one column has other values.
 * @param isCancelled Asked before every variant; true ends the work at once.
 * @throws AppError `model_invalid`, `cancelled`, `parameter_invalid` for a column that is not there, or a number of
 *   values that is neither one nor that of the rows.
 */
export function predictVariants(
  library: LightGbmLibrary,
  { modelText, matrix, rows, variants }: PredictTask & { readonly variants: readonly ColumnVariant[] },
  isCancelled: () => boolean,
): Float64Array[] {
  using booster = Booster.fromText(library, modelText);
  // The rows alone, once: the matrix itself is shared with other threads and must stay as it is.
  const { values, columns } = nativeMatrix(matrix, rows);
  const work: Matrix = { values, rows: rows.length, columns };
  return variants.map((variant) => {
    if (isCancelled()) throw new AppError('cancelled', 'The prediction of variants was cancelled');
    requireVariant(variant, work);
    const kept = columnOf(work, variant.column);
    setColumn(work, variant.column, variant.values);
    const predictions = booster.predict(work);
    setColumn(work, variant.column, kept);
    return predictions;
  });
}

const columnOf = ({ values, rows, columns }: Matrix, column: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => values[row * columns + column]);

function setColumn({ values, rows, columns }: Matrix, column: number, next: Float64Array): void {
  for (let row = 0; row < rows; row++) values[row * columns + column] = next[next.length === 1 ? 0 : row];
}

function requireVariant({ column, values }: ColumnVariant, { rows, columns }: Matrix): void {
  const isThere = Number.isInteger(column) && column >= 0 && column < columns;
  if (isThere && (values.length === 1 || values.length === rows)) return;
  throw new AppError(
    'parameter_invalid',
    `A variant of column ${column} with ${values.length} values: there are ${columns} columns and ${rows} rows`,
  );
}
