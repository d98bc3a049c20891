import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { EXPANSION_FREE_BYTES, MOST_EXPANSION, MOST_UNPACKED_BYTES } from '../bytes/limits.ts';
import type { ColumnData } from './column-data.ts';
import type { OpenFile } from './open-file.ts';

/**
 * The thread's side of `openColumns`: posts the names, is told which columns are wanted, posts those and no others.
 * @param open reads the schema of the bytes the thread was started with
 */
export async function serveColumns(open: (bytes: Uint8Array<ArrayBuffer>) => OpenFile): Promise<void> {
  if (!parentPort) throw new Error('this module is the code of a thread');
  const bytes = workerData as Uint8Array<ArrayBuffer>;
  const file = open(bytes);
  parentPort.postMessage(file.names);
  const [wanted] = (await once(parentPort, 'message')) as [readonly number[]];
  refuseImpossible(file.rows, wanted.length, bytes.length);
  const columns: ColumnData[] = [];
  for (const index of wanted) columns.push(await file.column(index));
  parentPort.postMessage(
    columns,
    columns.map(({ values }) => values.buffer as ArrayBuffer),
  );
  parentPort.close();
}

/** A damaged count of rows, or a bomb, would have arrays of any size made for it. */
function refuseImpossible(rows: number, columns: number, packedBytes: number): void {
  const bytes = rows * columns * Float64Array.BYTES_PER_ELEMENT;
  const allowed = Math.min(Math.max(EXPANSION_FREE_BYTES, packedBytes * MOST_EXPANSION), MOST_UNPACKED_BYTES);
  if (rows >= 0 && bytes <= allowed) return;
  throw new Error(`${packedBytes} bytes cannot hold ${rows} rows of ${columns} columns`);
}
