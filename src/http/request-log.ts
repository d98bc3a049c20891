import type { RequestHandler } from 'express';
import type { Clock } from '../kernel/clock.ts';
import type { Caller } from './auth/authenticate.ts';
import type { HttpLogger } from './options.ts';
import { requestIdOf } from './request-id.ts';

/** One line a request, when its connection is done with it. No query strings, no bodies, no headers. */
export function logRequests(logger: HttpLogger, clock: Clock): RequestHandler {
  return (req, res, next) => {
    const startMs = clock.nowMs();
    const { method } = req;
    const { pathname } = new URL(req.originalUrl, 'http://localhost');
    res.once('close', () => {
      const caller = res.locals.caller as Caller | undefined;
      logger.info(
        {
          requestId: requestIdOf(res),
          method,
          path: pathname,
          status: res.statusCode,
          // An answer that never ended was left by the caller.
          complete: res.writableFinished,
          durationMs: clock.nowMs() - startMs,
          ...(caller && { keyId: caller.id }),
        },
        `${method} ${pathname} ${res.statusCode}`,
      );
    });
    next();
  };
}
