import type { SharedMatrix } from '../../agents/ports.ts';

/** The columns of a row-major matrix over some rows, one list a column. */
export const matrixColumns = ({ values, columns }: SharedMatrix, rows: Int32Array): Float64Array[] =>
  Array.from({ length: columns }, (_, column) =>
    Float64Array.from(rows, (row) => values[row * columns + column]),
  );
