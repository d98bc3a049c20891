import type { Request, Response } from 'express';

/** What a handler answers. Handlers return values; only `mount.ts` touches the response, streams excepted. */
export type Reply =
  | { readonly kind: 'json'; readonly status: number; readonly headers: Headers; readonly body: unknown }
  | { readonly kind: 'empty'; readonly status: number; readonly headers: Headers }
  | {
      readonly kind: 'content';
      readonly status: number;
      readonly headers: Headers;
      readonly contentType: string;
      readonly content: string | Uint8Array;
    }
  /** Writes to the response itself and resolves when it has ended. */
  | { readonly kind: 'stream'; readonly run: (req: Request, res: Response) => Promise<void> };

type Headers = Readonly<Record<string, string>>;

export const json = (body: unknown, status = 200, headers: Headers = {}): Reply => ({
  kind: 'json',
  status,
  headers,
  body,
});

export const empty = (status: number, headers: Headers = {}): Reply => ({ kind: 'empty', status, headers });

export const content = (
  contentType: string,
  body: string | Uint8Array,
  { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Headers } = {},
): Reply => ({ kind: 'content', status, headers, contentType, content: body });

export const stream = (run: (req: Request, res: Response) => Promise<void>): Reply => ({
  kind: 'stream',
  run,
});

export function send(reply: Exclude<Reply, { kind: 'stream' }>, res: Response): void {
  res.status(reply.status).set(reply.headers);
  if (reply.kind === 'json') res.json(reply.body);
  else if (reply.kind === 'empty') res.end();
  else {
    res.type(reply.contentType);
    res.send(typeof reply.content === 'string' ? reply.content : Buffer.from(reply.content));
  }
}
