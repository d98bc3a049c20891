import { liquidationPrice, roundedToStep, sizePosition, stopOutEquity } from './account.ts';
import { noneSkipped, type SkippedSignals } from './input.ts';
import { Ledger } from './ledger.ts';
import { ageOrder, fillInside, fillsAtOpen, type Order } from './order.ts';
import type { Position } from './position.ts';
import type { ScaleOut } from './scale-out.ts';
import type { TradeExit } from './trade.ts';
import type { Venue } from './venue.ts';

/** What is set around a position when its entry fills; distances in price units, Infinity for none. */
export interface BracketPlan {
  readonly stopDistance: number;
  readonly targetDistance: number;
  /** Whether the stop follows the best price at its distance. */
  readonly trailing: boolean;
  readonly scaleOut: readonly ScaleOut[];
}

/** An order that opens a position. */
export interface EntryOrder extends Order {
  readonly signalIndex: number;
  /** Last bar it may fill on. */
  readonly expiresAt: number;
  readonly bracket: BracketPlan;
  /** One cancels the other: whatever ends this order ends that one; null for an order alone. */
  twin: EntryOrder | null;
  isCancelled: boolean;
}

/** A position between two orders of which one cancels the other, and orders for parts of it on the way to the target. */
interface Bracket {
  readonly position: Position;
  readonly stop: Order;
  readonly target: Order;
  /** The nearest last, so that the next to fill is taken off the end. */
  readonly parts: PartOrder[];
}

/** A limit order that closes a part. */
interface PartOrder extends Order {
  /** Units, above 0. */
  readonly quantity: number;
}

/**
 * An exchange in miniature: orders rest, bars fill them, positions follow. One account, positions of one side at a time.
 *
 * The order of events in a bar: nights are charged; at the open whatever is beyond its price fills there, exits before
 * entries; inside the bar the adverse way comes first (the nearest of stops and liquidation, then the next), then
 * parts and targets, then entries, whose own stop counts in the same bar while their target does not: a bar does not say what
 * came after the fill. Of two entries that cancel each other the one placed first fills when a bar reaches both.
 */
export class Broker {
  readonly ledger: Ledger;
  readonly skipped: SkippedSignals = noneSkipped();
  private readonly venue: Venue;
  private readonly brackets: Bracket[] = [];
  private readonly entries: EntryOrder[] = [];
  private readonly bar = { open: 0.5, high: 0.5, low: 0.5 };

  constructor(venue: Venue) {
    this.venue = venue;
    this.ledger = new Ledger(venue);
  }

  /** Open positions and orders for more: what `maxPositions` counts. */
  get committed(): number {
    return this.brackets.length + this.waiting;
  }

  /** Entries that wait; two of which one cancels the other are one. */
  private get waiting(): number {
    let paired = 0;
    for (const { twin } of this.entries) if (twin !== null) paired++;
    return this.entries.length - paired / 2;
  }

  /** Side of what is open or ordered; 0 for nothing. */
  get side(): 1 | -1 | 0 {
    return this.brackets[0]?.position.side ?? this.entries[0]?.side ?? 0;
  }

  get isHolding(): boolean {
    return this.brackets.length > 0;
  }

  /** An order for the bars to come. */
  place(order: EntryOrder): void {
    this.entries.push(order);
  }

  /** Two orders of one side for the bars to come, of which at most one fills. */
  placeOneOf(first: EntryOrder, second: EntryOrder): void {
    first.twin = second;
    second.twin = first;
    this.entries.push(first, second);
  }

  /** Money and what open positions are worth at a price of bar i. */
  equityAt(i: number, price: number): number {
    let equity = this.ledger.cash;
    for (const { position } of this.brackets) equity += position.gainAt(i, price);
    return equity;
  }

