import type { DateOrder } from '../timestamps.ts';
import type { TableLayout, TickMarks } from './layout.ts';
import { createRowReader, type Place } from './row-reader.ts';
import type { Sink } from './sink.ts';
import { createTickBars, createTradeBars } from './tick-bars.ts';

/** Quotes become bars of a minute with both sides. */
export function quoteSink(layout: TableLayout, order: DateOrder, origin: string): Sink {
  const { prices } = layout.columns;
  if (prices.kind !== 'ticks') throw new Error('a table of quotes has two prices');
  const reader = createRowReader(layout, order);
  const bars = createTickBars(origin);
  const unquoted = { count: 0, firstLine: 0 };
  const suspects = createSuspects(prices);
  // Nothing means unchanged; a word for nothing may be a fault of whoever wrote the file.
  const price = (cells: string[], index: number, place: Place): number => {
    const value = reader.number(cells, index, place);
    if (Number.isNaN(value) && cells[index] !== '' && unquoted.count++ === 0) unquoted.firstLine = place.line;
    return prices.isZeroUnquoted && value === 0 ? Number.NaN : value;
  };
  return {
    take: (cells, place) => {
      reader.checkWidth(cells, place);
      const timeMs = reader.time(cells, place);
      const [bid, ask] = [price(cells, prices.bid, place), price(cells, prices.ask, place)];
      if (!suspects.has(cells)) bars.add(timeMs, bid, ask);
    },
    finish: () => ({ ...bars.finish(), remarks: [...unquotedRemarks(unquoted), ...suspects.remarks()] }),
  };
}

/** Trades become bars of a minute. */
export function tradeSink(layout: TableLayout, order: DateOrder): Sink {
  const { prices, volume } = layout.columns;
  if (prices.kind !== 'trades' || volume === null)
    throw new Error('a table of trades has price and quantity');
  const reader = createRowReader(layout, order);
  const bars = createTradeBars();
  const suspects = createSuspects(prices);
  let unpriced = 0;
  return {
    take: (cells, place) => {
      reader.checkWidth(cells, place);
      const timeMs = reader.time(cells, place);
      const price = reader.number(cells, prices.price, place);
      const quantity = reader.number(cells, volume, place);
      if (Number.isNaN(price)) unpriced++;
      if (!suspects.has(cells)) bars.add(timeMs, price, quantity);
    },
    finish: () => ({
      ...bars.finish(),
      remarks: [
        ...(unpriced === 0 ? [] : [`Trades without a price were left out: ${unpriced}.`]),
        ...suspects.remarks(),
      ],
    }),
  };
}

const unquotedRemarks = ({ count, firstLine }: { count: number; firstLine: number }): string[] =>
  count === 0
    ? []
    : [
        `Prices of ticks that are no number (NaN, null, n/a …): ${count}, first in line ${firstLine}. The quote before was kept, as for an empty cell.`,
      ];

/** Counts the ticks that their source calls suspicious: LEAN's own bars are made without them. */
function createSuspects({ suspicious = null }: TickMarks) {
  let count = 0;
  return {
    has: (cells: readonly string[]): boolean => {
      const isSuspicious = suspicious !== null && cells[suspicious] === '1';
      if (isSuspicious) count++;
      return isSuspicious;
    },
    remarks: (): string[] =>
      count === 0 ? [] : [`Ticks their source calls suspicious were left out: ${count}.`],
  };
}
