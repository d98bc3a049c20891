/** Kinds of orders. A trailing stop is a stop that is moved; it fills as one. */
export type OrderKind = 'market' | 'limit' | 'stop' | 'stop_limit' | 'trailing_stop';

/** An order that rests until a bar fills it. */
export interface Order {
  readonly kind: OrderKind;
  /** +1 buys, -1 sells. */
  readonly side: 1 | -1;
  /** Worst price it may fill at; NaN where the kind has none. */
  readonly limit: number;
  /** Price that sets it off; NaN where the kind has none. A trailing stop's moves. */
  stop: number;
  /** Distance a trailing stop keeps from the best price; NaN for the others. */
  readonly trail: number;
  /** Whether a bar has reached `stop`: a stop-limit order rests as a limit order from then on. */
  triggered: boolean;
}

/** A bar's prices. */
export interface BarPrices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

interface FillRule {
  /** Whether it fills at the open. */
  readonly atOpen: (order: Order, open: number) => boolean;
  /** The price it fills at inside a bar that has not filled it at its open; NaN for none. */
  readonly inside: (order: Order, bar: BarPrices) => number;
}

const limitReached = ({ side, limit }: Order, price: number): boolean => side * (price - limit) <= 0;
const stopReached = ({ side, stop }: Order, price: number): boolean => side * (price - stop) >= 0;
/** The end of a bar's range where a limit order waits, and the one where a stop order does. */
const limitEnd = ({ side }: Order, { high, low }: BarPrices): number => (side === 1 ? low : high);
const stopEnd = ({ side }: Order, { high, low }: BarPrices): number => (side === 1 ? high : low);

const STOP: FillRule = {
  atOpen: stopReached,
  inside: (order, bar) => (stopReached(order, stopEnd(order, bar)) ? order.stop : Number.NaN),
};

const FILL_RULES: Readonly<Record<OrderKind, FillRule>> = {
  market: { atOpen: () => true, inside: () => Number.NaN },
  limit: {
    atOpen: limitReached,
    inside: (order, bar) => (limitReached(order, limitEnd(order, bar)) ? order.limit : Number.NaN),
  },
  stop: STOP,
  trailing_stop: STOP,
  stop_limit: {
    atOpen: (order, open) => (order.triggered || stopReached(order, open)) && limitReached(order, open),
    inside: insideStopLimit,
  },
};

/**
 * A stop-limit order that was set off before, or by the open, waits at its limit through the whole bar. One that the
 * bar sets off fills at the stop where the limit allows it; what comes later in the bar is not known, so otherwise it
 * waits for the next.
 */
function insideStopLimit(order: Order, bar: BarPrices): number {
  if (order.triggered || stopReached(order, bar.open)) {
    return limitReached(order, limitEnd(order, bar)) ? order.limit : Number.NaN;
  }
  const isSetOff = stopReached(order, stopEnd(order, bar));
  return isSetOff && limitReached(order, order.stop) ? order.stop : Number.NaN;
}

/** Whether an order fills at a bar's open: for a stop that is worse than its price, for a limit better. */
export const fillsAtOpen = (order: Order, open: number): boolean =>
  FILL_RULES[order.kind].atOpen(order, open);

/** The price an order fills at inside a bar whose open has not filled it; NaN for none. */
export const fillInside = (order: Order, bar: BarPrices): number => FILL_RULES[order.kind].inside(order, bar);

/** What a whole bar changes of an order that it has not filled: a stop may be set off, a trailing stop follows. */
export function ageOrder(order: Order, bar: BarPrices): void {
  if (order.kind === 'stop_limit' && stopReached(order, stopEnd(order, bar))) order.triggered = true;
  if (order.kind !== 'trailing_stop') return;
  // A sell stop guards a long and follows its highs. The bar's own range moves it only for the bars to come.
  if (order.side === -1) order.stop = Math.max(order.stop, bar.high - order.trail);
  else order.stop = Math.min(order.stop, bar.low + order.trail);
}
