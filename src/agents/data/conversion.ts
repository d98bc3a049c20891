import type { Bars } from '../../domain/market/bars.ts';
import { type ConversionSeries, quoteRates } from '../../domain/market/quote-rate.ts';
import { makeUsable, sortByTime } from '../../domain/quality/repair.ts';
import { AppError } from '../../kernel/errors.ts';
import { conversionPair } from '../../orchestration/spec/conversion.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentContext } from '../agent.ts';

/** The pair that amounts are converted by, and the rate for bars it says nothing of. */
export interface ReadConversion extends ConversionSeries {
  readonly fallback: number | undefined;
}

/** Reads the source of `account.conversion`; null without one. @throws what reading throws. */
export async function readConversion(
  { market, account }: WorkflowSpec,
  { marketData, signal }: AgentContext,
): Promise<ReadConversion | null> {
  const pair = conversionPair({ market, account });
  if (!account.conversion || !pair) return null;
  const { source, symbol, timeframe } = account.conversion;
  const { bars } = await marketData.read(source, signal, undefined, { symbol });
  return {
    bars: makeUsable(sortByTime(bars).bars).bars,
    lengthMs: TIMEFRAME_MINUTES[timeframe ?? market.timeframe] * 60_000,
    ...pair,
    fallback: account.conversionRate,
  };
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
