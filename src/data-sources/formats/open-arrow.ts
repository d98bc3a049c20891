import { Worker } from 'node:worker_threads';
import { unreadable } from '../unreadable.ts';
import type { ArrowColumn } from './arrow-columns.ts';

/** Compiled or not, the thread's module lies beside this one. */
const isSource = import.meta.url.endsWith('.ts');
const THREAD = new URL(`./arrow.thread.${isSource ? 'ts' : 'js'}`, import.meta.url);
const LOAD = `import(${JSON.stringify(THREAD.href)})`;
/** Uncompiled, the thread needs the loader of the sources first: it does not inherit it. */
const ENTRY = isSource
  ? `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => (register(), ${LOAD}))`
  : LOAD;
/** A sound file of this size limit is opened in a tenth of it. */
const LONGEST_MS = 30_000;
const HEAP_MB = 512;

/**
 * The columns of an Arrow IPC file. The library trusts every offset in a file, so it works in a thread with a heap and a
 * deadline of its own.
 * @throws AppError `data_unreadable` when the file is damaged; the reason of the signal
 */
export function openArrow(bytes: Buffer, origin: string, signal: AbortSignal): Promise<ArrowColumn[]> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(ENTRY, {
      eval: true,
      workerData: new Uint8Array(bytes),
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const damaged = (cause: unknown): Error =>
      unreadable('the Arrow file is damaged or cut short', { origin }, cause);
    let isOver = false;
    const end = (settle: () => void): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(deadline);
      signal.removeEventListener('abort', abort);
      // The answer stands whether the thread ends well or not; its exit is no news any more.
      thread.terminate().then(settle, settle);
    };
    const abort = (): void => end(() => reject(signal.reason));
    const deadline = setTimeout(() => end(() => reject(damaged('no end in sight'))), LONGEST_MS);
    thread.once('message', (columns: ArrowColumn[]) => end(() => resolve(columns)));
    thread.once('error', (cause) => end(() => reject(damaged(cause))));
    thread.once('exit', (code) => end(() => reject(damaged(`the thread ended with ${code}`))));
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}
