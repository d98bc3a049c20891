import type { Express, RequestHandler } from 'express';
import { AppError } from '../kernel/errors.ts';
import { authorize } from './auth/authenticate.ts';
import type { HttpOptions } from './options.ts';
import { boardHeaders } from './security.ts';

export const BOARD_PATH = '/admin/queues';

/** Mounts the Bull Board behind a key: looking takes `read`, retrying and the like `operate`. */
export function mountBoard(app: Express, options: HttpOptions, limiter: RequestHandler): void {
  app.use(BOARD_PATH, guard(options), limiter, boardHeaders(), options.boardRouter ?? noBoard);
}

function guard({ store }: HttpOptions): RequestHandler {
  return async (req, res, next) => {
    const isReading = req.method === 'GET' || req.method === 'HEAD';
    res.locals.caller = await authorize(
      { req, res, store },
      { permission: isReading ? 'read' : 'operate', page: true },
    );
    next();
  };
}

const noBoard: RequestHandler = () => {
  throw new AppError('not_found', 'This process has no queues, so there is no queue board.');
};
