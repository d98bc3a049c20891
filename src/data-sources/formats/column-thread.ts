import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { OpenFile } from './open-file.ts';
import { pickColumns } from './pick-columns.ts';

/**
 * The thread's side of `openColumns`: posts the names, is told which columns are wanted, posts those and no others.
 * @param open reads the schema of the bytes the thread was started with
 */
export async function serveColumns(open: (bytes: Uint8Array<ArrayBuffer>) => OpenFile): Promise<void> {
  if (!parentPort) throw new Error('this module is the code of a thread');
  const bytes = workerData as Uint8Array<ArrayBuffer>;
  const packedBytes = bytes.length;
  const file = open(bytes);
  parentPort.postMessage(file.names);
  const [wanted] = (await once(parentPort, 'message')) as [readonly number[]];
  const columns = await pickColumns(file, wanted, packedBytes);
  parentPort.postMessage(
    columns,
    columns.map(({ values }) => values.buffer as ArrayBuffer),
  );
  parentPort.close();
}
