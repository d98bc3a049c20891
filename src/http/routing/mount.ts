import type { Express, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../application/application.ts';
import { hashJson } from '../../kernel/hash.ts';
import { ANONYMOUS, authorize, type Caller } from '../auth/authenticate.ts';
import { idempotencyKeyOf, runOnce } from '../idempotency.ts';
import type { HttpOptions } from '../options.ts';
import { methodNotAllowed } from '../problem.ts';
import { bodyReaders } from './body.ts';
import { parsePart } from './parse.ts';
import { type Reply, send } from './reply.ts';
import type { Route, RouteRequest } from './route.ts';

export interface MountOptions {
  readonly options: HttpOptions;
  readonly bodyBytes: number;
  /** Runs behind authentication. */
  readonly limiter: RequestHandler;
}

/** Mounts a table of routes: guard, limit, read, parse, handle, answer; and 405 for the other methods of each path. */
export function mountRoutes(app: Express, routes: readonly Route[], mount: MountOptions): void {
  for (const route of routes) {
    const guards = route.access === 'public' ? [] : [guard(route, mount.options), mount.limiter];
    app[route.method](
      expressPath(route.path),
      ...guards,
      ...bodyReaders(route, mount.bodyBytes),
      handler(route, mount.options),
    );
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method);
    app.route(expressPath(path)).all(methodNotAllowed(methods));
  }
}

/** `/v1/workflows/{id}` as express writes it: `/v1/workflows/:id`. */
export const expressPath = (template: string): string => template.replaceAll(/\{(\w+)\}/g, ':$1');

function guard(route: Route, { store }: HttpOptions): RequestHandler {
  return async (req, res, next) => {
    if (route.access === 'public') return next();
    res.locals.caller = await authorize(
      { req, res, store },
      { permission: route.access, page: route.page === true },
    );
    next();
  };
}

function handler(route: Route, options: HttpOptions): RequestHandler {
  return async (req, res) => {
    const request = parseRequest(route, req, res);
    const reply = await answer(route, request, options);
    if (reply.kind === 'stream') await reply.run(req, res);
    else send(reply, res);
  };
}

function parseRequest(route: Route, req: Request, res: Response): RouteRequest<unknown, unknown, unknown> {
  return {
    params: route.params ? parsePart('path', route.params, req.params) : undefined,
    query: parsePart('query', route.query ?? NO_QUERY, req.query),
    body: route.body ? parsePart('body', route.body.schema, req.body) : undefined,
    actor: actorOf(res),
    onceKey: onceKeyOf(route, req, actorOf(res)),
    raw: req,
  };
}

/** Keys of one caller never meet another's. */
function onceKeyOf(route: Route, req: Request, actor: Actor): string | undefined {
  const key = route.idempotent ? idempotencyKeyOf(req.get('idempotency-key')) : undefined;
  return key === undefined ? undefined : hashJson({ owner: actor.id, key });
}

/** A parameter that nothing reads would be a promise not kept. */
const NO_QUERY = z.strictObject({});

/** The caller as the use cases record it. */
function actorOf(res: Response): Actor {
  const caller = res.locals.caller as Caller | undefined;
  return caller ? { id: caller.id, name: caller.name } : ANONYMOUS;
}

function answer(
  route: Route,
  request: RouteRequest<unknown, unknown, unknown>,
  options: HttpOptions,
): Promise<Reply> {
  const run = () => route.handle(request, options);
  const key = route.idempotent ? idempotencyKeyOf(request.raw.get('idempotency-key')) : undefined;
  if (key === undefined) return run();
  const requestHash = hashJson({
    method: request.raw.method,
    path: request.raw.path,
    body: request.body ?? null,
  });
  const keys = options.store.idempotency;
  return runOnce({ key, owner: request.actor.id, requestHash }, { keys, clock: options.clock }, run);
}
