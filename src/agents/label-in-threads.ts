import type { Threads } from './agent.ts';
import type { LabelledBars, LabelRequest } from './labelled-bars.ts';

/**
 * Bars and what `readBySpec` makes of them, in the compute threads and for them: shared, since trades, trials and stresses
 * read them again and again. @throws What `calculate` throws.
 */
export async function labelledBars(
  request: LabelRequest,
  { compute, signal }: Threads,
): Promise<LabelledBars> {
  const { bars, spec, newsMs } = compute.share(request);
  const readings = await compute.calculate('readBySpec', { bars, spec, newsMs }, signal);
  return compute.share({ bars, newsMs, ...readings });
}
