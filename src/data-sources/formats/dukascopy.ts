import { instrumentInName } from '../../domain/market/instruments.ts';
import type { Content } from '../bytes/content.ts';
import { forEachRecord } from '../bytes/records.ts';
import { ColumnBuilder } from '../column-builder.ts';
import type { ReadContext, Reading } from '../reading.ts';
import { createTickBars } from '../text/tick-bars.ts';
import { unreadable } from '../unreadable.ts';
import { type DukascopyName, dukascopyName } from './dukascopy-name.ts';

/**
 * Big-endian records. Ticks: int32 ms in the hour, int32 ask, int32 bid, float32 ask and bid volume. Candles: int32 seconds
 * in the period, int32 open, close, low, high, float32 volume. Volumes are in millions.
 */
const RECORD_BYTES = { ticks: 20, candles: 24 } as const;
const RECORDS_JUDGED = 500;
/** Longest period of a file: an hour of ticks; a year of candles. */
const LAST_OFFSET = { ticks: 3_600_000, candles: 366 * 86_400 } as const;

type Kind = DukascopyName['kind'];

/** Whether unpacked bytes are the ticks or the candles of a Dukascopy `.bi5` file; null when they are neither. */
export function dukascopyKind(head: Buffer): Kind | null {
  const kinds: readonly Kind[] = ['ticks', 'candles'];
  return kinds.find((kind) => looksLike(head, kind)) ?? null;
}

/**
 * Reads a Dukascopy `.bi5` file after unpacking. The records hold no date: the place of the file does. Ticks become bars of
 * one minute with both sides. Candles without volume, with which the feed fills the times nobody traded in, are left out
 * and counted in the remarks.
 * @throws AppError `data_unreadable` for a cut file, a place that tells no date, and an unknown price scale
 */
export async function readDukascopy(
  content: Content,
  kind: Kind,
  { signal, priceScale, mayBeEmpty = false }: ReadContext,
): Promise<Reading> {
  const { origin, names } = content;
  const name = names.map(dukascopyName).find((found) => found?.kind === kind);
  if (!name) {
    throw unreadable(
      `the ${kind} of a Dukascopy file have no date; keep its place in their tree, months from 00 on: ${
        kind === 'ticks' ? 'EURUSD/2024/00/02/10h_ticks.bi5' : 'EURUSD/2024/00/02/BID_candles_min_1.bi5'
      }`,
      { origin },
    );
  }
  const scale = priceScale ?? dukascopyPriceScale(name.symbol);
  if (scale === null) {
    throw unreadable(
      `the file holds whole figures and the price scale of ${name.symbol} is not known; set market.source.priceScale (100000 for a price of five digits)`,
      { origin },
    );
  }
  const sink = kind === 'ticks' ? tickSink(name.startMs, origin) : candleSink(name.startMs);
  const size = RECORD_BYTES[kind];
  let records = 0;
  const left = await forEachRecord(
    content,
    { size },
    {
      signal,
      take: (view) => {
        records++;
        sink.take(view);
      },
    },
  );
  if (left > 0) {
    throw unreadable(`the file is cut short: ${left} bytes are left after ${records} records of ${size}`, {
      origin,
      line: records + 1,
    });
  }
  const series = sink.finish();
  if (series.bars.timeMs.length === 0 && !mayBeEmpty)
    throw unreadable('the file holds no bar with volume', { origin });
  return {
    format: `Dukascopy ${kind} (bi5)`,
    ...series,
    clock: { kind: 'instant', evidence: 'the Dukascopy feed is written in UTC' },
    integerScale: scale,
    ignoredColumns: [],
    symbol: name.symbol,
    periodMinutes: name.periodMinutes ?? 1,
    side: name.side,
    remarks: sink.remarks(),
  };
}

/** What Dukascopy multiplies prices of a symbol by: 1000 for metals and yen, a point for other currencies; null: unknown. */
function dukascopyPriceScale(symbol: string): number | null {
  const instrument = instrumentInName(symbol);
  if (instrument?.assetClass === 'fx') return Math.round(1 / instrument.point);
  return instrument?.assetClass === 'metal' ? 1_000 : null;
}

interface Sink {
  take(view: DataView): void;
  finish(): Pick<Reading, 'bars' | 'ask'>;
  remarks(): readonly string[];
}

function tickSink(startMs: number, origin: string): Sink {
  const bars = createTickBars(origin);
  return {
    take: (view) => bars.add(startMs + view.getInt32(0), view.getInt32(8), view.getInt32(4)),
    finish: () => bars.finish(),
    remarks: () => [],
  };
}

function candleSink(startMs: number): Sink {
  const builder = new ColumnBuilder(6);
  const { row } = builder;
  let empty = 0;
  return {
    take: (view) => {
      const volume = view.getFloat32(20);
      if (volume === 0) {
        empty++;
        return;
      }
      row[0] = startMs + view.getInt32(0) * 1_000;
      row[1] = view.getInt32(4);
      row[2] = view.getInt32(16);
      row[3] = view.getInt32(12);
      row[4] = view.getInt32(8);
      row[5] = volume;
      builder.commit();
    },
    finish: () => {
      const [timeMs, open, high, low, close, volume] = builder.finish();
      return { bars: { timeMs, open, high, low, close, volume }, ask: null };
    },
    remarks: () => [
      'Volumes are in millions.',
      ...(empty === 0
        ? []
        : [`${empty} candles without volume were left out: the feed fills pauses with them.`]),
    ],
  };
}

function looksLike(head: Buffer, kind: Kind): boolean {
  const size = RECORD_BYTES[kind];
  const records = Math.min(Math.floor(head.length / size), RECORDS_JUDGED);
  let before = -1;
  for (let k = 0; k < records; k++) {
    const at = k * size;
    const offset = head.readInt32BE(at);
    // Several ticks may share a millisecond.
    if (offset < before || offset >= LAST_OFFSET[kind] || (kind === 'candles' && offset === before))
      return false;
    before = offset;
    if (!hasPrices(head, at, kind)) return false;
  }
  return records > 0;
}

function hasPrices(head: Buffer, at: number, kind: Kind): boolean {
  const [a, b, low, high] = [4, 8, 12, 16].map((field) => head.readInt32BE(at + field));
  if (!(a > 0 && b > 0)) return false;
  if (kind === 'candles') return low > 0 && low <= Math.min(a, b) && high >= Math.max(a, b);
  // Ask before bid, then volumes as floats: both are small numbers.
  const volumes = [12, 16].map((field) => head.readFloatBE(at + field));
  return a >= b && volumes.every((volume) => volume >= 0 && volume < 1e9);
}
