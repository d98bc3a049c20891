import type { Request, RequestHandler, Response } from 'express';
import { docsAnchor, ERROR_REGISTRY, type ErrorCode } from '../kernel/error-registry.ts';
import { AppError, type ErrorIssue, toAppError } from '../kernel/errors.ts';
import { lingerAfterAnswer } from './linger.ts';
import type { HttpLogger } from './options.ts';
import { requestIdOf } from './request-id.ts';

/** A problem document of RFC 9457, with the members of ours. */
export interface Problem {
  /** Page that explains the code, relative to this server. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Path that was asked for. */
  readonly instance: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  readonly errors?: readonly ErrorIssue[];
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const RETRY_AFTER_S = 5;

/** Turns anything thrown into a problem document. Texts of errors that are not ours stay in the log. */
export function toProblem(thrown: unknown, request: { path: string; requestId: string }): Problem {
  const error = fromThrown(thrown);
  return {
    type: `/docs/errors#${docsAnchor(error.code).split('#')[1]}`,
    title: error.title,
    status: error.status,
    detail: isOurs(thrown, error) ? error.message : concealed(error.code),
    instance: request.path,
    code: error.code,
    requestId: request.requestId,
    retryable: error.retryable,
    ...(error.issues && { errors: error.issues }),
  };
}

/** Answers with a problem document, and logs what only the operator may see. */
export function sendProblem(thrown: unknown, req: Request, res: Response, logger: HttpLogger): void {
  const error = fromThrown(thrown);
  const requestId = requestIdOf(res);
  if (error.status >= 500) {
    logger.error({ requestId, code: error.code, err: thrown }, `request failed: ${error.message}`);
  }
  if (res.headersSent) {
    // Too late for a document: cutting the connection is the only honest sign left.
    res.destroy();
    return;
  }
  const problem = toProblem(thrown, {
    path: new URL(req.originalUrl, 'http://localhost').pathname,
    requestId,
  });
  if (error.retryAfterMs !== undefined) res.set('Retry-After', String(Math.ceil(error.retryAfterMs / 1_000)));
  else if (problem.status === 503) res.set('Retry-After', String(RETRY_AFTER_S));
  res.status(problem.status).set('Cache-Control', 'no-store').type(PROBLEM_MEDIA_TYPE);
  lingerAfterAnswer(req, res);
  res.send(JSON.stringify(problem));
}

/** Last handler in line: nothing is mounted here. */
export const unknownRoute: RequestHandler = (req) => {
  throw new AppError(
    'not_found',
    `Nothing is served at ${req.method} ${req.path}. GET /openapi.json lists every route.`,
  );
};

/** For a known path under another method. */
export function methodNotAllowed(allowed: readonly string[]): RequestHandler {
  const methods = allowed.map((method) => method.toUpperCase());
  const allow = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  return (req, res) => {
    res.set('Allow', allow.join(', '));
    throw new AppError('method_not_allowed', `${req.method} is not served here; ${allow.join(', ')} is.`);
  };
}

function fromThrown(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : (fromBodyParser(thrown) ?? toAppError(thrown));
}

/** Errors of express and its body parsers carry a `type` (http-errors). */
function fromBodyParser(thrown: unknown): AppError | undefined {
  if (thrown instanceof URIError)
    return new AppError('request_invalid', 'The path is not valid percent-encoding.');
  const { type, status, limit } = (thrown ?? {}) as { type?: unknown; status?: unknown; limit?: unknown };
  switch (type) {
    case 'entity.too.large':
      return new AppError('payload_too_large', `The body is larger than ${String(limit)} bytes.`, {
        cause: thrown,
      });
    case 'entity.parse.failed':
      return new AppError('request_invalid', `The body is not valid JSON: ${(thrown as Error).message}`, {
        issues: [{ path: 'body', message: (thrown as Error).message }],
        cause: thrown,
      });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new AppError(
        'media_type_unsupported',
        'The body must be UTF-8; gzip, deflate and br are understood.',
      );
    default:
      return status === 400
        ? new AppError('request_invalid', 'The request was cut off or is malformed.')
        : undefined;
  }
}

/** Whether the text was written for callers: `internal` and wrapped foreign errors were not. */
const isOurs = (thrown: unknown, error: AppError): boolean =>
  error.code !== 'internal' && (thrown instanceof AppError || fromBodyParser(thrown) !== undefined);

const concealed = (code: ErrorCode): string =>
  `${ERROR_REGISTRY[code].title}. The log of the server says more under this requestId.`;
