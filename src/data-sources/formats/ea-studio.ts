import type { Instrument } from '../../domain/market/instrument-families.ts';
import { ColumnBuilder } from '../column-builder.ts';
import type { Reading } from '../reading.ts';
import { quoted, unreadable } from '../unreadable.ts';
import { readSwap, SWAP_KEYS } from './ea-studio-swap.ts';
import { FOREXSB_EPOCH_MS } from './forexsb-binary.ts';

const PRICES = ['open', 'high', 'low', 'close'] as const;
/** Arrays something is read from. */
export const EA_STUDIO_COLUMNS: ReadonlySet<string> = new Set(['time', ...PRICES, 'volume', 'spreads']);
/** Keys something is read from; `bars` and `dataId` say what other keys say too. */
const READ_KEYS: ReadonlySet<string> = new Set([
  ...['ver', 'dataId', 'terminal', 'company', 'server', 'symbol', 'period', 'baseCurrency', 'priceIn'],
  ...['lotSize', 'tickValue', 'digits', 'point', 'timezoneShift', 'bars'],
  ...[...EA_STUDIO_COLUMNS, ...SWAP_KEYS],
]);
/** An object may have as many keys as it likes; a report may not. */
const MOST_KEYS_NAMED = 40;
const MOST_DIGITS = 10;

/**
 * Reads an EA Studio data file: one object with column arrays of equal length; `time` in minutes since 2000-01-01 UTC,
 * prices as plain numbers. Its columns are arrays, or were read before (`createEaStudioColumn`). Everything but time and prices is optional; keys nothing is read from are named in `ignoredColumns`.
 * @throws AppError `data_unreadable` naming the column and the element
 */
export function readEaStudio(value: unknown, origin: string): Reading {
  const file = value as Readonly<Record<string, unknown>> | null;
  if (typeof file !== 'object' || file === null || !isColumn(file.time)) {
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
  const spreads = isColumn(file.spreads) ? column(file, 'spreads', rows, origin) : null;
  const shift = number(file.timezoneShift) ?? 0;
  const { contract, remarks } = contractOf(file);
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
    ignoredColumns: Object.keys(file)
      .filter((key) => !READ_KEYS.has(key) || (key === 'spreads' && spreads === null))
      .slice(0, MOST_KEYS_NAMED)
      .map((key) => key.slice(0, 60)),
    symbol: text(file.symbol),
    periodMinutes: number(file.period),
    contract,
    provider: {
      terminal: text(file.terminal),
      company: text(file.company),
      server: text(file.server),
    },
    remarks: [
      ...(typeof file.bars === 'number' && file.bars !== rows
        ? [`The file says ${file.bars} bars and holds ${rows}.`]
        : []),
      ...remarks,
    ],
  };
}

function column(
  file: Readonly<Record<string, unknown>>,
  name: string,
  rows: number,
  origin: string,
): Float64Array {
  const values = file[name];
  if (!isColumn(values)) throw unreadable(`there is no "${name}" array`, { origin, column: name });
  if (values.length !== rows) {
    throw unreadable(`"${name}" has ${values.length} values, "time" has ${rows}`, { origin, column: name });
  }
  if (values instanceof Float64Array) return values;
  const reader = createEaStudioColumn(name, origin);
  reader.add(values);
  return reader.finish();
}

const isColumn = (value: unknown): value is readonly unknown[] | Float64Array =>
  Array.isArray(value) || value instanceof Float64Array;

/** A column whose elements come some at a time; null is a missing price. */
export interface EaStudioColumn {
  /** @throws AppError `data_unreadable` naming the column and the element */
  add(values: readonly unknown[]): void;
  finish(): Float64Array;
}

export function createEaStudioColumn(name: string, origin: string): EaStudioColumn {
  const builder = new ColumnBuilder(1);
  return {
    add: (values) => {
      for (const value of values) {
        if (typeof value !== 'number' && (value !== null || name === 'time')) {
          const k = builder.length;
          throw unreadable(`element ${k} is ${quoted(String(value))}, no number`, {
            ...{ origin, line: k + 1, column: name },
          });
        }
        builder.row[0] = value ?? Number.NaN;
        builder.commit();
      }
    },
    finish: () => builder.finish()[0],
  };
}

/** Figures of the contract that cannot be (no digits at all, a lot of nothing) are left out, and said. */
function contractOf(file: Readonly<Record<string, unknown>>): {
  readonly contract: Partial<Instrument>;
  readonly remarks: readonly string[];
} {
  const { swap, remarks } = readSwap(file);
  const isDigits = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= MOST_DIGITS;
  const isAmount = (value: number): boolean => value > 0;
  const refused: string[] = [];
  const figure = (name: string, isPossible: (value: number) => boolean): number | null => {
    const value = number(file[name]);
    if (value === null || isPossible(value)) return value;
    refused.push(`${name} ${value}`);
    return null;
  };
  const digits = figure('digits', isDigits);
  const entries = {
    base: text(file.baseCurrency),
    quote: text(file.priceIn),
    digits,
    point: figure('point', isAmount) ?? (digits === null ? null : Number(`1e-${digits}`)),
    contractSize: figure('lotSize', isAmount),
    tickValue: figure('tickValue', isAmount),
    swap,
  };
  return {
    contract: Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null)),
    remarks: [
      ...(refused.length > 0 ? [`Not taken over from the file: ${refused.join(', ')}.`] : []),
      ...remarks,
    ],
  };
}

const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;

const clockText = (hours: number): string => {
  const minutes = Math.round((hours % 1) * 60);
  return minutes === 0 ? String(hours) : `${Math.floor(hours)}:${String(minutes).padStart(2, '0')}`;
};
