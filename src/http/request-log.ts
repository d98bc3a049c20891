import type { RequestHandler } from 'express';
import type { Clock } from '../kernel/clock.ts';
import type { Caller } from './auth/authenticate.ts';
import type { HttpLogger } from './options.ts';
import { requestIdOf } from './request-id.ts';

/** Asked every few seconds, or a dozen at once, and of no interest while they go well. */
const ROUTINE = /^\/(livez|readyz|metrics|assets\/.*)$/;

/**
 * One line a request, when its connection is done with it. No query strings, no bodies, no headers.
 * Probes and assets are left out unless they fail.
 */
export function logRequests(logger: HttpLogger, clock: Clock): RequestHandler {
  return (req, res, next) => {
    const startMs = clock.nowMs();
    const { method } = req;
    const { pathname } = new URL(req.originalUrl, 'http://localhost');
    res.once('close', () => {
      if (ROUTINE.test(pathname) && res.statusCode < 400) return;
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
