import type { Bars } from '../../domain/market/bars.ts';
import { sourceMinutes } from '../../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';

/** The bars stamped by their open, as the rest of the platform wants them: stamps that are closes go back by one bar. */
export function stampedByOpen(bars: Bars, market: WorkflowSpec['market']): Bars {
  if (market.stamp === 'open') return bars;
  const stepMs = sourceMinutes(market) * 60_000;
  return { ...bars, timeMs: bars.timeMs.map((time) => time - stepMs) };
}
