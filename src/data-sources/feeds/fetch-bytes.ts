import { AppError } from '../../kernel/errors.ts';

/** How a feed is asked. Times in milliseconds. */
export interface FetchPolicy {
  /** Tries after the first one. */
  readonly retries: number;
  /** Pause before the first retry; doubles with each one. A `Retry-After` of the server goes before it. */
  readonly backoffMs: number;
  /** Longest `Retry-After` that is waited for here; a longer one is left to the retry of the whole job. */
  readonly longestWaitMs: number;
  /** Longest silence of a server, before its answer and within it. */
  readonly stallMs: number;
  /** Longest time of one try from the request to the last byte: a server that trickles never stalls. */
  readonly longestMs: number;
  /** Shortest time between two requests. */
  readonly pauseMs: number;
  /** Most bytes of an answer. */
  readonly mostBytes: number;
}

export const DEFAULT_POLICY: FetchPolicy = {
  retries: 4,
  backoffMs: 1_000,
  longestWaitMs: 60_000,
  stallMs: 30_000,
  longestMs: 300_000,
  pauseMs: 250,
  mostBytes: 64 * 1_024 ** 2,
};

export interface FetchRun {
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  /** Told before each pause why there is another try. */
  readonly onRetry: (why: string, pauseMs: number) => void;
}

export type FetchBytes = (url: string, run: FetchRun) => Promise<Buffer>;

/** What fetching needs of the world: pauses (tests pass one that does not wait) and the time, ms since 1970 UTC. */
export interface FetchTimes {
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly nowMs: () => number;
}

/**
 * Fetches an answer as bytes, one request at a time with a pause between them. Network failures, stalls, answers that take
 * too long, cut answers, 429 and 5xx are tried again with growing pauses.
 * @returns a function that throws AppError `upstream_unavailable` (with `retryAfterMs`) when the tries are used up, or at
 * once for any other refusal, and the reason of its signal
 */
export function createFetchBytes(policy: FetchPolicy, times: FetchTimes): FetchBytes {
  const { wait } = times;
  let turn: Promise<unknown> = Promise.resolve();
  return (url, run) => {
    const { signal } = run;
    const mine = turn.then(() => fetchWithRetries(url, policy, { ...run, ...times }));
    // The next request waits for this one, however it ends, and for the pause.
    turn = mine
      .then(
        () => wait(policy.pauseMs, signal),
        () => wait(policy.pauseMs, signal),
      )
      .catch(() => undefined);
    return mine;
  };
}

async function fetchWithRetries(
  url: string,
  policy: FetchPolicy,
  { wait, nowMs, signal, headers, onRetry }: FetchRun & FetchTimes,
): Promise<Buffer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchOnce(url, policy, { signal, headers, nowMs });
    } catch (error) {
      signal.throwIfAborted();
      const failure = asFailure(error, url);
      const pauseMs = failure.retryAfterMs ?? policy.backoffMs * 2 ** attempt;
      const isFinal = failure.details?.isFinal === true;
      if (isFinal || attempt >= policy.retries || pauseMs > policy.longestWaitMs) throw failure;
      onRetry(failure.message, pauseMs);
      await wait(pauseMs, signal);
    }
  }
}

async function fetchOnce(
  url: string,
  policy: FetchPolicy,
  { signal, headers, nowMs }: Pick<FetchRun, 'signal' | 'headers'> & Pick<FetchTimes, 'nowMs'>,
): Promise<Buffer> {
  signal.throwIfAborted();
  const stall = new AbortController();
  const stalled = new Error(`no byte for ${policy.stallMs} ms`);
  let timer = setTimeout(() => stall.abort(stalled), policy.stallMs);
  const endless = new Error(`the answer took longer than ${policy.longestMs} ms`);
  const deadline = setTimeout(() => stall.abort(endless), policy.longestMs);
  try {
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.any([signal, stall.signal]),
    });
    if (!response.ok) throw await refusal(url, response, nowMs());
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      timer = setTimeout(() => stall.abort(stalled), policy.stallMs);
      length += chunk.length;
      if (length > policy.mostBytes)
        throw failed(url, `the answer is longer than ${policy.mostBytes} bytes`, { isFinal: true });
      parts.push(chunk);
    }
    return Buffer.concat(parts, length);
  } finally {
    clearTimeout(timer);
    clearTimeout(deadline);
  }
}

async function refusal(url: string, response: Response, nowMs: number): Promise<AppError> {
  await response.body?.cancel();
  const isTransient = response.status === 429 || response.status === 418 || response.status >= 500;
  return failed(url, `the server answered ${response.status}`, {
    status: response.status,
    isFinal: !isTransient,
    retryAfterMs: retryAfterMs(response.headers, nowMs),
  });
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`, the only form of a date that is sent (RFC 9110 5.6.7). */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long the server wants to be left alone: seconds, or a date (RFC 9110 10.2.3), which is held against the server's own
 * clock where it states one. A date that has passed, and anything else, says nothing.
 */
function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const header = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  if (!HTTP_DATE.test(header)) return undefined;
  const sent = Date.parse(headers.get('date') ?? '');
  const pauseMs = Date.parse(header) - (Number.isNaN(sent) ? nowMs : sent);
  return pauseMs > 0 ? pauseMs : undefined;
}

function asFailure(error: unknown, url: string): AppError {
  if (error instanceof AppError) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return failed(url, cause instanceof Error ? cause.message : String(cause), { cause: error });
}

function failed(
  url: string,
  what: string,
  {
    cause,
    retryAfterMs: after,
    ...details
  }: { cause?: unknown; retryAfterMs?: number | undefined; status?: number; isFinal?: boolean },
): AppError {
  return new AppError('upstream_unavailable', `${url}: ${what}`, {
    details: { url, ...details },
    cause,
    ...(after !== undefined && { retryAfterMs: after }),
  });
}
