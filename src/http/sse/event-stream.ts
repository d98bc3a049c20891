import type { Request, Response } from 'express';
import type { EventRow } from '../../application/ports/events.ts';
import type { Signals, Store } from '../../application/ports/store.ts';
import type { HttpLogger } from '../options.ts';
import { type Ending, endingAfter, hasEnded } from './ended.ts';
import { END_FRAME, eventFrame, HEARTBEAT_FRAME, retryFrame } from './message.ts';
import { createBell } from './wake.ts';

export interface EventStreamOptions {
  /** Absent: events of every workflow, and of none. Such a stream never ends by itself. */
  readonly workflowId?: string;
  readonly store: Pick<Store, 'events' | 'workflows'>;
  readonly signals: Pick<Signals, 'onEvents'>;
  readonly logger: HttpLogger;
  /** Send what comes after this; null: from the first event on. */
  readonly cursor: string | null;
  /** The reader came back by itself, by `Last-Event-ID`; it must be told when there is nothing to come back for. */
  readonly isReconnect: boolean;
  readonly shutdown: AbortSignal | undefined;
}

const BATCH = 200;
/** Signals make it live; asking again this often makes it certain. Also the pace of the heartbeat. */
const POLL_MS = 10_000;
/**
 * A signal can come before its event is handed out (another transaction is still open), so the table is asked again
 * soon after one, then ever more slowly.
 */
const AFTER_SIGNAL_MS = 100;
const RECONNECT_MS = 2_000;

/**
 * Sends events of the durable table as server-sent events, from a cursor on, without gap or repetition, until the
 * reader leaves, the process stops, or the one workflow it is about has ended. Resolves when the response is over.
 *
 * Errors before the first byte are thrown (an unusable cursor is the caller's mistake); later ones end the
 * connection, and the reader comes back with the id of the last event it got.
 */
export async function sendEvents(req: Request, res: Response, options: EventStreamOptions): Promise<void> {
  const bell = createBell();
  // Listening before the first read: an event between the two rings the bell.
  const stopListening = options.signals.onEvents((workflowId) => {
    if (!options.workflowId || options.workflowId === workflowId) bell.ring();
  });
  const gone = new AbortController();
  const leave = () => gone.abort();
  res.once('close', leave);
  options.shutdown?.addEventListener('abort', leave, { once: true });
  try {
    if (options.shutdown?.aborted) leave();
    await pump(req, res, options, { wait: bell.wait, signal: gone.signal });
  } finally {
    stopListening();
    res.off('close', leave);
    options.shutdown?.removeEventListener('abort', leave);
  }
}

interface Pace {
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
  readonly signal: AbortSignal;
}

async function pump(req: Request, res: Response, options: EventStreamOptions, pace: Pace): Promise<void> {
  let { cursor } = options;
  let ending: Ending = cursor === null ? 'going' : 'unknown';
  let pauseMs = POLL_MS;
  const isOver = () => hasEnded({ workflowId: options.workflowId, cursor, ending }, options.store);

  let batch = await read(cursor, options);
  if (batch.length === 0 && options.isReconnect && (await isOver())) {
    // The one answer after which an EventSource does not come back.
    res.status(204).end();
    return;
  }
  open(res);
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  try {
    while (!pace.signal.aborted) {
      for (const event of batch) {
        await write(res, eventFrame(event), pace.signal);
        ending = endingAfter(ending, event.type);
        cursor = event.cursor;
      }
      if (batch.length < BATCH) {
        if (await isOver()) {
          await write(res, END_FRAME, pace.signal);
          break;
        }
        const isQuiet = pauseMs === POLL_MS;
        const rung = await pace.wait(pauseMs, pace.signal);
        if (!rung && isQuiet) await write(res, HEARTBEAT_FRAME, pace.signal);
        pauseMs = rung ? AFTER_SIGNAL_MS : Math.min(POLL_MS, pauseMs * 2);
      }
      if (!pace.signal.aborted) batch = await read(cursor, options);
    }
  } catch (error) {
    options.logger.warn({ err: error, workflowId: options.workflowId }, 'an event stream was cut');
  }
  res.end();
}

const read = (
  cursor: string | null,
  { store, workflowId }: EventStreamOptions,
): Promise<readonly EventRow[]> =>
  store.events.after(cursor, { ...(workflowId && { workflowId }), limit: BATCH });

function open(res: Response): void {
  res.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    // nginx would hold events back in its buffer.
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();
  res.write(retryFrame(RECONNECT_MS));
}

/** Waits for a slow reader instead of filling memory with what it has not taken. */
async function write(res: Response, frame: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted || res.write(frame)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      res.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    res.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
