import { AppError } from '../../kernel/errors.ts';
import type { Instrument } from '../market/instrument-families.ts';

/** How an amount in the instrument's quote currency becomes money of the account. */
export interface Conversion {
  /** The account is kept in the instrument's base currency: one unit of the quote is worth 1 / price. */
  readonly isBase: boolean;
  /** Otherwise: money of the account for one unit of the quote currency. */
  readonly rate: number;
}

/**
 * @param currency Currency of the account; undefined: the instrument's quote currency.
 * @param rate Money of the account for one unit of the quote currency, where neither side of the instrument is it.
 * @throws AppError `parameter_invalid` when the account's currency is foreign to the instrument and no rate is given.
 */
export function conversionOf(
  { symbol, base, quote }: Pick<Instrument, 'symbol' | 'base' | 'quote'>,
  currency: string | undefined,
  rate: number | undefined,
): Conversion {
  if (currency === undefined || currency === quote) return { isBase: false, rate: 1 };
  if (currency === base) return { isBase: true, rate: 1 };
  if (rate !== undefined && rate > 0 && Number.isFinite(rate)) return { isBase: false, rate };
  const message = `must say how much ${currency} one ${quote} is worth: ${symbol} is traded in ${quote}, the account is kept in ${currency}`;
  throw new AppError('parameter_invalid', `The backtest cannot run: account.conversionRate ${message}`, {
    issues: [{ path: 'account.conversionRate', message: `${message} (given: ${rate ?? 'nothing'})` }],
  });
}

/** Money of the account for one unit of the quote currency while the instrument costs `price`. */
export const rateAt = ({ isBase, rate }: Conversion, price: number): number => (isBase ? 1 / price : rate);
