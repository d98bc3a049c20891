import { Worker } from 'node:worker_threads';
import { unreadable } from '../unreadable.ts';
import type { ColumnarFormat, ColumnData, PickedColumns } from './column-data.ts';

/** Compiled or not, the threads' modules lie beside this one. */
const isSource = import.meta.url.endsWith('.ts');
/** A sound file of this size limit is opened in a tenth of it. */
const LONGEST_MS = 30_000;
const HEAP_MB = 512;

/**
 * The columns of an Arrow IPC or Parquet file that `choose` picks by their names. The libraries trust the offsets and
 * counts in a file, so they work in a thread with a heap and a deadline of its own.
 * @param bytes are given away: they are gone from here on
 * @param choose indices of the wanted columns; what it throws is thrown on
 * @throws AppError `data_unreadable` when the file is damaged; the reason of the signal
 */
export function openColumns(
  format: ColumnarFormat,
  bytes: Buffer,
  options: {
    readonly origin: string;
    readonly choose: (names: readonly string[]) => readonly number[];
    readonly signal: AbortSignal;
  },
): Promise<PickedColumns> {
  const { origin, choose, signal } = options;
  return new Promise((resolve, reject) => {
    // Handed over, not copied: only what shares its buffer with other bytes is.
    const owned =
      bytes.length === bytes.buffer.byteLength
        ? new Uint8Array(bytes.buffer as ArrayBuffer)
        : new Uint8Array(bytes);
    const thread = new Worker(entryOf(format), {
      eval: true,
      workerData: owned,
      transferList: [owned.buffer],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const damaged = (cause: unknown): Error => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      return unreadable(
        `the ${format} file is damaged or cut short (${reason.slice(0, 120)})`,
        { origin },
        cause,
      );
    };
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
    thread.once('message', (names: readonly string[]) => {
      try {
        const wanted = choose(names);
        thread.postMessage(wanted);
        thread.once('message', (data: readonly ColumnData[]) => {
          end(() => resolve({ names, columns: new Map(wanted.map((index, k) => [index, data[k]])) }));
        });
      } catch (error) {
        end(() => reject(error));
      }
    });
    thread.once('error', (cause) => end(() => reject(damaged(cause))));
    thread.once('exit', (code) => end(() => reject(damaged(`the thread ended with ${code}`))));
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}

/** What the thread runs. Uncompiled, it needs the loader of the sources first: it does not inherit it. */
function entryOf(format: ColumnarFormat): string {
  const module = new URL(`./${format.toLowerCase()}.thread.${isSource ? 'ts' : 'js'}`, import.meta.url);
  const load = `import(${JSON.stringify(module.href)})`;
  if (!isSource) return load;
  return `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => (register(), ${load}))`;
}
