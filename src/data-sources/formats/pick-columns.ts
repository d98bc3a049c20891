import { EXPANSION_FREE_BYTES, MOST_EXPANSION, MOST_UNPACKED_BYTES } from '../bytes/limits.ts';
import type { ColumnData } from './column-data.ts';
import type { OpenFile } from './open-file.ts';

/**
 * Reads the wanted columns of an open file, in their order.
 * @param packedBytes size of the file, against which the rows it claims are held
 * @throws Error when the file cannot hold them, and what the columns throw
 */
export async function pickColumns(
  file: OpenFile,
  wanted: readonly number[],
  packedBytes: number,
): Promise<readonly ColumnData[]> {
  refuseImpossible(file.rows, wanted.length, packedBytes);
  const columns: ColumnData[] = [];
  for (const index of wanted) columns.push(await file.column(index));
  return columns;
}

/** A damaged count of rows, or a bomb, would have arrays of any size made for it. */
function refuseImpossible(rows: number, columns: number, packedBytes: number): void {
  const bytes = rows * columns * Float64Array.BYTES_PER_ELEMENT;
  const allowed = Math.min(Math.max(EXPANSION_FREE_BYTES, packedBytes * MOST_EXPANSION), MOST_UNPACKED_BYTES);
  if (rows >= 0 && bytes <= allowed) return;
  throw new Error(`${packedBytes} bytes cannot hold ${rows} rows of ${columns} columns`);
}
