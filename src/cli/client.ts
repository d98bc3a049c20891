import { Readable } from 'node:stream';
import type { z } from 'zod';
import { ERROR_REGISTRY, type ErrorCode } from '../kernel/error-registry.ts';
import { AppError } from '../kernel/errors.ts';
import { problemSchema } from './api-types.ts';
import { parseEventStream, type StreamMessage } from './event-stream.ts';

export interface ClientOptions {
  /** `http://127.0.0.1:8080`, with or without a path before `/v1`. */
  readonly url: string;
  readonly key: string | null;
  /** Ends every request that is under way. */
  readonly signal: AbortSignal;
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** A file as the body, sent as a stream. */
  readonly upload?: { readonly stream: Readable; readonly bytes: number };
  readonly headers?: Readonly<Record<string, string>>;
}

/** The HTTP API as the commands call it. Every failure is an AppError: the server's own code, or `upstream_unavailable`. */
export interface Client {
  readonly url: string;
  /** An answer in JSON, parsed. */
  json<T extends z.ZodType>(
    method: string,
    path: string,
    schema: T,
    options?: RequestOptions,
  ): Promise<z.output<T>>;
  /** An answer as text; for documents, and for answers without a body. */
  text(method: string, path: string, options?: RequestOptions): Promise<string>;
  /** An answer as it is; for files. */
  bytes(method: string, path: string, options?: RequestOptions): Promise<Uint8Array>;
  /** A file under the name the server gives it, as it comes in. */
  download(path: string, options?: RequestOptions): Promise<Download>;
  /** Messages after `lastEventId`, until the server ends the stream. */
  stream(path: string, lastEventId: string | null): AsyncGenerator<StreamMessage>;
}

/** A file of the server. */
export interface Download {
  readonly name: string;
  /** What the format of the file could not hold, in sentences. */
  readonly leftOut: readonly string[];
  readonly content: AsyncIterable<Uint8Array>;
}

export function createClient(options: ClientOptions): Client {
  const send = (method: string, path: string, request: RequestOptions = {}) =>
    answerTo(method, addressOf(options.url, path, request.query), request, options);
  return {
    url: options.url,
    json: async (method, path, schema, request) => {
      const response = await send(method, path, request);
      const parsed = schema.safeParse(parseJson(await response.text()));
      if (parsed.success) return parsed.data;
      throw new AppError(
        'upstream_unavailable',
        `${options.url} answered ${method} ${path} with something this version does not understand. Is it a Bullwright server of the same version?`,
        { cause: parsed.error },
      );
    },
    bytes: async (method, path, request) =>
      new Uint8Array(await (await send(method, path, request)).arrayBuffer()),
    text: async (method, path, request) => (await send(method, path, request)).text(),
    download: async (path, request) => {
      const response = await send('GET', path, request);
      const given = /filename="([^"/\\]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
      const leftOut = response.headers.get('bullwright-left-out');
      return {
        name: given ?? 'download',
        leftOut: leftOut === null ? [] : [leftOut],
        content: response.body ?? Readable.from([]),
      };
    },
    stream: (path, lastEventId) => {
      const headers = { Accept: 'text/event-stream', ...(lastEventId && { 'Last-Event-ID': lastEventId }) };
      return streamOf(() => send('GET', path, { headers }), options);
    },
  };
}

function addressOf(base: string, path: string, query: RequestOptions['query'] = {}): URL {
  const url = new URL(`${base.replace(/\/+$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

async function answerTo(
  method: string,
  address: URL,
  { body, upload, headers }: RequestOptions,
  options: ClientOptions,
): Promise<Response> {
  const response = await reach(options, () =>
    fetch(address, {
      method,
      headers: {
        ...(options.key && { Authorization: `Bearer ${options.key}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(upload && {
          'Content-Type': 'application/octet-stream',
          'Content-Length': String(upload.bytes),
        }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A stream as a body is sent while it is read, which fetch wants to be told.
      ...(upload && { body: Readable.toWeb(upload.stream) as ReadableStream, duplex: 'half' as const }),
      signal: options.signal,
    }),
  );
  if (response.ok) return response;
  throw problemOf(response.status, await response.text());
}

async function* streamOf(
  open: () => Promise<Response>,
  options: ClientOptions,
): AsyncGenerator<StreamMessage> {
  const { status, body } = await open();
  if (status === 204) {
    // The server's answer to a reader who comes back when there is nothing left to come back for.
    yield { id: null, event: 'end', data: '{}' };
    return;
  }
  if (!body) return;
  const messages = parseEventStream(body);
  while (true) {
    const next = await reach(options, () => messages.next());
    if (next.done) return;
    yield next.value;
  }
}

/** Names what cannot be reached; an abort stays the reason of the abort. */
async function reach<T>({ url, signal }: ClientOptions, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof AppError) throw error;
    throw new AppError(
      'upstream_unavailable',
      `No Bullwright server answers at ${url} (${reasonOf(error)}). Start one with "bullwright start", or name it with --url or BULLWRIGHT_URL.`,
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return code;
  return cause instanceof Error ? cause.message : String(error);
}

/** A problem document as the error it was on the server. */
function problemOf(status: number, text: string): AppError {
  const parsed = problemSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    return new AppError(
      'upstream_unavailable',
      `The server answered with status ${status}: ${text.slice(0, 200)}`,
    );
  }
  const { title, detail, code, errors } = parsed.data;
  const known = code !== undefined && code in ERROR_REGISTRY;
  return new AppError(known ? (code as ErrorCode) : 'upstream_unavailable', detail ?? title, {
    ...(errors && { issues: errors }),
    details: { status },
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON: refused by the schema, with what was expected.
  }
}
