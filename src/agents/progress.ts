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
