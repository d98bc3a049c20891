import type { Swap } from '../market/instrument-families.ts';

/** What trading costs. Basis points are 1/10,000 of the traded value; money is in the account's currency. */
export interface Costs {
  /**
   * Full bid-ask spread. Basis points: bars are mid prices, half is paid on each side. `data`: the bars' own column; such
   * bars are the bid side, buying pays the whole spread and selling none.
   */
  readonly spread: number | 'data';
  /** Commission per side: basis points, or a rule. */
  readonly commission: number | CommissionRule;
  /** Slippage per side, always against the trade: basis points, or a model. */
  readonly slippage: number | SlippageModel;
  /** What a night costs: a rule, or `instrument` for what brokers ask for the instrument. */
  readonly swap?: SwapRule | 'instrument' | undefined;
  /** Interest by time held. */
  readonly financing?: FinancingRule | undefined;
}

/** `max(minimum, bps of the value + perLot * lots)` per side. */
export interface CommissionRule {
  readonly bps: number;
  /** Money per lot. */
  readonly perLot: number;
  /** Least money per order. */
  readonly minimum: number;
}

/**
 * - `range`: a share of the range (high - low) of the bar before the fill.
 * - `impact`: `coefficient * range * sqrt(quantity / volume)` of the bar before the fill: the square-root law of market
 *   impact (Almgren, Thum, Hauptmann & Li 2005), with the bar's range for its volatility.
 */
export type SlippageModel =
  | { readonly model: 'range'; readonly share: number }
  | { readonly model: 'impact'; readonly coefficient: number };

/** A positive figure is paid, a negative one received. */
export interface SwapRule {
  readonly long: number;
  readonly short: number;
  /** Basis points of the value a night, points of the price a night, or percent of the value a year. */
  readonly unit: 'bps' | 'points' | 'percent_a_year';
  /**
   * Day of the triple charge, 1 Monday to 5 Friday: a night is then a 17:00 of New York from Monday to Friday.
   * Null: every midnight UTC counts once, a weekend three from Friday to Monday.
   */
  readonly tripleDay: number | null;
}

/** Percent a year, by the time held (365 days). */
export interface FinancingRule {
  /** On what a long position is worth beyond the equity it was opened with. */
  readonly margin: number;
  /** On the whole value of a short position. */
  readonly borrow: number;
}

/** Costs by kind, in one unit: money, or shares of the equity at entry. */
export interface CostBreakdown {
  readonly spread: number;
  readonly commission: number;
  readonly slippage: number;
  readonly swap: number;
  readonly financing: number;
}

export const COST_KINDS = ['spread', 'commission', 'slippage', 'swap', 'financing'] as const;

/** A broker's swap, which credits positive figures, as a rule, which charges them; null where there is none. */
export const swapRuleOf = ({ long, short, unit, tripleDay }: Swap): SwapRule | null =>
  unit === 'none' ? null : { long: 0 - long, short: 0 - short, unit, tripleDay };
