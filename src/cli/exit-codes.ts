import type { ErrorCode } from '../kernel/error-registry.ts';
import { toAppError } from '../kernel/errors.ts';
import type { WorkflowStatus } from '../orchestration/stages.ts';

/** What the process answers. Scripts rely on these; README.md lists them and a test compares. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  rejected: 3,
  unreachable: 4,
  notAllowed: 5,
  notFound: 6,
  conflict: 7,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One line a code, as `--help` and the README print them. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done; with --watch: the workflow completed',
  failure: 'something failed; with --watch: the workflow failed or was cancelled',
  usage: 'the command, the spec or the configuration is not valid',
  rejected: 'with --watch: the workflow ended with a rejected bot',
  unreachable: 'the server, PostgreSQL or Redis cannot be reached',
  notAllowed: 'the API key is missing, unknown or may not do that',
  notFound: 'no such workflow, approval, schedule, model or dataset',
  conflict: 'the state has moved on: already decided, changed evidence, a data folder in use',
  interrupted: 'stopped by Ctrl-C or a signal',
};

const BY_CODE: Partial<Record<ErrorCode, ExitCode>> = {
  usage_invalid: EXIT.usage,
  config_invalid: EXIT.usage,
  spec_invalid: EXIT.usage,
  request_invalid: EXIT.usage,
  database_unavailable: EXIT.unreachable,
  queue_unavailable: EXIT.unreachable,
  upstream_unavailable: EXIT.unreachable,
  unauthenticated: EXIT.notAllowed,
  forbidden: EXIT.notAllowed,
  sealed_segment: EXIT.notAllowed,
  not_found: EXIT.notFound,
  artifact_missing: EXIT.notFound,
  conflict: EXIT.conflict,
  approval_already_decided: EXIT.conflict,
  evidence_changed: EXIT.conflict,
  idempotency_key_in_use: EXIT.conflict,
  idempotency_key_reused: EXIT.conflict,
  embedded_postgres_locked: EXIT.conflict,
  shutting_down: EXIT.interrupted,
};

/** The exit code for something thrown. */
export function exitCodeOf(thrown: unknown): ExitCode {
  return BY_CODE[toAppError(thrown).code] ?? EXIT.failure;
}

/** The exit code for how a watched workflow ended. */
export function exitCodeOfStatus(status: WorkflowStatus): ExitCode {
  if (status === 'completed') return EXIT.ok;
  return status === 'rejected' ? EXIT.rejected : EXIT.failure;
}
