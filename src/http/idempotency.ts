import type { IdempotencyKeys, IdempotencyRecord } from '../application/ports/access.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { invalidRequest } from './routing/parse.ts';
import { json, type Reply } from './routing/reply.ts';

export interface IdempotentRequest {
  readonly key: string;
  /** Id of the API key. */
  readonly owner: string;
  /** Hash over method, path and body: what makes two requests the same. */
  readonly requestHash: string;
}

/** A claim without an answer after this long belonged to a process that died. */
const STALE_CLAIM_MS = 120_000;
const KEY_FORM = /^[\x21-\x7e]{1,255}$/;

/** The `Idempotency-Key` of a request. @throws AppError `request_invalid` for one that is none. */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined || KEY_FORM.test(header)) return header;
  throw invalidRequest([
    { path: 'header.Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' },
  ]);
}

/**
 * Runs a request once per key. The same request again gets the same answer, marked `Idempotency-Replayed: true`;
 * a failed one gives its key back, so that it can be tried again.
 * @throws AppError `idempotency_key_reused`, `idempotency_key_in_use`, and what `run` throws.
 */
export async function runOnce(
  request: IdempotentRequest,
  { keys, clock }: { readonly keys: IdempotencyKeys; readonly clock: Clock },
  run: () => Promise<Reply>,
): Promise<Reply> {
  const nowMs = clock.nowMs();
  const { record, claimed } = await keys.claim(request, new Date(nowMs), new Date(nowMs - STALE_CLAIM_MS));
  if (!claimed) return replay(record, request);
  const reply = await runOrRelease(request, keys, run);
  await keys.complete(request.owner, request.key, {
    status: reply.status,
    headers: reply.headers,
    body: reply.body,
  });
  return reply;
}

function replay(record: IdempotencyRecord, { key, requestHash }: IdempotentRequest): Reply {
  if (record.requestHash !== requestHash) {
    throw new AppError(
      'idempotency_key_reused',
      `The key "${key}" was used for another request. A new request takes a new key.`,
    );
  }
  if (!record.response) {
    throw new AppError(
      'idempotency_key_in_use',
      `The first request with the key "${key}" is still running. Ask again in a moment.`,
      { retryAfterMs: 1_000 },
    );
  }
  const { status, headers, body } = record.response;
  return json(body, status, { ...headers, 'Idempotency-Replayed': 'true' });
}

async function runOrRelease(
  { owner, key }: IdempotentRequest,
  keys: IdempotencyKeys,
  run: () => Promise<Reply>,
): Promise<Extract<Reply, { kind: 'json' }>> {
  try {
    const reply = await run();
    if (reply.kind !== 'json') throw new TypeError('only JSON answers can be replayed');
    return reply;
  } catch (error) {
    await keys.release(owner, key);
    throw error;
  }
}
