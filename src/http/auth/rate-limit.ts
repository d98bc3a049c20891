import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { AppError } from '../../kernel/errors.ts';
import type { Caller } from './authenticate.ts';

const WINDOW_MS = 60_000;
/** Far above a person who mistypes, far below what guessing would take. */
const REFUSALS_PER_MINUTE = 60;

/** Stops an address that keeps sending keys nobody has. Requests with a good key do not count. */
export function limitRefusals(): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: REFUSALS_PER_MINUTE,
    keyGenerator: addressOf,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_req, res) => res.statusCode !== 401,
    standardHeaders: false,
    legacyHeaders: false,
    handler: refuse,
  });
}

/** Shares this process out between keys. Mounted behind authentication, which leaves the caller in `res.locals`. */
export function limitRequests(requestsPerMinute: number): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: requestsPerMinute,
    keyGenerator: (req, res) => (res.locals.caller as Caller | undefined)?.id ?? addressOf(req),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: refuse,
  });
}

const addressOf = (req: Request): string => ipKeyGenerator(req.ip ?? 'unknown');

function refuse(_req: Request, _res: Response, next: (error: unknown) => void): void {
  next(
    new AppError('rate_limited', 'Too many requests in this minute; wait and try again.', {
      retryAfterMs: WINDOW_MS,
    }),
  );
}
