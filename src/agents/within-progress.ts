import type { AgentContext } from './agent.ts';
import type { TrainingProgress } from './progress.ts';

/** A context whose progress from 0 to 1 is a stretch of the whole task's. */
export const withinProgress = <T extends Pick<AgentContext, 'progress'>>(
  context: T,
  from: number,
  to: number,
): T => ({
  ...context,
  progress: (fraction: number, message: string, training?: TrainingProgress) =>
    context.progress(from + (to - from) * fraction, message, training),
});
