import express, { type ErrorRequestHandler, type Express } from 'express';
import { limitRefusals, limitRequests } from './auth/rate-limit.ts';
import { mountBoard } from './board.ts';
import { mountDashboard } from './dashboard.ts';
import { buildOpenApi, type OpenApiDocument } from './openapi.ts';
import { DEFAULT_LIMITS, type HttpLogger, type HttpOptions } from './options.ts';
import { sendProblem, unknownRoute } from './problem.ts';
import { assignRequestId } from './request-id.ts';
import { logRequests } from './request-log.ts';
import { allRoutes } from './routes/all-routes.ts';
import { mountRoutes } from './routing/mount.ts';
import { securityHeaders } from './security.ts';

/** The HTTP API, the dashboard and the queue board, as one express app. Listening is up to the caller. */
export function createHttpApp(options: HttpOptions): Express {
  const { bodyBytes, requestsPerMinute } = { ...DEFAULT_LIMITS, ...options.limits };
  const routes = allRoutes(() => document);
  const document: OpenApiDocument = buildOpenApi(routes, options.version);
  const limiter = limitRequests(requestsPerMinute);

  const app = express();
  app.disable('x-powered-by');
  app.use(assignRequestId, logRequests(options.logger, options.clock), securityHeaders(), limitRefusals());
  mountDashboard(app);
  mountBoard(app, options, limiter);
  // Answers hold data of the caller alone: no shared cache keeps them; ETags save the bytes.
  app.use((_req, res, next) => {
    res.set('Cache-Control', 'private, no-cache');
    next();
  });
  mountRoutes(app, routes, { options, bodyBytes, limiter });
  app.use(unknownRoute, answerProblems(options.logger));
  return app;
}

const answerProblems =
  (logger: HttpLogger): ErrorRequestHandler =>
  (error, req, res, _next) =>
    sendProblem(error, req, res, logger);
