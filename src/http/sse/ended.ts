import type { EventType } from '../../application/ports/events.ts';
import type { Store } from '../../application/ports/store.ts';
import { isTerminal } from '../../orchestration/stages.ts';

/** What the events up to a cursor say about the end of a workflow; `unknown`: the stream began after them. */
export type Ending = 'finished' | 'going' | 'unknown';

const PAGE = 500;

/** The ending after one more event. A resume takes an end back. */
export function endingAfter(ending: Ending, type: EventType): Ending {
  if (type === 'workflow.finished') return 'finished';
  return type === 'workflow.resumed' || type === 'workflow.submitted' ? 'going' : ending;
}

/**
 * True when the workflow has ended and a reader at `cursor` has got the event that says so. The row alone would not
 * do: it says "ended" a moment before the event is handed out; the event alone would not either, after a resume.
 */
export async function hasEnded(
  { workflowId, cursor, ending }: { workflowId: string | undefined; cursor: string | null; ending: Ending },
  store: Pick<Store, 'events' | 'workflows'>,
): Promise<boolean> {
  if (!workflowId || ending === 'going') return false;
  const workflow = await store.workflows.get(workflowId);
  if (!workflow || !isTerminal(workflow.stage)) return false;
  if (ending === 'finished') return true;
  return (
    cursor === (await store.events.latest({ workflowId })) &&
    (await endingOf(workflowId, store)) === 'finished'
  );
}

/** Reads a whole log: only for a reader that starts behind an event of its own knowledge. */
async function endingOf(workflowId: string, { events }: Pick<Store, 'events'>): Promise<Ending> {
  let ending: Ending = 'unknown';
  let cursor: string | null = null;
  for (;;) {
    const page = await events.after(cursor, { workflowId, limit: PAGE });
    for (const event of page) ending = endingAfter(ending, event.type);
    if (page.length < PAGE) return ending;
    cursor = page.at(-1)?.cursor ?? null;
  }
}
