import type { ColumnMetaData } from 'hyparquet';
import type { parquetHeader } from 'hyparquet/src/column.js';
import { parquetCodecs } from './parquet-codecs.ts';

type PageHeader = ReturnType<typeof parquetHeader>;

/** How a flat column is written. */
export interface ColumnCoding {
  readonly codec: ColumnMetaData['codec'];
  /** Values may be null: a level of one bit stands for each. */
  readonly isOptional: boolean;
}

const DICTIONARY: ReadonlySet<string> = new Set(['PLAIN_DICTIONARY', 'RLE_DICTIONARY']);
const WIDEST_INDEX = 32;
/** Values a last run may hold beyond those of its page: runs of single bits come in groups of eight. */
const MOST_PADDING = 512;

/**
 * What is wrong with the run lengths of a data page, before the library follows them: it repeats a value as often as a run
 * says, however few the page has, and does not end where a count has overflown. Null when every run fits its page.
 * @param packed the page as it lies in the file
 */
export function problemOfRuns(packed: Uint8Array, page: PageHeader, coding: ColumnCoding): string | null {
  const { data_page_header: v1, data_page_header_v2: v2 } = page;
  const header = v1 ?? v2;
  const isIndexed = header !== undefined && DICTIONARY.has(header.encoding);
  if (!header || !(isIndexed || coding.isOptional)) return null;
  const parts = v2 ? partsOfV2(packed, page, coding) : partsOfV1(packed, page, coding);
  if (typeof parts === 'string') return parts;
  const { levels, values } = parts;
  if (coding.isOptional && levels.length > 0) {
    const problem = problemOf(levels, 1, header.num_values);
    if (problem !== null) return `its levels: ${problem}`;
  }
  if (!isIndexed || values.length === 0) return null;
  const [width] = values;
  if (width > WIDEST_INDEX) return `indices of ${width} bits`;
  const problem = width === 0 ? null : problemOf(values.subarray(1), width, header.num_values);
  return problem === null ? null : `its indices: ${problem}`;
}

type Parts = { readonly levels: Uint8Array; readonly values: Uint8Array } | string;

function partsOfV1(packed: Uint8Array, page: PageHeader, { codec, isOptional }: ColumnCoding): Parts {
  const bytes = unpacked(packed, page.uncompressed_page_size, codec);
  if (!isOptional) return { levels: bytes.subarray(0, 0), values: bytes };
  if (bytes.length < 4) return 'a page without levels';
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (4 + length > bytes.length) return `levels of ${length} bytes in a page of ${bytes.length}`;
  return { levels: bytes.subarray(4, 4 + length), values: bytes.subarray(4 + length) };
}

function partsOfV2(packed: Uint8Array, page: PageHeader, { codec }: ColumnCoding): Parts {
  const header = page.data_page_header_v2;
  const from = header?.repetition_levels_byte_length ?? 0;
  const length = header?.definition_levels_byte_length ?? 0;
  const rest = page.uncompressed_page_size - from - length;
  if (!(from >= 0 && length >= 0 && from + length <= packed.length && rest >= 0)) {
    return `levels of ${from + length} bytes in a page of ${packed.length}`;
  }
  const values = packed.subarray(from + length);
  return {
    levels: packed.subarray(from, from + length),
    values: header?.is_compressed === false ? values : unpacked(values, rest, codec),
  };
}

function unpacked(packed: Uint8Array, length: number, codec: ColumnMetaData['codec']): Uint8Array {
  if (codec === 'UNCOMPRESSED') return packed;
  const unpack = parquetCodecs[codec];
  if (!unpack) throw new Error(`the codec ${codec} is not known`);
  return unpack(packed, length);
}

/** Walks the headers of the runs (parquet-format, Encodings.md, RLE/bit-packing hybrid) up to `values` values. */
function problemOf(bytes: Uint8Array, width: number, values: number): string | null {
  let at = 0;
  let seen = 0;
  while (seen < values && at < bytes.length) {
    let header = 0;
    let shift = 0;
    for (; at < bytes.length && shift < 35; shift += 7) {
      const byte = bytes[at++];
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const isPacked = header % 2 === 1;
    const count = Math.floor(header / 2) * (isPacked ? 8 : 1);
    if (count > values - seen + (isPacked ? MOST_PADDING : 0)) {
      return `a run of ${count} values where ${values - seen} are left`;
    }
    at += isPacked ? (count / 8) * width : Math.ceil(width / 8);
    seen += count;
  }
  return null;
}
