import { AppError } from '../../kernel/errors.ts';
import type { Instrument } from '../market/instrument-families.ts';

/** How an amount in the instrument's quote currency becomes money of the account. */
export interface Conversion {
  /** The account is kept in the instrument's base currency: one unit of the quote is worth 1 / price. */
  readonly isBase: boolean;
  /** Otherwise: money of the account for one unit of the quote currency, at every bar … */
  readonly rate: number;
  /** … or at each bar, as it was known when the bar opened; null: `rate` at all of them. */
  readonly rates: Float64Array | null;
}

/** What an account says of the money it is kept in. */
export interface AccountMoney {
  /** ISO code; undefined: the quote currency of the instrument. */
  readonly currency?: string | undefined;
  /** Money of the account for one unit of the quote currency, where neither side of the instrument is it. */
  readonly conversionRate?: number | undefined;
}

/**
 * @param quoteRate The column of the bars (`Bars.quoteRate`); it goes before the one rate of the account.
 * @throws AppError `parameter_invalid` when the account's currency is foreign to the instrument and no rate is given, or
 *   the column holds something that is none.
 */
export function conversionOf(
  { symbol, base, quote }: Pick<Instrument, 'symbol' | 'base' | 'quote'>,
  { currency, conversionRate: rate }: AccountMoney,
  quoteRate: Float64Array | undefined,
): Conversion {
  if (currency === undefined || currency === quote) return { isBase: false, rate: 1, rates: null };
  if (currency === base) return { isBase: true, rate: 1, rates: null };
  const unknown = quoteRate?.find((value) => !isRate(value));
  if (quoteRate && unknown === undefined) return { isBase: false, rate: 1, rates: quoteRate };
  if (!quoteRate && isRate(rate)) return { isBase: false, rate, rates: null };
  const message = `must say how much ${currency} one ${quote} is worth: ${symbol} is traded in ${quote}, the account is kept in ${currency}`;
  throw new AppError('parameter_invalid', `The backtest cannot run: account.conversionRate ${message}`, {
    issues: [
      { path: 'account.conversionRate', message: `${message} (given: ${unknown ?? rate ?? 'nothing'})` },
    ],
  });
}

const isRate = (rate: number | undefined): rate is number =>
  rate !== undefined && rate > 0 && Number.isFinite(rate);

/** Money of the account for one unit of the quote currency during bar i, while the instrument costs `price`. */
export function rateAt({ isBase, rate, rates }: Conversion, i: number, price: number): number {
  if (isBase) return 1 / price;
  return rates === null ? rate : rates[i];
}
