import { type Logger, pino } from 'pino';
import type { Config } from '../config/schema.ts';
import { AppError, toAppError } from '../kernel/errors.ts';
import { prettyLine } from './pretty.ts';
import { scrub } from './scrub.ts';

/** Where lines go: standard error, so that standard output stays free for data. */
export interface LogDestination {
  write(text: string): unknown;
}

/** Fields that are cut out whole, wherever in the first three levels they stand. */
const SECRET_FIELDS = ['password', 'secret', 'authorization', 'cookie', 'adminKey', 'apiKey'];

/**
 * The process's logger. Secret fields are redacted by name, passwords in URLs and keys by form.
 * Errors are logged by code and message; only defects carry their stack.
 */
export function createLogger(
  config: Pick<Config, 'logLevel' | 'logFormat'>,
  destination: LogDestination = process.stderr,
): Logger {
  const write =
    config.logFormat === 'pretty'
      ? (line: string) => destination.write(scrub(prettyLine(line)))
      : (line: string) => destination.write(scrub(line));
  return pino(
    {
      level: config.logLevel,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.epochTime,
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '***',
      },
      serializers: { err: serializeError, error: serializeError },
    },
    { write },
  );
}

/** Never the whole object: a database error carries its client, and with it the connection's secrets. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, message, issues, cause, retryable } = toAppError(error);
  const reason = cause instanceof Error && cause !== error ? { cause: cause.message } : {};
  const isOurs = error instanceof AppError;
  const hasStack = isOurs ? code === 'internal' : !retryable;
  return {
    ...(isOurs ? {} : { type: error.name }),
    code: isOurs ? code : ((error as { code?: unknown }).code ?? code),
    message,
    ...(issues && { issues }),
    ...reason,
    ...(hasStack && { stack: error.stack }),
  };
}
