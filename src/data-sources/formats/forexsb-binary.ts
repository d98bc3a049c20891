import type { Instrument } from '../../domain/market/instrument-families.ts';
import { instrumentInName } from '../../domain/market/instruments.ts';
import type { Content } from '../bytes/content.ts';
import { HEAD_BYTES } from '../bytes/limits.ts';
import { forEachRecord } from '../bytes/records.ts';
import { ColumnBuilder } from '../column-builder.ts';
import { instrumentOfSource } from '../point.ts';
import type { ReadContext, Reading } from '../reading.ts';
import { unreadable } from '../unreadable.ts';

/** 2000-01-01 00:00 UTC: the minutes of Forexsb's files count from here. */
export const FOREXSB_EPOCH_MS = 946_684_800_000;
/** Records of little-endian int32: time, open, high, low, close, volume and, in the longer one, spread in points. */
export const RECORD_BYTES = { plain: 24, withSpread: 28 } as const;
/** Minutes until 2100. */
const LATEST_MINUTE = 52_594_560;
const RECORDS_JUDGED = 500;

/**
 * The record size of a Forexsb binary file; null when the bytes are none. A size fits when times rise strictly and are of
 * this century and prices are positive. Where both fit, the one that divides the length wins, then the one with more bars
 * whose high and low enclose them: the length alone does not tell 24 from 28 (any multiple of 168 divides by both).
 * @param head the first bytes, or all of them
 */
export function forexsbRecordSize(head: Buffer): number | null {
  const isWhole = head.length < HEAD_BYTES;
  const fitting = [RECORD_BYTES.withSpread, RECORD_BYTES.plain]
    .filter((size) => head.length >= size && looksLikeRecords(head, size))
    .map((size) => ({
      size,
      divides: isWhole && head.length % size === 0,
      sound: shareOfSoundBars(head, size),
    }));
  fitting.sort((a, b) => Number(b.divides) - Number(a.divides) || b.sound - a.sound);
  return fitting[0]?.size ?? null;
}

/**
 * Reads the `.lb` payload of the Forexsb feed (after gunzip), oldest bar first. Prices are whole figures; what they are
 * divided by depends on the symbol and is not in the file.
 * @throws AppError `data_unreadable` for a cut file, and when nothing tells the price scale
 */
export async function readForexsbBinary(
  content: Content,
  size: number,
  context: ReadContext,
): Promise<Reading> {
  const { scale, remarks } = scaleOf(context, content.origin);
  const width = size / 4;
  const builder = new ColumnBuilder(width);
  const left = await forEachRecord(
    content,
    { size },
    {
      signal: context.signal,
      take: (view) => {
        for (let k = 0; k < width; k++) builder.row[k] = view.getInt32(k * 4, true);
        builder.commit();
      },
    },
  );
  if (left > 0) {
    throw unreadable(
      `the file is cut short: ${left} bytes are left after ${builder.length} records of ${size}`,
      {
        origin: content.origin,
        line: builder.length + 1,
      },
    );
  }
  const [minutes, open, high, low, close, volume, spread] = builder.finish();
  return {
    format: `Forexsb binary (${size} bytes a bar)`,
    bars: {
      timeMs: minutes.map((minute) => FOREXSB_EPOCH_MS + minute * 60_000),
      open,
      high,
      low,
      close,
      volume,
    },
    ask: null,
    ...(spread && { spread: { values: spread, unit: 'scaled' as const } }),
    clock: { kind: 'clock', zone: 'UTC', evidence: 'the Forexsb feed is written in UTC' },
    integerScale: scale,
    ignoredColumns: [],
    symbol: null,
    periodMinutes: null,
    remarks,
  };
}

/**
 * The spec's word first, then the feed's rule, then points of the instrument, as our own export writes them; the feed's
 * catalogue may have another figure, hence the remark.
 * @throws AppError `data_unreadable` when nobody knows the instrument
 */
function scaleOf(
  { fileName, market = {}, priceScale }: ReadContext,
  origin: string,
): { readonly scale: number; readonly remarks: readonly string[] } {
  const instrument = instrumentOfSource(market, { symbol: null, fileName });
  const certain = priceScale ?? scaleOfFeed(instrument);
  if (certain !== null) return { scale: certain, remarks: [] };
  const point = market.point ?? instrument?.point;
  if (point === undefined) {
    throw unreadable(
      'the file holds whole figures and its name no symbol whose price scale is known; set market.source.priceScale (100000 for a price of five digits)',
      { origin },
    );
  }
  const scale = Math.round(1 / point);
  return {
    scale,
    remarks: [
      `The file does not hold its price scale: taken as ${scale}, a point of ${instrument?.symbol ?? 'the instrument'} (${point}). market.source.priceScale says otherwise.`,
    ],
  };
}

/**
 * What the Forexsb feed multiplies prices of a symbol by: 1000 for gold and silver, a point for currencies; null when it
 * is in the feed's catalogue only.
 */
export const feedPriceScale = (name: string): number | null => scaleOfFeed(instrumentInName(name));

function scaleOfFeed(instrument: Instrument | null): number | null {
  if (instrument?.assetClass === 'fx') return Math.round(1 / instrument.point);
  return instrument?.assetClass === 'metal' ? 1_000 : null;
}

function looksLikeRecords(head: Buffer, size: number): boolean {
  const records = Math.min(Math.floor(head.length / size), RECORDS_JUDGED);
  let before = -1;
  for (let k = 0; k < records; k++) {
    const at = k * size;
    const minute = head.readInt32LE(at);
    if (minute <= before || minute > LATEST_MINUTE) return false;
    before = minute;
    for (let field = 1; field <= 4; field++) if (head.readInt32LE(at + field * 4) <= 0) return false;
    if (head.readInt32LE(at + 20) < 0) return false;
  }
  return records > 0;
}

function shareOfSoundBars(head: Buffer, size: number): number {
  const records = Math.min(Math.floor(head.length / size), RECORDS_JUDGED);
  let sound = 0;
  for (let k = 0; k < records; k++) {
    const [open, high, low, close] = [4, 8, 12, 16].map((at) => head.readInt32LE(k * size + at));
    if (high >= Math.max(open, close, low) && low <= Math.min(open, close)) sound++;
  }
  return sound / records;
}
