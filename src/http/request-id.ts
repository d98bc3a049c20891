import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const WELL_FORMED = /^[A-Za-z0-9._-]{1,128}$/;

/** Takes the caller's `X-Request-Id` when it is one, else makes one; answers with it either way. */
export const assignRequestId: RequestHandler = (req, res, next) => {
  const given = req.get('x-request-id');
  const requestId = given && WELL_FORMED.test(given) ? given : randomUUID();
  res.locals.requestId = requestId;
  res.set('X-Request-Id', requestId);
  next();
};

export const requestIdOf = (res: Response): string => String(res.locals.requestId);
