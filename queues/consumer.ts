import { DelayedError, type Job, type Processor, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import { AppError, toAppError } from '../src/kernel/errors.ts';

/** What a processor may use besides the parsed payload. */
export interface Execution {
  /** Aborted when the job is cancelled, its deadline passes, its lock is lost or the process stops. */
  readonly signal: AbortSignal;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** No attempt follows this one: whatever is thrown now is final. */
  readonly isLastAttempt: boolean;
  /** What BullMQ knows of children that failed for good, by job id. */
  failedChildren(): Promise<Readonly<Record<string, string>>>;
  /** Shows on the job how far it is, with the figures of a training where there is one. */
  progress(fraction: number, message: string, training?: object): Promise<void>;
}

/** What a processor answers: it is done, or it wants to be held until a point in time without using an attempt. */
export type Outcome<R> =
  | { readonly kind: 'done'; readonly result: R }
  | { readonly kind: 'hold'; readonly untilMs: number };

export interface ConsumerOptions<P, R> {
  readonly schema: z.ZodType<P>;
  readonly handle: (payload: P, execution: Execution) => Promise<Outcome<R>>;
  /** Deadline of one attempt; absent: none. */
  readonly timeoutMs?: (payload: P) => number;
  /** Joins the running job to the process-wide reasons to stop (cancelled workflow, shutdown). */
  readonly register: (payload: P, controller: AbortController) => () => void;
  readonly onPoison?: (job: Job, error: AppError) => void;
}

/**
 * The one wrapper around every processor. It parses the payload, gives the work an AbortSignal and a deadline, and
 * maps errors: recoverable ones are retried by BullMQ, all others fail the job at once. A payload that does not
 * parse fails once and stays visible.
 */
export function consume<P, R>(options: ConsumerOptions<P, R>): Processor<unknown, R> {
  return async (job, token, lockSignal) => {
    const payload = parsePayload(options, job);
    const stop = new AbortController();
    const unregister = options.register(payload, stop);
    const deadline = options.timeoutMs && deadlineOf(options.timeoutMs(payload), stop);
    const onLockLost = () => stop.abort(new AppError('superseded', 'The lock of this job was lost.'));
    lockSignal?.addEventListener('abort', onLockLost, { once: true });
    try {
      const outcome = await options.handle(payload, executionOf(job, stop.signal));
      if (outcome.kind === 'done') return outcome.result;
      return await hold(job, token, outcome.untilMs);
    } catch (thrown) {
      if (thrown instanceof DelayedError) throw thrown;
      const error = reasonOf(thrown, stop.signal);
      // A stopping process hands its work back: that is no failed attempt.
      if (error.code === 'shutting_down') return await hold(job, token, Date.now());
      throw toQueueError(error);
    } finally {
      clearTimeout(deadline);
      lockSignal?.removeEventListener('abort', onLockLost);
      unregister();
    }
  };
}

function parsePayload<P, R>({ schema, onPoison }: ConsumerOptions<P, R>, job: Job): P {
  const parsed = schema.safeParse(job.data);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const summary = issues.map((issue) => `${issue.path || '(payload)'}: ${issue.message}`).join('; ');
  const error = new AppError(
    'payload_invalid',
    `Job ${job.id} of ${job.queueName} does not parse: ${summary}`,
    { issues },
  );
  onPoison?.(job, error);
  throw toQueueError(error);
}

function deadlineOf(timeoutMs: number, stop: AbortController): NodeJS.Timeout {
  const error = new AppError('timed_out', `The work took longer than its deadline of ${timeoutMs} ms.`);
  return setTimeout(() => stop.abort(error), timeoutMs);
}

function executionOf(job: Job, signal: AbortSignal): Execution {
  const attempts = job.opts.attempts ?? 1;
  return {
    signal,
    attempt: job.attemptsMade + 1,
    isLastAttempt: job.attemptsMade + 1 >= attempts,
    failedChildren: () => job.getIgnoredChildrenFailures(),
    progress: (fraction, message, training) =>
      job.updateProgress({ fraction, message, ...(training && { training }) }),
  };
}

async function hold(job: Job, token: string | undefined, untilMs: number): Promise<never> {
  await job.moveToDelayed(untilMs, token);
  throw new DelayedError();
}

/** Work that was stopped throws all kinds of things; what counts is why it was stopped. */
function reasonOf(thrown: unknown, signal: AbortSignal): AppError {
  if (thrown instanceof AppError) return thrown;
  if (signal.aborted && signal.reason instanceof AppError) return signal.reason;
  return toAppError(thrown);
}

/** BullMQ retries every error but UnrecoverableError. The reason begins with our code, for people and for parents. */
function toQueueError(error: AppError): Error {
  const message = `${error.code}: ${error.message}`;
  const mapped = error.retryable ? new Error(message) : new UnrecoverableError(message);
  mapped.cause = error;
  return mapped;
}
