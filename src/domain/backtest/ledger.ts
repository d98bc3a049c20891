import { type Opening, Position } from './position.ts';
import type { Trade, TradeExit } from './trade.ts';
import type { Venue } from './venue.ts';

/** The money of an account and the trades that are done. */
export class Ledger {
  /** Money without what open positions would bring or take. */
  cash: number;
  readonly trades: Trade[] = [];
  private readonly venue: Venue;

  constructor(venue: Venue) {
    this.venue = venue;
    this.cash = venue.account.equity;
  }

  open(opening: Opening): Position {
    const position = new Position(this.venue, opening);
    this.cash -= position.chargeFill(opening.entryIndex, opening.price, opening.quantity, 'entry');
    return position;
  }

  hold(position: Position, i: number): void {
    this.cash -= position.chargeHolding(i);
  }

  /** Closes a part of a position. @param quantity Fewer units than are open. */
  reduce(position: Position, i: number, price: number, quantity: number): void {
    position.see(price);
    const cost = position.chargeFill(i, price, quantity, 'exit');
    this.cash += position.reduce(i, price, quantity) - cost;
  }

  close(position: Position, i: number, price: number, exit: TradeExit): void {
    position.see(price);
    this.cash += position.gainAt(i, price) - position.chargeFill(i, price, position.quantity, 'exit');
    this.trades.push(position.close(i, price, exit));
  }

  /** With nothing open: a broker takes no more than there is. @returns whether anything is left. */
  settle(): boolean {
    if (this.cash > 0) return true;
    this.cash = 0;
    return false;
  }
}
