import { type AccountMoney, type Conversion, rateAt } from './conversion.ts';

/** The account a strategy trades on. Money is in the account's currency. */
export interface AccountRules extends AccountMoney {
  /** Money at the start, above 0. */
  readonly equity: number;
  /** Value of all positions at their opening per unit of equity, above 0; each takes an equal part of it. */
  readonly exposure: number;
  /** Positions held at once, all of one side, from 1. */
  readonly maxPositions: number;
  /** Largest value of positions per unit of equity, from 1: a position's margin is its value / leverage. */
  readonly leverage: number;
  /** Share of the margin, 0 to 1, to which equity may fall before everything is closed. At leverage 1: nothing is borrowed, 0. */
  readonly stopOut: number;
  /** Step of a position's size, lots; 0: any size. Sizes are rounded down. */
  readonly lotStep: number;
}

/** One position of the whole equity, no borrowing, any size: what a price move alone makes of an account. */
export const UNLEVERED: AccountRules = {
  equity: 1,
  exposure: 1,
  maxPositions: 1,
  leverage: 1,
  stopOut: 0,
  lotStep: 0,
};

/** Positions of one account, added up: side * quantity, and side * quantity * entry price. */
export interface Holdings {
  readonly net: number;
  readonly netValue: number;
}

export interface SizingRequest {
  readonly equity: number;
  /** Margin that open positions hold already. */
  readonly usedMargin: number;
  readonly price: number;
  /** Bar of the fill. */
  readonly index: number;
}

/** What sizes are measured by. */
interface Contract {
  readonly account: AccountRules;
  readonly conversion: Conversion;
  /** Units of the base in one lot. */
  readonly contractSize: number;
}

/** Rounding of a division and its product must not turn an exact fit into one ulp too much. */
const TOLERANCE = 1e-9;

/**
 * Units of the base that a new position gets: an equal part of `exposure` of the equity, rounded down to the lot step.
 * @returns 0 when not even one step, or no margin for it, is left.
 */
export function sizePosition(
  { account, conversion, contractSize }: Contract,
  request: SizingRequest,
): number {
  const { equity, usedMargin, price, index } = request;
  const unitValue = price * rateAt(conversion, index, price);
  const wanted = (equity * account.exposure) / account.maxPositions / unitValue;
  const step = account.lotStep * contractSize;
  const quantity = roundedToStep(wanted, step);
  const margin = (quantity * unitValue) / account.leverage;
  return quantity > 0 && usedMargin + margin <= equity * (1 + TOLERANCE) ? quantity : 0;
}

/** A size rounded down to whole steps; any size for a step of 0. */
export const roundedToStep = (quantity: number, step: number): number =>
  step > 0 ? Math.floor(quantity / step + TOLERANCE) * step : quantity;

/** Equity at which everything is closed. */
export const stopOutEquity = (rules: AccountRules, margin: number): number =>
  rules.leverage > 1 ? rules.stopOut * margin : 0;

/**
 * The price at which equity, `cash + (net * price - netValue)` in money of the account, falls to `floor` in bar i. For net long
 * holdings any price at or below it is too low, for net short ones any at or above it is too high.
 * @returns -Infinity (long) or Infinity (short) when no price does, NaN without net holdings.
 */
export function liquidationPrice(
  { net, netValue }: Holdings,
  cash: number,
  floor: number,
  { isBase, rate, rates }: Conversion,
  i: number,
): number {
  if (net === 0) return Number.NaN;
  const never = net > 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!isBase) {
    const price = ((floor - cash) / (rates === null ? rate : rates[i]) + netValue) / net;
    return price > 0 ? price : never;
  }
  // In the base currency equity is `cash + net - netValue / price`: a long can lose without bound, a short cannot.
  const rest = cash + net - floor;
  if (net > 0) return rest > 0 ? netValue / rest : Number.POSITIVE_INFINITY;
  return rest < 0 ? netValue / rest : never;
}
