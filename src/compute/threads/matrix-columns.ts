import type { SharedMatrix } from '../../agents/ports.ts';

/** The columns of a row-major matrix over some rows, one list a column. Read row by row, as they lie in memory. */
export function matrixColumns({ values, columns }: SharedMatrix, rows: Int32Array): Float64Array[] {
  const taken = Array.from({ length: columns }, () => new Float64Array(rows.length));
  for (let i = 0; i < rows.length; i++) {
    const at = rows[i] * columns;
    for (let column = 0; column < columns; column++) taken[column][i] = values[at + column];
  }
  return taken;
}
