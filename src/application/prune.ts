import type { Dependencies } from './dependencies.ts';

/** Days that things nobody needs any more are kept; 0 keeps them for ever. */
export interface Retention {
  /** Delivered messages of the outbox, and answers to idempotency keys. */
  readonly messagesDays: number;
  /** Of workflows that ended: states before the last, reports of progress; and past times of schedules. */
  readonly historyDays: number;
  /** Finished trainings nobody has asked for. */
  readonly fitsDays: number;
}

/** What the queue ticks to have it done: once an hour, among the schedules of workflows. */
export const PRUNING = Object.freeze({ id: 'pruning', cron: '17 * * * *', timeZone: 'UTC' });

/** Rows of one transaction: a table that has grown for months must not be locked for minutes. */
const BATCH = 1_000;
const DAY_MS = 86_400_000;

/** Rows that went, by kind; kinds of which none went are left out. */
export type Pruned = Readonly<Record<string, number>>;

/**
 * Lets go of what is older than it is kept, in short transactions. Never of anything an unfinished or failed workflow may
 * need, nor of trials, verdicts, openings of sealed segments, models, approvals and artifacts. One process does it at a
 * time; undefined when another does.
 * @throws the reason of the signal, between two transactions
 */
export async function prune(
  { store, clock, logger }: Pick<Dependencies, 'store' | 'clock' | 'logger'>,
  { messagesDays, historyDays, fitsDays }: Retention,
  signal: AbortSignal,
): Promise<Pruned | undefined> {
  const { pruning, fitMemo } = store;
  const kinds = [
    ['messages', messagesDays, pruning.deliveredMessages],
    ['answers', messagesDays, pruning.answers],
    ['checkpoint_states', historyDays, pruning.checkpointStates],
    ['progress_events', historyDays, pruning.progressEvents],
    ['schedule_ticks', historyDays, pruning.ticks],
    ['fits', fitsDays, fitMemo.prune],
  ] as const;
  return store.exclusively('pruning', async () => {
    const pruned: Record<string, number> = {};
    for (const [kind, days, once] of kinds) {
      if (days === 0) continue;
      const before = new Date(clock.nowMs() - days * DAY_MS);
      let rows: number;
      do {
        signal.throwIfAborted();
        rows = await once(before, BATCH);
        if (rows > 0) pruned[kind] = (pruned[kind] ?? 0) + rows;
      } while (rows === BATCH);
    }
    if (Object.keys(pruned).length > 0) logger.info({ pruned }, 'let go of what was kept long enough');
    return pruned;
  });
}
