import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { AppError } from '../kernel/errors.ts';
import { type CallControl, isWaiting, markCancelled, newCallControl } from './call-control.ts';
import type { ThreadCall, ThreadReply } from './tasks.ts';

export interface ThreadPoolOptions {
  /** The thread's module: its default export takes a `ThreadCall` and returns a `ThreadReply`. */
  readonly file: URL;
  /** Threads at work at once, from 1. */
  readonly threads: number;
  /** Calls that may wait for a thread; one more is refused with `compute_busy`. */
  readonly maxWaiting: number;
}

/** Threads that take calls in the order of their coming. */
export interface ThreadPool<Payload, Result, News = never> {
  /**
   * Runs one call in a free thread. When `signal` aborts, the promise rejects at once with the signal's reason;
   * a call that waits is dropped, one at work ends at its next step, and its thread goes on with other calls.
   * @param onNews Told all that the thread posts until it has let go of the call, even when it dies of it: before the
   *   promise settles, but for a cancelled call, whose thread ends after it.
   * @throws AppError: what the work threw, `thread_died`, `compute_busy`, `shutting_down`, or the reason of the signal.
   */
  run(payload: Payload, signal: AbortSignal, onNews?: (news: News) => void): Promise<Result>;
  /** Cancels what is under way, waits until no thread is at work, ends the threads. A second time does nothing. */
  stop(): Promise<void>;
}

/** A call from its submission until no thread holds it any more. */
interface OpenCall {
  readonly control: CallControl;
  readonly finished: Promise<unknown>;
  /** Cancelled before a thread took it: it holds no place any more, and the thread that comes to it passes on. */
  isDropped: boolean;
  /** Rejects the caller's promise and lets the thread know. */
  cancel(reason: AppError): void;
}

/** The threads start with the first call: a process that computes nothing pays for none. */
export function createThreadPool<Payload, Result, News = never>(
  options: ThreadPoolOptions,
): ThreadPool<Payload, Result, News> {
  requireThreads(options.threads);
  const open = new Set<OpenCall>();
  let threads: Threads<Payload, Result> | undefined;
  let isStopped = false;

  const replace = (broken: Threads<Payload, Result>, cause: unknown): void => {
    if (threads !== broken) return;
    threads = undefined;
    for (const call of open) if (isWaiting(call.control)) call.cancel(threadDied(cause));
    // Calls that run in the sound threads end first. What this could throw is what brought us here.
    broken.close({ force: true }).catch(() => undefined);
  };

  const submit = (
    payload: Payload,
    signal: AbortSignal,
    onNews: ((news: News) => void) | undefined,
  ): Promise<Result> =>
    new Promise((resolve, reject) => {
      threads ??= startThreads<Payload, Result>(options, replace);
      const control = newCallControl();
      const channel = onNews && openNews(onNews);
      const reply = threads.run(
        { payload, control, news: channel?.port ?? null },
        { transferList: channel ? [channel.port] : [] },
      );
      const call: OpenCall = {
        control,
        finished: reply,
        isDropped: false,
        // Not by a signal of Piscina's: it ends the thread of a call that is handed over and not begun, and takes
        // the answer of that thread for a broken one.
        cancel: (reason) => {
          reject(reason);
          if (markCancelled(control)) call.isDropped = true;
        },
      };
      const onAbort = (): void => call.cancel(reasonOf(signal));
      const close = (): void => {
        open.delete(call);
        channel?.end();
        signal.removeEventListener('abort', onAbort);
      };
      open.add(call);
      signal.addEventListener('abort', onAbort, { once: true });
      reply.then(
        (answer) => {
          close();
          if (answer.ok) resolve(answer.result);
          else reject(new AppError(answer.error.code, answer.error.message, answer.error));
        },
        (cause) => {
          close();
          reject(threadDied(cause));
        },
      );
    });

  return {
    run: async (payload, signal, onNews) => {
      if (isStopped) throw stopping();
      if (signal.aborted) throw reasonOf(signal);
      const held = [...open].filter(({ isDropped }) => !isDropped).length;
      if (held >= options.threads + options.maxWaiting) throw busy(options);
      return submit(payload, signal, onNews);
    },
    stop: async () => {
      isStopped = true;
      const pending = [...open];
      for (const call of pending) call.cancel(stopping());
      await Promise.allSettled(pending.map((call) => call.finished));
      const last = threads;
      threads = undefined;
      await last?.destroy();
    },
  };
}

interface NewsChannel {
  /** The thread's end. */
  readonly port: MessagePort;
  /** Hands over what has been posted and not yet been heard, then closes. */
  end(): void;
}

function openNews<News>(onNews: (news: News) => void): NewsChannel {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', onNews);
  // A listener alone must not keep the process alive.
  port1.unref();
  return {
    port: port2,
    end: () => {
      for (let next = receiveMessageOnPort(port1); next; next = receiveMessageOnPort(port1)) {
        onNews(next.message);
      }
      port1.close();
    },
  };
}

type Threads<Payload, Result> = Piscina<ThreadCall<Payload>, ThreadReply<Result>>;

function startThreads<Payload, Result>(
  { file, threads }: ThreadPoolOptions,
  onBroken: (broken: Threads<Payload, Result>, cause: unknown) => void,
): Threads<Payload, Result> {
  const pool: Threads<Payload, Result> = new Piscina({
    filename: file.href,
    // As many at least as at most: a thread that dies is replaced even while calls wait for it.
    minThreads: threads,
    maxThreads: threads,
    execArgv: file.pathname.endsWith('.ts') ? ['--import', 'tsx'] : [],
  });
  // A thread that breaks without a call, at its start for example, has nobody to tell; calls would wait for ever.
  pool.on('error', (cause: unknown) => onBroken(pool, cause));
  return pool;
}

/** The signal's own reason when it is one of ours (timed out, superseded, shutting down), else `cancelled`. */
function reasonOf(signal: AbortSignal): AppError {
  const reason: unknown = signal.reason;
  if (reason instanceof AppError) return reason;
  return new AppError('cancelled', 'The computation was cancelled', { cause: reason });
}

function threadDied(cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('thread_died', `A compute thread died: ${reason}`, { cause });
}

const busy = ({ threads, maxWaiting }: ThreadPoolOptions): AppError =>
  new AppError(
    'compute_busy',
    `${threads} compute threads are at work and ${maxWaiting} calls wait for them`,
  );

const stopping = (): AppError => new AppError('shutting_down', 'The compute threads are stopping');

function requireThreads(threads: number): void {
  if (Number.isInteger(threads) && threads >= 1) return;
  throw new AppError('parameter_invalid', `${threads} compute threads; there must be at least 1`);
}
