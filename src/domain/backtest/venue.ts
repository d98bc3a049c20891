import { AppError } from '../../kernel/errors.ts';
import type { Bars } from '../market/bars.ts';
import type { AccountRules } from './account.ts';
import { type Conversion, conversionOf, rateAt } from './conversion.ts';
import { type CommissionRule, type Costs, type SlippageModel, type SwapRule, swapRuleOf } from './costs.ts';
import type { TradingRules } from './input.ts';
import { chargedNights } from './nights.ts';
import { entryBars } from './sessions.ts';

const BASIS_POINT = 1e-4;
const YEAR_MS = 365 * 86_400_000;

/** What every fill and every night of a backtest is charged by: rules and columns, made once. */
export interface Venue {
  readonly bars: Bars;
  readonly account: AccountRules;
  readonly conversion: Conversion;
  readonly contractSize: number;
  /** Share of the value that half the spread takes, of bars of mid prices; NaN where `quotedSpread` says it. */
  readonly halfSpreadShare: number;
  /** Ask less bid of each bar, price units, of bars of the bid side. */
  readonly quotedSpread: Float64Array | null;
  readonly commission: CommissionRule;
  readonly slippageShare: number;
  readonly slippage: SlippageModel | null;
  readonly swap: SwapRule | null;
  readonly nights: Float64Array | null;
  readonly point: number;
  readonly financing: Costs['financing'];
  /** 1 where a position may be opened; null: everywhere. */
  readonly mayEnter: Uint8Array | null;
  /** Whether a position is closed at the open of a bar that is not such. */
  readonly flatOutside: boolean;
}

/** @throws AppError `parameter_invalid` when the currency cannot be converted or the bars lack what a cost model reads. */
export function openVenue({ costs, account, instrument, sessions }: TradingRules, bars: Bars): Venue {
  const swap = costs.swap === 'instrument' ? swapRuleOf(instrument.swap) : (costs.swap ?? null);
  const { spread, commission, slippage } = costs;
  return {
    bars,
    account,
    conversion: conversionOf(instrument, account, bars.quoteRate),
    contractSize: instrument.contractSize,
    halfSpreadShare: spread === 'data' ? Number.NaN : (spread / 2) * BASIS_POINT,
    quotedSpread: spread === 'data' ? knownSpread(bars) : null,
    commission: typeof commission === 'number' ? { bps: commission, perLot: 0, minimum: 0 } : commission,
    slippageShare: typeof slippage === 'number' ? slippage * BASIS_POINT : 0,
    slippage: typeof slippage === 'number' ? null : slippage,
    swap,
    nights: swap ? chargedNights(bars.timeMs, swap.tripleDay) : null,
    point: instrument.point,
    financing: costs.financing,
    mayEnter: sessions ? entryBars(bars.timeMs, sessions) : null,
    flatOutside: sessions?.flat ?? false,
  };
}

/**
 * The bars' spread with its holes filled: by the last known one, before the first by the first.
 * @throws AppError `parameter_invalid` when the bars know none at all.
 */
function knownSpread({ spread }: Bars): Float64Array {
  const first = spread?.find((value) => value >= 0);
  if (!spread || first === undefined) {
    const message = 'is "data", but the bars have no spread: give it in basis points';
    throw new AppError('parameter_invalid', `The backtest cannot run: costs.spread ${message}`, {
      issues: [{ path: 'costs.spread', message }],
    });
  }
  let last = first;
  return spread.map((value) => {
    if (value >= 0 && value < Number.POSITIVE_INFINITY) last = value;
    return last;
  });
}

/** Value of a quantity at a price during bar i, money of the account. */
export const tradedValue = ({ conversion }: Venue, i: number, quantity: number, price: number): number =>
  quantity * price * rateAt(conversion, i, price);

/** A fill: where, which way (1 buys, -1 sells), units, price of the bars. */
interface Fill {
  readonly index: number;
  readonly way: 1 | -1;
  readonly quantity: number;
  readonly price: number;
}

/**
 * What the spread takes of a fill, money of the account. Bars that carry a spread are the bid side: who buys pays the ask,
 * the whole spread more; who sells gets the bid, which is the bar's price. A spread in basis points is laid around mid prices.
 */
export function spreadCost(venue: Venue, { index, way, quantity, price }: Fill): number {
  if (!venue.quotedSpread) return tradedValue(venue, index, quantity, price) * venue.halfSpreadShare;
  return way === 1 ? quantity * venue.quotedSpread[index] * rateAt(venue.conversion, index, price) : 0;
}

/** Commission of a fill at bar i, money of the account. */
export function commissionCost(venue: Venue, i: number, quantity: number, price: number): number {
  const { bps, perLot, minimum } = venue.commission;
  const cost =
    tradedValue(venue, i, quantity, price) * (bps * BASIS_POINT) + perLot * (quantity / venue.contractSize);
  return Math.max(minimum, cost);
}

/** Slippage of a fill at bar i, money of the account. The models read the bar before, which is known at the fill. */
export function slippageCost(venue: Venue, i: number, quantity: number, price: number): number {
  if (!venue.slippage) return tradedValue(venue, i, quantity, price) * venue.slippageShare;
  const { high, low, volume } = venue.bars;
  const before = Math.max(0, i - 1);
  const range = (high[before] - low[before]) * rateAt(venue.conversion, i, price);
  if (venue.slippage.model === 'range') return quantity * range * venue.slippage.share;
  // A bar without volume is taken as one that traded just this order.
  const participation = volume[before] > 0 ? quantity / volume[before] : 1;
  return quantity * range * venue.slippage.coefficient * Math.sqrt(participation);
}

/** What the nights before bar i cost a position held through them, money of the account; negative: received. */
export function swapCost(venue: Venue, i: number, side: 1 | -1, quantity: number): number {
  const { swap, nights } = venue;
  if (!swap || !nights || nights[i] === 0) return 0;
  const close = venue.bars.close[i - 1];
  const amount = side === 1 ? swap.long : swap.short;
  return SWAP_PER_NIGHT[swap.unit](venue, i, quantity, close) * amount * nights[i];
}

/** Money of one unit of the swap's figure for a night before bar i. */
const SWAP_PER_NIGHT: Readonly<
  Record<SwapRule['unit'], (venue: Venue, i: number, quantity: number, close: number) => number>
> = {
  bps: (venue, i, quantity, close) => tradedValue(venue, i, quantity, close) * BASIS_POINT,
  points: (venue, i, quantity, close) => quantity * venue.point * rateAt(venue.conversion, i, close),
  percent_a_year: (venue, i, quantity, close) => (tradedValue(venue, i, quantity, close) * 0.01) / 365,
};

/** Interest from the open of bar i - 1 to that of bar i, money of the account. */
export function financingCost(
  venue: Venue,
  i: number,
  side: 1 | -1,
  quantity: number,
  ownMoney: number,
): number {
  if (!venue.financing) return 0;
  const value = tradedValue(venue, i, quantity, venue.bars.close[i - 1]);
  const years = (venue.bars.timeMs[i] - venue.bars.timeMs[i - 1]) / YEAR_MS;
  const [percent, on] =
    side === 1 ? [venue.financing.margin, Math.max(0, value - ownMoney)] : [venue.financing.borrow, value];
  return on * percent * 0.01 * years;
}