  /** Lives through bar i up to its close. @returns whether a position was held in it. */
  advance(i: number): boolean {
    if (this.committed === 0) return false;
    const { brackets, bar, venue } = this;
    bar.open = venue.bars.open[i];
    bar.high = venue.bars.high[i];
    bar.low = venue.bars.low[i];
    const before = brackets.length + this.ledger.trades.length;
    const wasHolding = brackets.length > 0;
    for (const { position } of brackets) this.ledger.hold(position, i);
    this.keepSession(i);
    this.exitAtOpen(i);
    if (this.entries.length > 0) {
      this.enterAtOpen(i);
      this.exitAtOpen(i);
    }
    this.exitInside(i);
    if (this.entries.length > 0) this.enterInside(i);
    this.finishBar(i);
    return wasHolding || brackets.length + this.ledger.trades.length > before;
  }

  /** Closes the positions for which `reason` gives one, at the close of bar i. */
  closeAtClose(i: number, reason: (position: Position) => TradeExit | null): void {
    for (let k = this.brackets.length - 1; k >= 0; k--) {
      const exit = reason(this.brackets[k].position);
      if (exit) this.close(k, i, this.venue.bars.close[i], exit);
    }
  }

  private keepSession(i: number): void {
    const { mayEnter, flatOutside } = this.venue;
    if (!mayEnter || mayEnter[i] === 1) return;
    this.skipped.outsideSession += this.waiting;
    this.entries.length = 0;
    if (!flatOutside) return;
    while (this.brackets.length > 0) this.close(0, i, this.bar.open, 'session');
  }

  private exitAtOpen(i: number): void {
    const { open } = this.bar;
    this.exitAdversely(i, open, true);
    for (let k = this.brackets.length - 1; k >= 0; k--) {
      // Beyond the target one order closes all that is left.
      if (fillsAtOpen(this.brackets[k].target, open)) this.close(k, i, open, 'target');
      else this.scaleOut(this.brackets[k], i, (part) => (fillsAtOpen(part, open) ? open : Number.NaN));
    }
  }

  private exitInside(i: number): void {
    if (this.brackets.length === 0) return;
    const { high, low } = this.bar;
    this.exitAdversely(i, this.side === 1 ? low : high, false);
    for (let k = this.brackets.length - 1; k >= 0; k--) {
      this.scaleOut(this.brackets[k], i, (part) => fillInside(part, this.bar));
      const price = fillInside(this.brackets[k].target, this.bar);
      if (!Number.isNaN(price)) this.close(k, i, price, 'target');
    }
  }

  /** Closes the parts that a price fills, the nearest first. @param priceOf NaN for none. */
  private scaleOut({ position, parts }: Bracket, i: number, priceOf: (part: PartOrder) => number): void {
    for (let last = parts.length - 1; last >= 0; last--) {
      const price = priceOf(parts[last]);
      if (Number.isNaN(price)) return;
      this.ledger.reduce(position, i, price, parts[last].quantity);
      parts.pop();
    }
  }

  /** Follows the price against the positions as far as `reach`, and closes what it meets, the nearest first. */
  private exitAdversely(i: number, reach: number, isOpen: boolean): void {
    while (this.brackets.length > 0) {
      const { side } = this.brackets[0].position;
      let nearest = 0;
      for (let k = 1; k < this.brackets.length; k++) {
        if (side * (this.brackets[k].stop.stop - this.brackets[nearest].stop.stop) > 0) nearest = k;
      }
      const { stop } = this.brackets[nearest].stop;
      const liquidation = this.liquidationPrice(i);
      const isMargin = side * (liquidation - stop) > 0;
      const level = isMargin ? liquidation : stop;
      if (side * (reach - level) > 0) return;
      const price = isOpen ? reach : level;
      if (!isMargin) this.close(nearest, i, price, 'stop');
      else while (this.brackets.length > 0) this.close(0, i, price, 'liquidation');
    }
  }

  private liquidationPrice(i: number): number {
    let net = 0;
    let netValue = 0;
    let margin = 0;
    for (const { position } of this.brackets) {
      net += position.side * position.quantity;
      netValue += position.side * position.quantity * position.price;
      margin += position.margin;
    }
    const { account, conversion } = this.venue;
    return liquidationPrice(
      { net, netValue },
      this.ledger.cash,
      stopOutEquity(account, margin),
      conversion,
      i,
    );
  }

