import { rateAt } from './conversion.ts';
import type { Trade, TradeExit } from './trade.ts';
import {
  commissionCost,
  financingCost,
  slippageCost,
  spreadCost,
  swapCost,
  tradedValue,
  type Venue,
} from './venue.ts';

/** What a position is opened with. */
export interface Opening {
  readonly side: 1 | -1;
  /** Units of the base, above 0. */
  readonly quantity: number;
  readonly price: number;
  /** Bar whose close decided, and bar of the fill. */
  readonly signalIndex: number;
  readonly entryIndex: number;
  /** Equity of the account just before. */
  readonly equity: number;
}

/** The parts of a position that are closed, added up. */
interface ClosedParts {
  units: number;
  /** Price times units. */
  value: number;
  /** Profit or loss before costs. */
  gain: number;
}

/**
 * An open position: its value, what it has cost so far and how far the price went for and against it. Money is the
 * account's. Every way of running a backtest, and whatever trades live later, books through these few methods.
 */
export class Position {
  readonly side: 1 | -1;
  /** Units it was opened with. */
  readonly opened: number;
  readonly price: number;
  readonly signalIndex: number;
  readonly entryIndex: number;
  private readonly venue: Venue;
  private readonly equity: number;
  private readonly value: number;
  private spread = 0;
  private commission = 0;
  private slippage = 0;
  private swap = 0;
  private financing = 0;
  /** What is closed of it already; made with the first part, for most positions have none and there are many. */
  private closed: ClosedParts | null = null;
  private lowest: number;
  private highest: number;

  constructor(venue: Venue, opening: Opening) {
    this.venue = venue;
    this.side = opening.side;
    this.opened = opening.quantity;
    this.price = opening.price;
    this.signalIndex = opening.signalIndex;
    this.entryIndex = opening.entryIndex;
    this.equity = opening.equity;
    this.value = tradedValue(venue, opening.entryIndex, opening.quantity, opening.price);
    this.lowest = opening.price;
    this.highest = opening.price;
  }

  /** Units still open. */
  get quantity(): number {
    return this.closed === null ? this.opened : this.opened - this.closed.units;
  }

  /** Margin it holds. */
  get margin(): number {
    const whole = this.value / this.venue.account.leverage;
    return this.closed === null ? whole : whole * (this.quantity / this.opened);
  }

  /** Profit or loss of what is open at a price of bar i, before costs. */
  gainAt(i: number, price: number): number {
    return this.side * this.quantity * (price - this.price) * rateAt(this.venue.conversion, i, price);
  }

  /** Books what a fill of some units costs. @returns the money it took. */
  chargeFill(i: number, price: number, quantity: number, is: 'entry' | 'exit'): number {
    const way = is === 'entry' ? this.side : this.side === 1 ? -1 : 1;
    const spread = spreadCost(this.venue, { index: i, way, quantity, price });
    const commission = commissionCost(this.venue, i, quantity, price);
    const slippage = slippageCost(this.venue, i, quantity, price);
    this.spread += spread;
    this.commission += commission;
    this.slippage += slippage;
    return spread + commission + slippage;
  }

  /** Books what it cost to hold it from bar i - 1 to bar i. @returns the money it took; negative: it brought some. */
  chargeHolding(i: number): number {
    const { venue, side, quantity } = this;
    const swap = swapCost(venue, i, side, quantity);
    const financing = financingCost(venue, i, side, quantity, this.equity);
    this.swap += swap;
    this.financing += financing;
    return swap + financing;
  }

  /** Takes a part out, its fill charged already. @param quantity Fewer units than are open. @returns what the part gained. */
  reduce(i: number, price: number, quantity: number): number {
    const gain = this.side * quantity * (price - this.price) * rateAt(this.venue.conversion, i, price);
    this.closed ??= { units: 0, value: 0, gain: 0 };
    this.closed.units += quantity;
    this.closed.value += price * quantity;
    this.closed.gain += gain;
    return gain;
  }

  /** The price has been here. */
  see(price: number): void {
    if (price < this.lowest) this.lowest = price;
    if (price > this.highest) this.highest = price;
  }

  /** The finished trade, once the exit has been charged. */
  close(exitIndex: number, exitPrice: number, exit: TradeExit): Trade {
    const { side, price, equity, quantity, opened, closed } = this;
    const costs = this.spread + this.commission + this.slippage + this.swap + this.financing;
    const [fall, rise] = [(price - this.lowest) / price, (this.highest - price) / price];
    return {
      side,
      signalIndex: this.signalIndex,
      entryIndex: this.entryIndex,
      exitIndex,
      entryPrice: price,
      exitPrice: closed === null ? exitPrice : (closed.value + exitPrice * quantity) / opened,
      scaledOut: closed === null ? 0 : closed.units / opened,
      exposure: this.value / equity,
      return: Math.max(-1, ((closed?.gain ?? 0) + this.gainAt(exitIndex, exitPrice) - costs) / equity),
      costs: costs / equity,
      costsByKind: {
        spread: this.spread / equity,
        commission: this.commission / equity,
        slippage: this.slippage / equity,
        swap: this.swap / equity,
        financing: this.financing / equity,
      },
      exit,
      mae: side === 1 ? fall : rise,
      mfe: side === 1 ? rise : fall,
    };
  }
}
