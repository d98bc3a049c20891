import type { z } from 'zod';
import { instrumentOf } from '../../domain/market/instruments.ts';
import { instrumentOfMarket, type marketSchema } from './market.ts';
import { symbolOfSource } from './source.ts';
import type { accountSchema } from './trading.ts';

interface TradedMoney {
  readonly market: z.output<typeof marketSchema>;
  readonly account: z.output<typeof accountSchema>;
}

/** Whether the account's currency is neither side of the instrument: amounts then need a rate. */
export function isForeign({ market, account: { currency } }: TradedMoney): boolean {
  const { base, quote } = instrumentOfMarket(market);
  return currency !== undefined && currency !== base && currency !== quote;
}

/**
 * Which way round the pair of `account.conversion` is quoted; null where it is not of the two currencies, where nothing needs
 * converting, or where it is not given.
 */
export function conversionPair({ market, account }: TradedMoney): { readonly isInverse: boolean } | null {
  const { conversion, currency } = account;
  if (!conversion || !isForeign({ market, account })) return null;
  const pair = instrumentOf(conversion.symbol ?? symbolOfSource(conversion.source));
  const { quote } = instrumentOfMarket(market);
  if (pair.base === quote && pair.quote === currency) return { isInverse: false };
  return pair.base === currency && pair.quote === quote ? { isInverse: true } : null;
}
