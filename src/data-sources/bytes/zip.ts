import type { FileHandle } from 'node:fs/promises';
import { unreadable } from '../unreadable.ts';
import { dataNames } from './data-names.ts';

/** One file in a zip archive: where its bytes are and how they are packed. */
export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  /** Offset of the packed bytes in the archive. */
  readonly start: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

const END_SIGNATURE = 0x06054b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
/** The end record and its longest comment. */
const LONGEST_END = 22 + 65_535;
const MOST_ENTRIES = 1_000;
const MOST_DIRECTORY_BYTES = 1_024 * 1_024;

/**
 * The one data file of a zip archive, by its central directory (PKWARE APPNOTE 4.3). Folders and what `dataNames` does
 * not take for data are passed over. Nothing is unpacked here.
 * @throws AppError `data_unreadable`: damaged, encrypted, zip64, several data files, a packing other than deflate.
 */
export async function findZipEntry(handle: FileHandle, size: number, origin: string): Promise<ZipEntry> {
  const fail = (reason: string) => unreadable(`the zip archive ${reason}`, { origin });
  const tail = await readAt(handle, Math.max(0, size - LONGEST_END), Math.min(size, LONGEST_END));
  const end = findEnd(tail);
  if (end < 0) throw fail('has no end record: it is cut short or damaged');
  const entries = tail.readUInt16LE(end + 10);
  const bytes = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (entries === 0xffff || offset === 0xffffffff) throw fail('is a zip64 archive; unpack it first');
  if (entries > MOST_ENTRIES) throw fail(`holds ${entries} files; at most ${MOST_ENTRIES} are looked at`);
  if (bytes > MOST_DIRECTORY_BYTES || offset + bytes > size) throw fail('has an impossible directory');
  const directory = await readAt(handle, offset, bytes);
  const listed = readDirectory(directory, entries, fail).filter(({ name }) => !name.endsWith('/'));
  const data = new Set(dataNames(listed.map(({ name }) => name)));
  const files = listed.filter(({ name }) => data.has(name));
  if (files.length !== 1) {
    const names = files.slice(0, 5).map((file) => file.name);
    throw fail(`holds ${files.length} data files (${names.join(', ')}); it must hold exactly one`);
  }
  return locate(handle, files[0], { size, fail });
}

interface DirectoryEntry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly localHeader: number;
}

type Fail = (reason: string) => Error;

function findEnd(tail: Buffer): number {
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  return -1;
}

function readDirectory(directory: Buffer, entries: number, fail: Fail): DirectoryEntry[] {
  const list: DirectoryEntry[] = [];
  let at = 0;
  for (let k = 0; k < entries; k++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL_SIGNATURE) {
      throw fail('has a damaged directory');
    }
    const nameLength = directory.readUInt16LE(at + 28);
    list.push({
      flags: directory.readUInt16LE(at + 8),
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      unpackedBytes: directory.readUInt32LE(at + 24),
      localHeader: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, Math.min(at + 46 + nameLength, directory.length)),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return list;
}

async function locate(
  handle: FileHandle,
  entry: DirectoryEntry,
  { size, fail }: { readonly size: number; readonly fail: Fail },
): Promise<ZipEntry> {
  if ((entry.flags & 1) !== 0) throw fail('is encrypted');
  if (entry.method !== 0 && entry.method !== 8) {
    throw fail(`packs its file by method ${entry.method}; stored and deflated are read`);
  }
  const header = await readAt(handle, entry.localHeader, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw fail('is damaged');
  const start = entry.localHeader + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + entry.packedBytes > size) throw fail('is cut short');
  return {
    name: entry.name,
    method: entry.method === 0 ? 'stored' : 'deflated',
    start,
    packedBytes: entry.packedBytes,
    unpackedBytes: entry.unpackedBytes,
  };
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
