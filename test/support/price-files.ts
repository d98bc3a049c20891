import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { type ColumnSource, type ParquetWriteOptions, parquetWriteBuffer } from 'hyparquet-writer';

/** A zip archive of some files, written from the format's description (PKWARE APPNOTE 4.3). */
export function zipBytes(
  files: readonly {
    readonly name: string;
    readonly content: Buffer;
    readonly isStored?: boolean;
    readonly flags?: number;
    readonly method?: number;
  }[],
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, isStored = false, flags = 0, method } of files) {
    const packed = isStored ? content : deflateRawSync(content);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(method ?? (isStored ? 0 : 8), 4);
    shared.writeUInt32LE(checksum(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), shared, tail, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** A MetaTrader 4 history file. @param rows seconds, open, high, low, close, volume, spread in points */
export function hstBytes(
  version: 400 | 401,
  symbol: string,
  periodMinutes: number,
  rows: readonly (readonly [number, number, number, number, number, number, number])[],
): Buffer {
  const header = Buffer.alloc(148);
  header.writeInt32LE(version, 0);
  header.write(symbol, 68, 'latin1');
  header.writeInt32LE(periodMinutes, 80);
  header.writeInt32LE(5, 84);
  const bars = rows.map(([seconds, open, high, low, close, volume, spread]) => {
    const bar = Buffer.alloc(version === 401 ? 60 : 44);
    if (version === 401) {
      bar.writeBigInt64LE(BigInt(seconds), 0);
      [open, high, low, close].forEach((price, k) => void bar.writeDoubleLE(price, 8 + k * 8));
      bar.writeBigInt64LE(BigInt(volume), 40);
      bar.writeInt32LE(spread, 48);
    } else {
      bar.writeInt32LE(seconds, 0);
      [open, low, high, close, volume].forEach((value, k) => void bar.writeDoubleLE(value, 4 + k * 8));
    }
    return bar;
  });
  return Buffer.concat([header, ...bars]);
}

/** An Arrow IPC file of float64 columns. */
export function arrowBytes(columns: Readonly<Record<string, readonly number[]>>): Uint8Array {
  const arrays = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]),
  );
  return tableToIPC(tableFromArrays(arrays), 'file');
}

/** CRC-32 of the zip format (`zlib.crc32` came with Node 20.15 and 22.2). */
function checksum(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A Parquet file, by another project's writer; packed with what Node has, or with blocks that hold the bytes as they are. */
export function parquetBytes(
  columns: readonly ColumnSource[],
  { compressors, ...options }: Omit<ParquetWriteOptions, 'columnData' | 'writer'> = {},
): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [...columns],
      ...options,
      compressors: {
        GZIP: (input) => gzipSync(input),
        BROTLI: (input) => brotliCompressSync(input),
        ZSTD: zstdRaw,
        LZ4_RAW: lz4Literals,
        ...compressors,
      },
    }),
  );
}

/** A Zstandard frame of raw blocks (RFC 8878, 3.1.1.2): a window of 2 MB, no checksum, no size. */
export function zstdRaw(input: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])];
  for (let at = 0; at === 0 || at < input.length; at += 100_000) {
    const block = input.subarray(at, at + 100_000);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | Number(at + 100_000 >= input.length), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}

/** An LZ4 block of literals alone. */
export function lz4Literals(input: Uint8Array): Uint8Array {
  const { length } = input;
  if (length < 15) return Buffer.concat([Buffer.from([length << 4]), input]);
  const rest = length - 15;
  const more = [...new Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
  return Buffer.concat([Buffer.from([0xf0, ...more]), input]);
}
