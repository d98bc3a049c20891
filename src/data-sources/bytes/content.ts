import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { unreadable } from '../unreadable.ts';
import {
  EXPANSION_FREE_BYTES,
  HEAD_BYTES,
  MOST_EXPANSION,
  MOST_LZMA_BYTES,
  MOST_UNPACKED_BYTES,
} from './limits.ts';
import { unpackLzma } from './lzma.ts';
import { LzmaError } from './lzma-error.ts';
import { findZipEntry, type ZipEntry } from './zip.ts';

/** The bytes of a file after unpacking. May be read more than once, each time from the start. */
export interface Content {
  /** How messages call the file. */
  readonly origin: string;
  /** Names the content goes by, the closest first: its name in the archive, and its place. Formats put dates there. */
  readonly names: readonly string[];
  /** The first bytes; everything when the content is shorter. */
  readonly head: Buffer;
  /** All bytes, in chunks. @throws AppError `data_unreadable` for damaged packing and zip bombs. */
  chunks(signal: AbortSignal): AsyncIterable<Buffer>;
}

/**
 * Opens a file whatever it is packed in: gzip, zip and LZMA are known by their first bytes, not by the name.
 * @param origin how messages call it @param place where it stands, for formats that say in folders what they hold
 * @throws AppError `data_unreadable` when it is empty, or packed in something else.
 */
export async function openContent(
  file: string,
  { origin, place = origin }: { readonly origin: string; readonly place?: string },
  signal: AbortSignal,
): Promise<Content> {
  const packing = await packingOf(file, origin);
  const chunks = (stop: AbortSignal): AsyncIterable<Buffer> =>
    unpacked(file, packing, { origin, signal: stop });
  const head = await firstBytes(chunks(signal));
  if (head.length === 0) throw unreadable('the file is empty', { origin });
  const names = packing.kind === 'zip' ? [packing.entry.name, place] : [place];
  return { origin, names, head, chunks };
}

type Packing =
  | { readonly kind: 'none' }
  | { readonly kind: 'gzip' | 'LZMA'; readonly packedBytes: number }
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
    // An LZMA stream of the usual properties, whose dictionary is a multiple of 64 KB.
    if (magic[0] === 0x5d && magic[1] === 0 && magic[2] === 0) {
      if (size > MOST_LZMA_BYTES) {
        throw unreadable(`the LZMA file is longer than ${MOST_LZMA_BYTES} bytes; unpack it first`, {
          origin,
        });
      }
      return { kind: 'LZMA', packedBytes: size };
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
  const { source, close } = packing.kind === 'LZMA' ? lzmaSource(file) : zlibSource(file, packing);
  let bytes = 0;
  try {
    for await (const chunk of source) {
      signal.throwIfAborted();
      bytes += chunk.length;
      if (packing.kind !== 'none') refuseBomb(bytes, packing.packedBytes, origin);
      yield chunk;
    }
  } catch (error) {
    throw isDamage(error)
      ? unreadable(
          `the ${packing.kind} packing is damaged or cut short (${error.message})`,
          { origin },
          error,
        )
      : error;
  } finally {
    close();
  }
}

interface Source {
  readonly source: AsyncIterable<Buffer>;
  readonly close: () => void;
}

function zlibSource(file: string, packing: Exclude<Packing, { readonly kind: 'LZMA' }>): Source {
  // An empty entry has no last byte to read up to.
  if (packing.kind === 'zip' && packing.entry.packedBytes === 0) {
    return { source: Readable.from([]), close: () => undefined };
  }
  const range =
    packing.kind === 'zip'
      ? { start: packing.entry.start, end: packing.entry.start + packing.entry.packedBytes - 1 }
      : {};
  const stream = createReadStream(file, { ...range, highWaterMark: 256 * 1_024 });
  const isPlain = packing.kind === 'none' || (packing.kind === 'zip' && packing.entry.method === 'stored');
  if (isPlain) return { source: stream as AsyncIterable<Buffer>, close: () => void stream.destroy() };
  const unpacker = (packing.kind === 'gzip' ? createGunzip : createInflateRaw)({ chunkSize: 256 * 1_024 });
  stream.on('error', (error) => unpacker.destroy(error));
  stream.pipe(unpacker);
  const close = (): void => {
    stream.destroy();
    unpacker.destroy();
  };
  return { source: unpacker as AsyncIterable<Buffer>, close };
}

function lzmaSource(file: string): Source {
  async function* chunks(): AsyncGenerator<Buffer> {
    yield* unpackLzma(await readFile(file));
  }
  return { source: chunks(), close: () => undefined };
}

function refuseBomb(bytes: number, packedBytes: number, origin: string): void {
  const isBomb = bytes > EXPANSION_FREE_BYTES && bytes > packedBytes * MOST_EXPANSION;
  if (!isBomb && bytes <= MOST_UNPACKED_BYTES) return;
  throw unreadable(
    `the file of ${packedBytes} bytes unpacks to more than ${bytes - 1} bytes: no table of bars does that`,
    { origin },
  );
}

const isDamage = (error: unknown): error is Error =>
  error instanceof LzmaError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'));

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
