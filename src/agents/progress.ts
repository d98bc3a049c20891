import type { AgentContext } from './agent.ts';

/** Where a training stands, for whoever watches. */
export type TrainingProgress = {
  /** Trials ended, of how many at most. */
  readonly trial: number;
  readonly trials: number;
  /** Best value of the objective so far; absent before a trial was scored. */
  readonly best?: number;
  /** The training under way: its fold from 1, its round, its scores by metric (of the rows it may stop early by). */
  readonly fold?: number;
  readonly round?: number;
  readonly rounds?: number;
  readonly scores?: Readonly<Record<string, number>>;
  /** Time the rest of the search takes at the pace so far, milliseconds; absent before the first training has ended. */
  readonly etaMs?: number;
};

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
