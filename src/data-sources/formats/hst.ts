import type { Content } from '../bytes/content.ts';
import { forEachRecord } from '../bytes/records.ts';
import { ColumnBuilder } from '../column-builder.ts';
import type { ReadContext, Reading } from '../reading.ts';
import { unreadable } from '../unreadable.ts';

const HEADER_BYTES = 148;
/** Bars of MetaTrader 4 builds before and after 2014 (version 400 and 401). */
const BAR_BYTES = { 400: 44, 401: 60 } as const;
type Version = keyof typeof BAR_BYTES;

/** The version of a MetaTrader 4 history file; null when the bytes are none. */
export function hstVersion(head: Buffer): Version | null {
  if (head.length < HEADER_BYTES) return null;
  const version = head.readInt32LE(0);
  const period = head.readInt32LE(80);
  const digits = head.readInt32LE(84);
  const isHeader = period > 0 && period <= 43_200 && digits >= 0 && digits <= 10;
  return (version === 400 || version === 401) && isHeader ? version : null;
}

/**
 * Reads a MetaTrader 4 history file. Its stamps are on the clock of the broker's server.
 * @throws AppError `data_unreadable` when it is cut short or holds no bar
 */
export async function readHst(content: Content, version: Version, { signal }: ReadContext): Promise<Reading> {
  const { head, origin } = content;
  const size = BAR_BYTES[version];
  const builder = new ColumnBuilder(7);
  const left = await forEachRecord(
    content,
    { size, skip: HEADER_BYTES },
    {
      signal,
      take: (view) => {
        if (version === 401) takeNew(view, builder.row);
        else takeOld(view, builder.row);
        builder.commit();
      },
    },
  );
  if (left > 0) throw unreadable(`the file is cut short after ${builder.length} bars`, { origin });
  if (builder.length === 0) throw unreadable('the file holds no bar', { origin });
  const digits = head.readInt32LE(84);
  const [timeMs, open, high, low, close, volume, spread] = builder.finish();
  return {
    format: `MetaTrader 4 history (version ${version})`,
    bars: { timeMs, open, high, low, close, volume },
    ask: null,
    ...(version === 401 && { spread: { values: spread, unit: 'points' as const } }),
    clock: { kind: 'clock', zone: null, evidence: '' },
    integerScale: 1,
    ignoredColumns: version === 401 ? ['real volume'] : [],
    symbol: head.toString('latin1', 68, 80).replace(/\0.*$/s, '') || null,
    periodMinutes: head.readInt32LE(80),
    contract: { digits, point: Number(`1e-${digits}`) },
    remarks: [],
  };
}

/** u64 seconds; open, high, low, close; u64 tick volume; i32 spread in points; u64 real volume. */
function takeNew(view: DataView, row: Float64Array): void {
  row[0] = Number(view.getBigInt64(0, true)) * 1_000;
  for (let k = 0; k < 4; k++) row[k + 1] = view.getFloat64(8 + k * 8, true);
  row[5] = Number(view.getBigInt64(40, true));
  row[6] = view.getInt32(48, true);
}

/** i32 seconds; open, LOW, HIGH, close, volume as doubles. */
function takeOld(view: DataView, row: Float64Array): void {
  row[0] = view.getInt32(0, true) * 1_000;
  row[1] = view.getFloat64(4, true);
  row[2] = view.getFloat64(20, true);
  row[3] = view.getFloat64(12, true);
  row[4] = view.getFloat64(28, true);
  row[5] = view.getFloat64(36, true);
  row[6] = Number.NaN;
}
