import type { Instrument } from '../../domain/market/instrument-families.ts';
import type { Reading } from '../reading.ts';
import { quoted, unreadable } from '../unreadable.ts';
import { FOREXSB_EPOCH_MS } from './forexsb-binary.ts';

const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * Reads an EA Studio data file: one object with column arrays of equal length; `time` in minutes since 2000-01-01 UTC,
 * prices as plain numbers. Everything but time and prices is optional, unknown keys are passed over.
 * @throws AppError `data_unreadable` naming the column and the element
 */
export function readEaStudio(value: unknown, origin: string): Reading {
  const file = value as Readonly<Record<string, unknown>> | null;
  if (typeof file !== 'object' || file === null || !Array.isArray(file.time)) {
    throw unreadable(
      `the JSON object has no "time" array (keys: ${
        Object.keys(file ?? {})
          .slice(0, 10)
          .map(quoted)
          .join(', ') || 'none'
      }); an EA Studio data file has the arrays time, open, high, low, close and volume`,
      { origin },
    );
  }
  const rows = file.time.length;
  if (rows === 0) throw unreadable('the file holds no bar', { origin, column: 'time' });
  const minutes = column(file, 'time', rows, origin);
  const [open, high, low, close] = PRICES.map((name) => column(file, name, rows, origin));
  const spreads = Array.isArray(file.spreads) ? column(file, 'spreads', rows, origin) : null;
  const shift = number(file.timezoneShift) ?? 0;
  return {
    format: 'EA Studio JSON',
    bars: {
      timeMs: minutes.map((minute) => FOREXSB_EPOCH_MS + minute * 60_000),
      open,
      high,
      low,
      close,
      volume: file.volume === undefined ? new Float64Array(rows) : column(file, 'volume', rows, origin),
    },
    ask: null,
    ...(spreads && { spread: { values: spreads, unit: 'points' as const } }),
    clock: {
      kind: 'clock',
      zone: shift === 0 ? 'UTC' : `UTC${shift < 0 ? '-' : '+'}${clockText(Math.abs(shift))}`,
      evidence: shift === 0 ? 'EA Studio files are written in UTC' : `the file states timezoneShift ${shift}`,
    },
    integerScale: 1,
    ignoredColumns: [],
    symbol: text(file.symbol),
    periodMinutes: number(file.period),
    contract: contractOf(file),
    remarks:
      typeof file.bars === 'number' && file.bars !== rows
        ? [`The file says ${file.bars} bars and holds ${rows}.`]
        : [],
  };
}

function column(
  file: Readonly<Record<string, unknown>>,
  name: string,
  rows: number,
  origin: string,
): Float64Array {
  const values = file[name];
  if (!Array.isArray(values)) throw unreadable(`there is no "${name}" array`, { origin, column: name });
  if (values.length !== rows) {
    throw unreadable(`"${name}" has ${values.length} values, "time" has ${rows}`, { origin, column: name });
  }
  return Float64Array.from(values, (value: unknown, k) => {
    if (typeof value === 'number') return value;
    if (value === null && name !== 'time') return Number.NaN;
    throw unreadable(`element ${k} is ${quoted(String(value))}, no number`, {
      origin,
      line: k + 1,
      column: name,
    });
  });
}

function contractOf(file: Readonly<Record<string, unknown>>): Partial<Instrument> {
  const digits = number(file.digits);
  const swapLong = number(file.swapLong);
  const swapShort = number(file.swapShort);
  const entries = {
    base: text(file.baseCurrency),
    quote: text(file.priceIn),
    digits,
    point: number(file.point) ?? (digits === null ? null : Number(`1e-${digits}`)),
    contractSize: number(file.lotSize),
    tickValue: number(file.tickValue),
    swap:
      swapLong === null || swapShort === null
        ? null
        : {
            long: swapLong,
            short: swapShort,
            unit: 'points' as const,
            tripleDay: number(file.swapThreeDays) ?? 5,
          },
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null));
}

const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const clockText = (hours: number): string => {
  const minutes = Math.round((hours % 1) * 60);
  return minutes === 0 ? String(hours) : `${Math.floor(hours)}:${String(minutes).padStart(2, '0')}`;
};
