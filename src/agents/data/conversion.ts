import type { Bars } from '../../domain/market/bars.ts';
import { type ConversionSeries, quoteRates } from '../../domain/market/quote-rate.ts';
import { AppError } from '../../kernel/errors.ts';

/** The pair that amounts are converted by, and the rate for bars it says nothing of. */
export interface ReadConversion extends ConversionSeries {
  readonly fallback: number | undefined;
}

/**
 * The bars with what a unit of their quote currency was worth as each opened.
 * @throws AppError `data_insufficient` when the pair does not say it of every bar, and the spec has no rate besides.
 */
export function withQuoteRate(bars: Bars, { fallback, ...series }: ReadConversion): Bars {
  const rates = quoteRates(bars.timeMs, series);
  const unknown = rates.findIndex(Number.isNaN);
  if (unknown >= 0 && fallback === undefined) {
    throw new AppError(
      'data_insufficient',
      `No close of account.conversion is known at the bar of ${new Date(bars.timeMs[unknown]).toISOString()}, nor was one within a week before; give more of the pair, a shorter market.from to market.to, or account.conversionRate for such bars`,
      { details: { bar: unknown } },
    );
  }
  return { ...bars, quoteRate: rates.map((rate) => (Number.isNaN(rate) ? (fallback as number) : rate)) };
}
