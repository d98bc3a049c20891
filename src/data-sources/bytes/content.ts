import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { unreadable } from '../unreadable.ts';
import { EXPANSION_FREE_BYTES, HEAD_BYTES, MOST_EXPANSION, MOST_UNPACKED_BYTES } from './limits.ts';
import { findZipEntry, type ZipEntry } from './zip.ts';

/** The bytes of a file after unpacking. May be read more than once, each time from the start. */
export interface Content {
  /** How messages call the file. */
  readonly origin: string;
  /** The first bytes; everything when the content is shorter. */
  readonly head: Buffer;
  /** All bytes, in chunks. @throws AppError `data_unreadable` for damaged packing and zip bombs. */
  chunks(signal: AbortSignal): AsyncIterable<Buffer>;
}

/**
 * Opens a file whatever it is packed in: gzip and zip are known by their first bytes, not by the name.
 * @throws AppError `data_unreadable` when it is empty, or packed in something else.
 */
export async function openContent(file: string, origin: string, signal: AbortSignal): Promise<Content> {
  const packing = await packingOf(file, origin);
  const chunks = (stop: AbortSignal): AsyncIterable<Buffer> =>
    unpacked(file, packing, { origin, signal: stop });
  const head = await firstBytes(chunks(signal));
  if (head.length === 0) throw unreadable('the file is empty', { origin });
  return { origin, head, chunks };
}

type Packing =
  | { readonly kind: 'none' }
  | { readonly kind: 'gzip'; readonly packedBytes: number }
  | { readonly kind: 'zip'; readonly packedBytes: number; readonly entry: ZipEntry };

async function packingOf(file: string, origin: string): Promise<Packing> {
  const handle: FileHandle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer: magic } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (magic[0] === 0x1f && magic[1] === 0x8b) return { kind: 'gzip', packedBytes: size };
    if (magic[0] === 0x50 && magic[1] === 0x4b && magic[2] <= 6) {
      const entry = await findZipEntry(handle, size, origin);
      return { kind: 'zip', packedBytes: entry.packedBytes, entry };
    }
    if (magic[0] === 0x5d && magic[1] === 0 && magic[2] === 0) {
      throw unreadable('the file is packed with LZMA (an old Dukascopy .bi5?); unpack it first', { origin });
    }
    return { kind: 'none' };
  } finally {
    await handle.close();
  }
}

async function* unpacked(
  file: string,
  packing: Packing,
  { origin, signal }: { readonly origin: string; readonly signal: AbortSignal },
): AsyncGenerator<Buffer> {
  const range =
    packing.kind === 'zip'
      ? { start: packing.entry.start, end: packing.entry.start + packing.entry.packedBytes - 1 }
      : {};
  if (packing.kind === 'zip' && packing.entry.packedBytes === 0) return;
  const source = createReadStream(file, { ...range, highWaterMark: 256 * 1_024 });
  const isPlain = packing.kind === 'none' || (packing.kind === 'zip' && packing.entry.method === 'stored');
  const unpacker = isPlain
    ? null
    : (packing.kind === 'gzip' ? createGunzip : createInflateRaw)({ chunkSize: 256 * 1_024 });
  if (unpacker) {
    source.on('error', (error) => unpacker.destroy(error));
    source.pipe(unpacker);
  }
  let bytes = 0;
  try {
    for await (const chunk of (unpacker ?? source) as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      bytes += chunk.length;
      if (packing.kind !== 'none') refuseBomb(bytes, packing.packedBytes, origin);
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error)
      ? unreadable(
          `the ${packing.kind} packing is damaged or cut short (${error.message})`,
          { origin },
          error,
        )
      : error;
  } finally {
    source.destroy();
    unpacker?.destroy();
  }
}

function refuseBomb(bytes: number, packedBytes: number, origin: string): void {
  const isBomb = bytes > EXPANSION_FREE_BYTES && bytes > packedBytes * MOST_EXPANSION;
  if (!isBomb && bytes <= MOST_UNPACKED_BYTES) return;
  throw unreadable(
    `the file of ${packedBytes} bytes unpacks to more than ${bytes - 1} bytes: no table of bars does that`,
    { origin },
  );
}

const isZlibError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

async function firstBytes(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}