  private enterAtOpen(i: number): void {
    const { open } = this.bar;
    this.keepEntries((order) => {
      if (!fillsAtOpen(order, open)) return true;
      this.open(order, i, open);
      return false;
    });
  }

  private enterInside(i: number): void {
    const { high, low } = this.bar;
    this.keepEntries((order) => {
      const price = fillInside(order, this.bar);
      if (Number.isNaN(price)) return true;
      if (this.open(order, i, price)) this.exitAdversely(i, order.side === 1 ? low : high, false);
      return false;
    });
  }

  /** Drops the entries that `keep` does not, in place: most bars drop none. */
  private keepEntries(keep: (order: EntryOrder) => boolean): void {
    const { entries } = this;
    let kept = 0;
    for (let k = 0; k < entries.length; k++) {
      const order = entries[k];
      if (order.isCancelled) continue;
      if (keep(order)) entries[kept++] = order;
      else if (order.twin !== null) order.twin.isCancelled = true;
    }
    entries.length = kept;
  }

  private open(order: EntryOrder, i: number, price: number): boolean {
    const { venue, brackets } = this;
    const equity = this.equityAt(i, price);
    const usedMargin = brackets.reduce((sum, { position }) => sum + position.margin, 0);
    const quantity = sizePosition(venue, { equity, usedMargin, price, index: i });
    if (quantity === 0) {
      this.skipped.noSize++;
      return false;
    }
    const { side, signalIndex, bracket } = order;
    const position = this.ledger.open({ side, quantity, price, signalIndex, entryIndex: i, equity });
    brackets.push({
      position,
      stop: stopOrder(side, price, bracket),
      target: targetOrder(side, price, bracket),
      parts: this.partOrders(position, bracket),
    });
    return true;
  }

  /** Of a size that rounds to nothing there is no part. */
  private partOrders({ side, price, opened }: Position, bracket: BracketPlan): PartOrder[] {
    const step = this.venue.account.lotStep * this.venue.contractSize;
    const target = targetOrder(side, price, bracket);
    const parts: PartOrder[] = [];
    for (const { share, at } of bracket.scaleOut) {
      const quantity = roundedToStep(share * opened, step);
      if (quantity === 0) continue;
      parts.unshift({ ...target, limit: price + side * at * bracket.targetDistance, quantity });
    }
    return parts;
  }

  private close(k: number, i: number, price: number, exit: TradeExit): void {
    const { brackets } = this;
    const { position } = brackets[k];
    for (let at = k + 1; at < brackets.length; at++) brackets[at - 1] = brackets[at];
    brackets.pop();
    // Of a bar that closed the position inside itself only the way from the open to the fill is known.
    if (position.entryIndex < i) position.see(this.bar.open);
    this.ledger.close(position, i, price, exit);
  }

  private finishBar(i: number): void {
    for (const { position, stop } of this.brackets) {
      position.see(this.bar.high);
      position.see(this.bar.low);
      ageOrder(stop, this.bar);
    }
    if (this.entries.length === 0) return;
    this.keepEntries((order) => {
      ageOrder(order, this.bar);
      if (order.expiresAt > i) return true;
      this.skipped.unfilled++;
      return false;
    });
  }
}

const stopOrder = (side: 1 | -1, price: number, { stopDistance, trailing }: BracketPlan): Order => ({
  kind: trailing ? 'trailing_stop' : 'stop',
  side: side === 1 ? -1 : 1,
  limit: Number.NaN,
  stop: price - side * stopDistance,
  trail: trailing ? stopDistance : Number.NaN,
  triggered: false,
});

const targetOrder = (side: 1 | -1, price: number, { targetDistance }: BracketPlan): Order => ({
  kind: 'limit',
  side: side === 1 ? -1 : 1,
  limit: price + side * targetDistance,
  stop: Number.NaN,
  trail: Number.NaN,
  triggered: false,
});
