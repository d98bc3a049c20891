import { dayStart } from '../timestamps.ts';

/** What the place of a Dukascopy `.bi5` file says: its records count from the start of this period. */
export interface DukascopyName {
  readonly kind: 'ticks' | 'candles';
  readonly symbol: string;
  readonly startMs: number;
  /** Side of candles; ticks have both. */
  readonly side: 'bid' | 'ask' | null;
  /** Length of a candle, minutes; null for ticks. */
  readonly periodMinutes: number | null;
}

const PARTS = String.raw`(?:^|[/\\_-])([A-Za-z0-9.]+)[/\\_-](\d{4})`;
const TICKS = new RegExp(String.raw`${PARTS}[/\\_-](\d{2})[/\\_-](\d{2})[/\\_-](\d{2})h_ticks`);
const CANDLES = new RegExp(
  String.raw`${PARTS}(?:[/\\_-](\d{2}))?(?:[/\\_-](\d{2}))?[/\\_-](BID|ASK)_candles_(min|hour|day)_1(?!\d)`,
  'i',
);
const MINUTES = { min: 1, hour: 60, day: 1_440 } as const;

/**
 * Reads a place in Dukascopy's tree: `EURUSD/2024/00/02/10h_ticks.bi5`, `EURUSD/2024/00/02/BID_candles_min_1.bi5`, hours a
 * month and days a year; or the same with `_` or `-` for the slashes. January is 00. Null when it is none.
 */
export function dukascopyName(name: string): DukascopyName | null {
  const ticks = TICKS.exec(name);
  if (ticks) {
    const dayMs = dayStart(Number(ticks[2]), Number(ticks[3]) + 1, Number(ticks[4]));
    const hour = Number(ticks[5]);
    if (dayMs === null || hour > 23) return null;
    const startMs = dayMs + hour * 3_600_000;
    return { kind: 'ticks', symbol: ticks[1].toUpperCase(), startMs, side: null, periodMinutes: null };
  }
  const candles = CANDLES.exec(name);
  if (!candles) return null;
  const [, symbol, year, month, day, side, unit] = candles;
  const kind = unit.toLowerCase() as keyof typeof MINUTES;
  const isWhole = { min: day !== undefined, hour: month !== undefined, day: true }[kind];
  const startMs = dayStart(Number(year), Number(month ?? 0) + 1, Number(day ?? 1));
  if (!isWhole || startMs === null) return null;
  return {
    kind: 'candles',
    symbol: symbol.toUpperCase(),
    startMs,
    side: side.toLowerCase() as 'bid' | 'ask',
    periodMinutes: MINUTES[kind],
  };
}
