import { ColumnBuilder } from '../column-builder.ts';
import type { Reading } from '../reading.ts';

export const MINUTE_MS = 60_000;

/**
 * Makes one-minute bars of ticks in the order of the file: the bid side as the bars, the ask side beside it, the number of
 * ticks as the volume. An empty bid or ask (NaN) means unchanged since the tick before.
 */
export function createTickBars() {
  const builder = new ColumnBuilder(10);
  const { row } = builder;
  let minute = Number.NaN;
  let lastBid = Number.NaN;
  let lastAsk = Number.NaN;
  return {
    /** @param timeMs of the tick @param bid @param ask prices, NaN when unchanged */
    add: (timeMs: number, bid: number, ask: number): void => {
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
    finish: (): Pick<Reading, 'bars' | 'ask'> => {
      if (!Number.isNaN(minute)) builder.commit();
      const [timeMs, open, high, low, close, volume, ...ask] = builder.finish();
      return {
        bars: { timeMs, open, high, low, close, volume },
        ask: { open: ask[0], high: ask[1], low: ask[2], close: ask[3] },
      };
    },
  };
}

/**
 * Makes one-minute bars of trades in the order of the file: first, highest, lowest and last price, summed quantity. A trade
 * without a price (NaN) counts for nothing.
 */
export function createTradeBars() {
  const builder = new ColumnBuilder(6);
  const { row } = builder;
  let minute = Number.NaN;
  return {
    add: (timeMs: number, price: number, quantity: number): void => {
      if (Number.isNaN(price)) return;
      const opens = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
      if (opens !== minute) {
        if (!Number.isNaN(minute)) builder.commit();
        minute = opens;
        row.set([opens, price, price, price, price, 0]);
      }
      include(row, 1, price);
      row[5] += quantity;
    },
    finish: (): Pick<Reading, 'bars' | 'ask'> => {
      if (!Number.isNaN(minute)) builder.commit();
      const [timeMs, open, high, low, close, volume] = builder.finish();
      return { bars: { timeMs, open, high, low, close, volume }, ask: null };
    },
  };
}

/** Widens the bar at `open` by a price; the first price of a side that comes late opens it. */
function include(row: Float64Array, open: number, price: number): void {
  if (Number.isNaN(price)) return;
  if (Number.isNaN(row[open])) row.fill(price, open, open + 3);
  row[open + 1] = Math.max(row[open + 1], price);
  row[open + 2] = Math.min(row[open + 2], price);
  row[open + 3] = price;
}
