import { usableBars } from '../../domain/quality/repair.ts';
import { conversionPair } from '../../orchestration/spec/conversion.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentContext } from '../agent.ts';
import type { ReadConversion } from './conversion.ts';

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
    bars: usableBars(bars),
    lengthMs: TIMEFRAME_MINUTES[timeframe ?? market.timeframe] * 60_000,
    ...pair,
    fallback: account.conversionRate,
  };
}
