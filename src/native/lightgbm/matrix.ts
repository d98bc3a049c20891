import { AppError } from '../../kernel/errors.ts';

/** A dense matrix, wherever its memory is (shared memory too). NaN is a missing value. */
export interface Matrix {
  readonly values: Float64Array | Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** `row` when absent: the values of a row lie side by side. */
  readonly layout?: 'row' | 'column';
}

/** What a C function is told about a matrix. */
export interface NativeMatrix {
  readonly values: Float64Array | Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** LightGBM's type code: 0 for float32, 1 for float64. */
  readonly type: 0 | 1;
  readonly isRowMajor: 0 | 1;
}

/**
 * The matrix as LightGBM reads it. All rows: in place, without a copy. Some rows: copied in their order into a
 * row-major matrix of the same precision.
 * @throws AppError `parameter_invalid` for a row outside the matrix, or a matrix whose size is not rows x columns.
 */
export function nativeMatrix(matrix: Matrix, rows?: Int32Array): NativeMatrix {
  const { values, columns, layout = 'row' } = matrix;
  if (values.length !== matrix.rows * columns) {
    throw new AppError(
      'parameter_invalid',
      `A matrix of ${matrix.rows} x ${columns} cannot have ${values.length} values`,
    );
  }
  const type = values instanceof Float32Array ? 0 : 1;
  if (!rows) return { values, rows: matrix.rows, columns, type, isRowMajor: layout === 'row' ? 1 : 0 };
  return { values: gatherRows(matrix, rows), rows: rows.length, columns, type, isRowMajor: 1 };
}

/** The values of the named rows, in their order; all of them, in place, when no rows are named. */
export function gatherValues<T extends Float32Array | Float64Array>(values: T, rows?: Int32Array): T {
  if (!rows) return values;
  const gathered = likeWith(values, rows.length);
  for (let i = 0; i < rows.length; i++) gathered[i] = values[requireRow(rows[i], values.length)];
  return gathered;
}

function gatherRows(matrix: Matrix, rows: Int32Array): Float64Array | Float32Array {
  const { values, columns, layout = 'row' } = matrix;
  const gathered = likeWith(values, rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    const row = requireRow(rows[i], matrix.rows);
    if (layout === 'row') gathered.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
    else for (let c = 0; c < columns; c++) gathered[i * columns + c] = values[c * matrix.rows + row];
  }
  return gathered;
}

const likeWith = <T extends Float32Array | Float64Array>(values: T, length: number): T =>
  (values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as T;

function requireRow(row: number, rows: number): number {
  if (row >= 0 && row < rows) return row;
  throw new AppError('parameter_invalid', `Row ${row} is outside 0 to ${rows - 1}`);
}
