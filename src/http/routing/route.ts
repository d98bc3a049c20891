import type { Request } from 'express';
import type { z } from 'zod';
import type { Actor } from '../../application/application.ts';
import type { ErrorCode } from '../../kernel/error-registry.ts';
import type { Permission } from '../auth/permissions.ts';
import type { HttpOptions } from '../options.ts';
import type { Reply } from './reply.ts';

export type Method = 'get' | 'post' | 'patch' | 'delete';

/** A media type of an answer, and what it looks like. */
export interface ResponseDoc {
  readonly description: string;
  /** Media type to schema; none for an answer without a body. */
  readonly content?: Readonly<Record<string, { readonly schema: z.ZodType; readonly example?: unknown }>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a handler gets: parsed values, never raw input. */
export interface RouteRequest<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly actor: Actor;
  /** Names this request once and for all when the caller sent an `Idempotency-Key`: the use case stores it with its effect. */
  readonly onceKey: string | undefined;
  /** For headers that concern the protocol alone (ranges, conditions). */
  readonly raw: Request;
}

/**
 * One route: how it is mounted, guarded, parsed and documented, in one place, so that the app and its
 * OpenAPI document cannot differ.
 */
export interface RouteDefinition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly method: Method;
  /** OpenAPI template: `/v1/workflows/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** `public` needs no key. Public routes show no data. */
  readonly access: 'public' | Permission;
  /** Also takes the browser's session cookie or Basic password, because people open it as a page. GET only. */
  readonly page?: true;
  /** Honours `Idempotency-Key`. */
  readonly idempotent?: true;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: BodyDoc<B>;
  /** The body is a file, read by the handler as a stream: what it is. Excludes `body`. */
  readonly upload?: string;
  readonly responses: Readonly<Record<number, ResponseDoc>>;
  /** Problems a caller should expect besides those every route shares. */
  readonly problems?: readonly ErrorCode[];
  handle(request: RouteRequest<z.output<P>, z.output<Q>, z.output<B>>, options: HttpOptions): Promise<Reply>;
}

export interface BodyDoc<B extends z.ZodType> {
  readonly schema: B;
  /** What the document shows, where the handler parses later than the edge (a workflow spec). */
  readonly documented?: z.ZodType;
  readonly required: boolean;
  /** Media types besides `application/json`. */
  readonly yaml?: true;
  readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
}

export type Route = Omit<RouteDefinition<z.ZodType, z.ZodType, z.ZodType>, 'handle'> & {
  handle(request: RouteRequest<unknown, unknown, unknown>, options: HttpOptions): Promise<Reply>;
};

/** Checks a route's handler against its own schemas, then forgets the types: the table holds routes of all kinds. */
export function defineRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(definition: RouteDefinition<P, Q, B>): Route {
  // The mount parses with exactly these schemas before it calls the handler, which makes the cast true.
  return definition as unknown as Route;
}
