import { describe, expect, it } from 'vitest';
import {
  ageOrder,
  fillInside,
  fillsAtOpen,
  type Order,
  type OrderKind,
} from '../../../src/domain/backtest/order.ts';

const order = (kind: OrderKind, side: 1 | -1, over: Partial<Order> = {}): Order => ({
  kind,
  side,
  limit: Number.NaN,
  stop: Number.NaN,
  trail: Number.NaN,
  triggered: false,
  ...over,
});
/** Where a bar fills an order: at the open, at a price inside, or not. */
const fillOf = (of: Order, [open, high, low]: readonly [number, number, number]): number | null => {
  if (fillsAtOpen(of, open)) return open;
  const price = fillInside(of, { open, high, low });
  return Number.isNaN(price) ? null : price;
};

// Rules: exchange definitions of the orders; a gap fills a stop at the worse open and a limit at the better one.
describe('orders on a bar', () => {
  it.each<[string, Order, readonly [number, number, number], number | null]>([
    ['a market order fills at the open', order('market', 1), [100, 101, 99], 100],
    ['a buy limit waits below', order('limit', 1, { limit: 98 }), [100, 101, 99], null],
    [
      'a buy limit fills at its price when the bar comes down to it',
      order('limit', 1, { limit: 98 }),
      [100, 101, 98],
      98,
    ],
    [
      'a buy limit below which the bar opens fills at the open',
      order('limit', 1, { limit: 98 }),
      [97, 99, 96],
      97,
    ],
    ['a sell limit fills at its price', order('limit', -1, { limit: 102 }), [100, 103, 99], 102],
    [
      'a sell limit above which the bar opens fills at the open',
      order('limit', -1, { limit: 102 }),
      [104, 105, 103],
      104,
    ],
    ['a buy stop waits above', order('stop', 1, { stop: 102 }), [100, 101.9, 99], null],
    ['a buy stop fills at its price', order('stop', 1, { stop: 102 }), [100, 102, 99], 102],
    [
      'a buy stop beyond which the bar opens fills at the worse open',
      order('stop', 1, { stop: 102 }),
      [105, 106, 104],
      105,
    ],
    ['a sell stop fills at its price', order('stop', -1, { stop: 98 }), [100, 101, 97], 98],
    [
      'a sell stop beyond which the bar opens fills at the worse open',
      order('stop', -1, { stop: 98 }),
      [95, 96, 94],
      95,
    ],
    [
      'a stop-limit within its limit fills at the stop',
      order('stop_limit', 1, { stop: 102, limit: 103 }),
      [100, 104, 99],
      102,
    ],
    [
      'a stop-limit does not chase a gap beyond its limit',
      order('stop_limit', 1, { stop: 102, limit: 103 }),
      [105, 106, 104],
      null,
    ],
    [
      'a stop-limit set off by the open fills when the bar comes back',
      order('stop_limit', 1, { stop: 102, limit: 103 }),
      [105, 106, 103],
      103,
    ],
    [
      'a stop-limit with its limit below the stop is not filled by the bar that sets it off',
      order('stop_limit', 1, { stop: 102, limit: 101 }),
      [100, 104, 99],
      null,
    ],
    [
      'a stop-limit that was set off rests as a limit order',
      order('stop_limit', 1, { stop: 102, limit: 101, triggered: true }),
      [103, 104, 100],
      101,
    ],
  ])('%s', (_, of, bar, price) => {
    expect(fillOf(of, bar)).toBe(price);
  });

  it('a bar that reaches the stop of a stop-limit sets it off for the next ones', () => {
    const of = order('stop_limit', 1, { stop: 102, limit: 101 });
    ageOrder(of, { open: 100, high: 101.9, low: 99 });
    expect(of.triggered).toBe(false);
    ageOrder(of, { open: 100, high: 102, low: 99 });
    expect(of.triggered).toBe(true);
  });

  it('a trailing stop follows the best price at its distance and never goes back', () => {
    const guardOfLong = order('trailing_stop', -1, { stop: 95, trail: 5 });
    const stops = [104, 110, 103].map((high) => {
      ageOrder(guardOfLong, { open: 100, high, low: 100 });
      return guardOfLong.stop;
    });
    expect(stops).toEqual([99, 105, 105]);
    const guardOfShort = order('trailing_stop', 1, { stop: 105, trail: 5 });
    ageOrder(guardOfShort, { open: 100, high: 100, low: 92 });
    expect(guardOfShort.stop).toBe(97);
  });
});
