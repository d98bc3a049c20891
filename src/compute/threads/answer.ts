import type { ErrorCode } from '../../kernel/error-registry.ts';
import { AppError, toAppError } from '../../kernel/errors.ts';
import { isCancelled, markStarted } from '../call-control.ts';
import type { ThreadCall, ThreadReply } from '../tasks.ts';

/** Runs the work of a call in its thread and turns what it throws into a reply. */
export function answer<Payload, Result>(
  call: ThreadCall<Payload>,
  fallback: ErrorCode,
  work: (payload: Payload, isCancelled: () => boolean, tell: (news: unknown) => void) => Result,
): ThreadReply<Result> {
  try {
    if (!markStarted(call.control))
      throw new AppError('cancelled', 'The task was cancelled before it started');
    return {
      ok: true,
      result: work(
        call.payload,
        () => isCancelled(call.control),
        (news) => call.news?.postMessage(news),
      ),
    };
  } catch (error) {
    return { ok: false, error: toAppError(error, fallback).toJSON() };
  } finally {
    call.news?.close();
  }
}
