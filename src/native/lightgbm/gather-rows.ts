import { AppError } from '../../kernel/errors.ts';

/** A row-major matrix, wherever its memory is. */
export interface RowMajorMatrix {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Copies the named rows, in their order, into a matrix of their own.
 * @throws AppError `parameter_invalid` for a row outside the matrix, or a matrix whose size is not rows x columns.
 */
export function gatherRows(matrix: RowMajorMatrix, rows: Int32Array): Float64Array {
  const { values, columns } = matrix;
  if (values.length !== matrix.rows * columns) {
    throw new AppError(
      'parameter_invalid',
      `A matrix of ${matrix.rows} x ${columns} cannot have ${values.length} values`,
    );
  }
  const gathered = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    const row = requireRow(rows[i], matrix.rows);
    gathered.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  }
  return gathered;
}

/** The values of the named rows, in their order. @throws AppError `parameter_invalid` for a row outside. */
export function gatherValues(values: Float32Array, rows: Int32Array): Float32Array {
  return Float32Array.from(rows, (row) => values[requireRow(row, values.length)]);
}

function requireRow(row: number, rows: number): number {
  if (row >= 0 && row < rows) return row;
  throw new AppError('parameter_invalid', `Row ${row} is outside 0 to ${rows - 1}`);
}
