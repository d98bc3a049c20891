import type { PriceColumns } from '../../domain/market/bars.ts';
import { ColumnBuilder } from '../column-builder.ts';
import { Direction, oldestFirst } from '../oldest-first.ts';
import type { Reading } from '../reading.ts';
import { unreadable } from '../unreadable.ts';
import { ExactSum } from './exact-sum.ts';

export const MINUTE_MS = 60_000;

/** Bars of ticks, oldest first. */
type TickSeries = Pick<Reading, 'bars' | 'ask' | 'wasNewestFirst'>;

/**
 * Makes one-minute bars of ticks: the bid side as the bars, the ask side beside it, the number of ticks as the volume. An
 * empty bid or ask (NaN) means unchanged since the tick before. A file that has its newest tick first gives the same bars.
 * @param origin how messages call the file
 */
export function createTickBars(origin: string) {
  const builder = new ColumnBuilder(10);
  const { row } = builder;
  const direction = new Direction();
  let minute = Number.NaN;
  let lastBid = Number.NaN;
  let lastAsk = Number.NaN;
  let unchanged = 0;
  return {
    /** @param timeMs of the tick @param bid @param ask prices, NaN when unchanged */
    add: (timeMs: number, bid: number, ask: number): void => {
      direction.see(timeMs);
      if (Number.isNaN(bid) || Number.isNaN(ask)) unchanged++;
      if (!Number.isNaN(bid)) lastBid = bid;
      if (!Number.isNaN(ask)) lastAsk = ask;
      const opens = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
      if (opens !== minute) {
        if (!Number.isNaN(minute)) builder.commit();
        minute = opens;
        row.set([opens, lastBid, lastBid, lastBid, lastBid, 0, lastAsk, lastAsk, lastAsk, lastAsk]);
      }
      include(row, 1, lastBid);
      include(row, 6, lastAsk);
      row[5]++;
    },
    /** @throws AppError `data_unreadable` when the newest tick is first and prices are left out: from what they are unchanged stands below. */
    finish: (): TickSeries => {
      if (direction.isNewestFirst() && unchanged > 0) {
        throw unreadable(
          `the newest tick is first and ${unchanged} ticks leave out a price, which means unchanged since the tick before; sort the rows oldest first`,
          { origin },
        );
      }
      if (!Number.isNaN(minute)) builder.commit();
      const [timeMs, open, high, low, close, volume, ...ask] = builder.finish();
      const [askOpen, askHigh, askLow, askClose] = ask;
      return inOrder(direction, {
        bars: { timeMs, open, high, low, close, volume },
        ask: { open: askOpen, high: askHigh, low: askLow, close: askClose },
      });
    },
  };
}

/**
 * Makes one-minute bars of trades: first, highest, lowest and last price, summed quantity. A trade without a price (NaN)
 * counts for nothing. A file that has its newest trade first gives the same bars.
 */
export function createTradeBars() {
  const builder = new ColumnBuilder(6);
  const { row } = builder;
  const direction = new Direction();
  let minute = Number.NaN;
  let quantities = new ExactSum();
  const commit = (): void => {
    if (Number.isNaN(minute)) return;
    row[5] = quantities.value();
    builder.commit();
  };
  return {
    add: (timeMs: number, price: number, quantity: number): void => {
      if (Number.isNaN(price)) return;
      direction.see(timeMs);
      const opens = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
      if (opens !== minute) {
        commit();
        minute = opens;
        quantities = new ExactSum();
        row.set([opens, price, price, price, price, 0]);
      }
      include(row, 1, price);
      quantities.add(quantity);
    },
    finish: (): TickSeries => {
      commit();
      const [timeMs, open, high, low, close, volume] = builder.finish();
      return inOrder(direction, { bars: { timeMs, open, high, low, close, volume }, ask: null });
    },
  };
}

/** Bars were made in the order of the file: where its newest tick is first, each has its last price as the open. */
function inOrder(direction: Direction, series: Pick<Reading, 'bars' | 'ask'>): TickSeries {
  if (!direction.isNewestFirst()) return series;
  const { bars, ask } = series;
  const turned = { bars: { ...bars, ...swapped(bars) }, ask: ask && swapped(ask) };
  return { ...oldestFirst(turned).reading, wasNewestFirst: true };
}

const swapped = ({ open, high, low, close }: PriceColumns): PriceColumns => ({
  open: close,
  high,
  low,
  close: open,
});

/** Widens the bar at `open` by a price; the first price of a side that comes late opens it. */
function include(row: Float64Array, open: number, price: number): void {
  if (Number.isNaN(price)) return;
  if (Number.isNaN(row[open])) row.fill(price, open, open + 3);
  row[open + 1] = Math.max(row[open + 1], price);
  row[open + 2] = Math.min(row[open + 2], price);
  row[open + 3] = price;
}
