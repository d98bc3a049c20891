import type { MappedColumns } from '../../orchestration/spec/table.ts';
import type { Reading, SourceClock } from '../reading.ts';
import { columnsByMapping } from '../text/columns-by-mapping.ts';
import { columnsByName } from '../text/header.ts';
import type { NamedColumns, PriceIndices } from '../text/layout.ts';
import { createTickBars } from '../text/tick-bars.ts';
import { quoted, unreadable } from '../unreadable.ts';
import type { ColumnarFormat, ColumnData, PickedColumns } from './column-data.ts';

/** What is known of a columnar file besides its content. */
interface ColumnsContext {
  readonly origin: string;
  readonly mapping: MappedColumns | undefined;
}

/**
 * What the columns of these names are: by the mapping of the spec, else by their names.
 * @throws AppError `data_unreadable` when one that is needed is missing
 */
export function tableColumns(names: readonly string[], { origin, mapping }: ColumnsContext): NamedColumns {
  if (mapping) {
    const columns = columnsByMapping(mapping, { names, width: names.length, place: { origin } });
    if (columns.timeOfDay === null) return columns;
    throw unreadable(
      'a columnar file has its time in one column; leave out market.source.table.columns.timeOfDay',
      {
        origin,
      },
    );
  }
  const columns = columnsByName(names.map((name) => (name === 'timeMs' ? 'time' : name)));
  if (!('missing' in columns)) return { ...columns, timeOfDay: null };
  throw unreadable(
    `there is no ${columns.missing} column among ${names.slice(0, 20).join(', ')}; or map the columns in market.source.table`,
    { origin },
  );
}

/** The columns that are to be read, each once. */
export function indicesOf({ time, prices, volume, spread }: NamedColumns): number[] {
  const ofPrices =
    prices.kind === 'ticks'
      ? [prices.bid, prices.ask]
      : [...Object.values(prices.bid), ...Object.values(prices.ask ?? {})];
  const all = [time, ...ofPrices, volume, spread].filter((index): index is number => index !== null);
  return [...new Set(all)];
}

/**
 * Bars or ticks from the columns that were read.
 * @throws AppError `data_unreadable` for a column of another type than it must have, a missing time, and no row
 */
export function readingOfColumns(
  file: PickedColumns,
  format: ColumnarFormat,
  context: ColumnsContext,
): Reading {
  const { origin, mapping } = context;
  const known = tableColumns(file.names, context);
  const column = (index: number): ColumnData => file.columns.get(index) as ColumnData;
  const times = timesOf(column(known.time), format, origin);
  if (times.timeMs.length === 0) throw unreadable('the table holds no row', { origin });
  return {
    format,
    remarks: [],
    ...seriesOf(known, times.timeMs, {
      origin,
      numbers: (index) => numbersOf(column(index), origin),
      spreadUnit: mapping === undefined ? 'price' : 'points',
    }),
    clock: times.clock,
    integerScale: 1,
    ignoredColumns: file.names.filter((_, k) => !file.columns.has(k)),
    symbol: null,
    periodMinutes: null,
  };
}

function seriesOf(
  { prices, volume, spread }: NamedColumns,
  timeMs: Float64Array,
  {
    origin,
    numbers,
    spreadUnit,
  }: {
    readonly origin: string;
    readonly numbers: (index: number) => Float64Array;
    readonly spreadUnit: 'price' | 'points';
  },
): Pick<Reading, 'bars' | 'ask' | 'spread' | 'wasNewestFirst'> & Partial<Pick<Reading, 'remarks'>> {
  if (prices.kind === 'ticks') {
    const bars = createTickBars(origin);
    const [bid, ask] = [numbers(prices.bid), numbers(prices.ask)];
    timeMs.forEach((time, i) => void bars.add(time, bid[i], ask[i]));
    return { ...bars.finish(), remarks: missingQuotes(bid, ask) };
  }
  const side = ({ open, high, low, close }: PriceIndices) => ({
    open: numbers(open),
    high: numbers(high),
    low: numbers(low),
    close: numbers(close),
  });
  return {
    bars: {
      timeMs,
      ...side(prices.bid),
      volume: volume === null ? new Float64Array(timeMs.length) : numbers(volume),
    },
    ask: prices.ask && side(prices.ask),
    ...(spread !== null && { spread: { values: numbers(spread), unit: spreadUnit } }),
  };
}

/** A null may say that a quote stands, a NaN may be a fault of whoever wrote the file: the columns tell them no more apart. */
function missingQuotes(bid: Float64Array, ask: Float64Array): string[] {
  const count = [bid, ask].reduce((sum, side) => sum + side.filter(Number.isNaN).length, 0);
  if (count === 0) return [];
  const first = bid.findIndex((price, i) => Number.isNaN(price) || Number.isNaN(ask[i]));
  return [
    `Prices of ticks that are missing (null or NaN): ${count}, first in row ${first + 1}. The quote before was kept.`,
  ];
}

function numbersOf({ name, kind, type, values }: ColumnData, origin: string): Float64Array {
  if (kind === 'number') return values;
  throw unreadable(`the column is ${type}, no number`, { origin, column: name });
}

/** Factors to ms of the epochs numbers may be in; the size of the first tells which. */
const EPOCH_UNITS = [1_000, 1, 1e-3, 1e-6];

function timesOf(
  column: ColumnData,
  format: ColumnarFormat,
  origin: string,
): { readonly timeMs: Float64Array; readonly clock: SourceClock } {
  const { name, kind, type, values } = column;
  if (values.some(Number.isNaN)) throw unreadable('a time is missing', { origin, column: name });
  const instants: SourceClock = {
    kind: 'instant',
    evidence: `the ${format} column ${quoted(name)} holds instants`,
  };
  if (kind === 'instant' || (kind === 'number' && name === 'timeMs'))
    return { timeMs: values, clock: instants };
  if (kind === 'clock') return { timeMs: values, clock: { kind, zone: null, evidence: '' } };
  if (kind === 'other') {
    throw unreadable(`the column is ${type}; a time is a timestamp, a date, or a number in an epoch`, {
      origin,
      column: name,
    });
  }
  const [first = 0] = values;
  const unit = EPOCH_UNITS.find((factor) => first * factor > 1e11 && first * factor < 1e14);
  if (unit !== undefined || values.length === 0) {
    return { timeMs: values.map((value) => Math.round(value * (unit ?? 1))), clock: instants };
  }
  throw unreadable(`${first} is no time in an epoch`, { origin, column: name });
}
