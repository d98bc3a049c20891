import { docsAnchor, ERROR_REGISTRY, type ErrorClass, type ErrorCode } from './error-registry.ts';

/** One thing that is wrong, and where. `path` uses dots and indices: `labels.horizonBars`, `windows.0`. */
export interface ErrorIssue {
  readonly path: string;
  readonly message: string;
}

export interface AppErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
  readonly issues?: readonly ErrorIssue[];
  readonly cause?: unknown;
  /** How long to wait before a retry makes sense (from `Retry-After`, for example). */
  readonly retryAfterMs?: number;
}

/** An error as it travels through a job result, the database or HTTP. */
export interface SerializedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly issues?: readonly ErrorIssue[];
}

/**
 * The one error type of the platform. `code` decides class, HTTP status and docs page (see the registry);
 * the message says what was given, what is allowed and what to do.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly issues: readonly ErrorIssue[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
    this.issues = options.issues;
    this.retryAfterMs = options.retryAfterMs;
  }

  get class(): ErrorClass {
    return ERROR_REGISTRY[this.code].class;
  }

  get status(): number {
    return ERROR_REGISTRY[this.code].status;
  }

  get title(): string {
    return ERROR_REGISTRY[this.code].title;
  }

  get retryable(): boolean {
    return this.class === 'recoverable';
  }

  get docs(): string {
    return docsAnchor(this.code);
  }

  toJSON(): SerializedError {
    return {
      code: this.code,
      message: this.message,
      ...(this.details && { details: this.details }),
      ...(this.issues && { issues: this.issues }),
    };
  }
}

/** Network and system codes of Node and PostgreSQL (SQLSTATE classes 08, 53, 57P) that mean "try again later". */
const TRANSIENT_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const TRANSIENT_SQLSTATE = /^(08|53|57P|40001|40P01)/;

/**
 * Turns anything thrown into an AppError: keeps ours, recognises transient network and database failures,
 * and calls the rest `fallback` (a defect by default).
 */
export function toAppError(thrown: unknown, fallback: ErrorCode = 'internal'): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = systemCode(thrown);
  if (code !== undefined && (TRANSIENT_SYSTEM_CODES.has(code) || TRANSIENT_SQLSTATE.test(code))) {
    return new AppError('database_unavailable', message || code, { cause: thrown, details: { code } });
  }
  return new AppError(fallback, message, { cause: thrown });
}

function systemCode(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
