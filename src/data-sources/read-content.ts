import type { TableSpec } from '../orchestration/spec/table.ts';
import type { Content } from './bytes/content.ts';
import { columnarFormat, readColumnar } from './formats/columnar.ts';
import { dukascopyKind, readDukascopy } from './formats/dukascopy.ts';
import { dukascopyName } from './formats/dukascopy-name.ts';
import { forexsbRecordSize, readForexsbBinary } from './formats/forexsb-binary.ts';
import { hstVersion, readHst } from './formats/hst.ts';
import { looksLikeJson, readJson } from './formats/json.ts';
import type { ReadContext, Reading } from './reading.ts';
import { readTable } from './text/read-table.ts';
import { unreadable } from './unreadable.ts';

/** Picks the reader by the first bytes of the unpacked content. @throws AppError `data_unreadable`. */
export async function readContent(
  content: Content,
  table: TableSpec | undefined,
  context: ReadContext,
): Promise<Reading> {
  const { head } = content;
  const format = columnarFormat(head);
  if (format !== null) return readColumnar(content, format, { table, context });
  if (head.includes(0)) return readBinary(content, context);
  if (looksLikeJson(head)) return readJson(content, context);
  return readTable(content, table, context);
}

/** Bytes that are no text: binary formats without magic are known by what their fields hold. */
async function readBinary(content: Content, context: ReadContext): Promise<Reading> {
  const version = hstVersion(content.head);
  if (version !== null) return readHst(content, version, context);
  const kind = dukascopyKind(content.head);
  // A few records of the one look like records of the other; no other format has Dukascopy's places.
  const hasItsPlace = content.names.some((name) => dukascopyName(name)?.kind === kind);
  if (kind !== null && hasItsPlace) return readDukascopy(content, kind, context);
  const size = forexsbRecordSize(content.head);
  if (size !== null) return readForexsbBinary(content, size, context);
  if (kind !== null) return readDukascopy(content, kind, context);
  if (content.head.toString('latin1', 0, 4) === 'PARE') {
    throw unreadable('the Parquet file is encrypted; write it without', { origin: content.origin });
  }
  const isUtf16 = /^(\xff\xfe|\xfe\xff)/.test(content.head.toString('latin1', 0, 2));
  throw unreadable(
    isUtf16
      ? 'the file is UTF-16 text; save it as UTF-8'
      : 'the file is not UTF-8 text, and none of the binary formats that are read (Forexsb .lb, MetaTrader 4 .hst, Dukascopy .bi5, Arrow, Parquet)',
    { origin: content.origin, line: 1 },
  );
}
