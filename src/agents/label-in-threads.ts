import type { AgentContext } from './agent.ts';
import type { LabelledBars, LabelRequest } from './labelled-bars.ts';

/** Bars and what `readBySpec` makes of them, in the compute threads. @throws What `calculate` throws. */
export const labelledBars = async (
  request: LabelRequest,
  { compute, signal }: Pick<AgentContext, 'compute' | 'signal'>,
): Promise<LabelledBars> => ({
  bars: request.bars,
  newsMs: request.newsMs,
  ...(await compute.calculate('readBySpec', request, signal)),
});
