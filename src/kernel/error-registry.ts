/**
 * What an error means for the work in hand.
 *
 * - `request`: the caller asked for something impossible; asking again changes nothing.
 * - `recoverable`: the world was not ready (network, lock, rate limit); the same work may succeed later.
 * - `agent`: an agent could not do its work on this input; the workflow decides whether it can go on without it.
 * - `fatal`: the workflow itself cannot go on; it is checkpointed and parked as failed.
 */
export type ErrorClass = 'request' | 'recoverable' | 'agent' | 'fatal';

export interface ErrorDefinition {
  readonly class: ErrorClass;
  /** HTTP status of the problem document. */
  readonly status: number;
  readonly title: string;
}

const define = <const T extends Record<string, ErrorDefinition>>(table: T): T => Object.freeze(table);

/** Every error the platform raises on purpose. `docs/errors.md` has one section for each code. */
export const ERROR_REGISTRY = define({
  // The caller's mistakes.
  request_invalid: { class: 'request', status: 400, title: 'The request cannot be read' },
  spec_invalid: { class: 'request', status: 422, title: 'The workflow spec is not valid' },
  unauthenticated: { class: 'request', status: 401, title: 'An API key is needed' },
  forbidden: { class: 'request', status: 403, title: 'This key may not do that' },
  not_found: { class: 'request', status: 404, title: 'No such thing' },
  method_not_allowed: { class: 'request', status: 405, title: 'The route has no such method' },
  conflict: { class: 'request', status: 409, title: 'The state has moved on' },
  approval_already_decided: { class: 'request', status: 409, title: 'The approval was already decided' },
  evidence_changed: { class: 'request', status: 409, title: 'The evidence is not the one that was shown' },
  idempotency_key_reused: {
    class: 'request',
    status: 422,
    title: 'The idempotency key belongs to another request',
  },
  idempotency_key_in_use: {
    class: 'request',
    status: 409,
    title: 'The first request with this key is still running',
  },
  payload_too_large: { class: 'request', status: 413, title: 'The body is too large' },
  media_type_unsupported: { class: 'request', status: 415, title: 'The body has an unknown media type' },
  range_invalid: { class: 'request', status: 416, title: 'The range lies outside the artifact' },
  rate_limited: { class: 'request', status: 429, title: 'Too many requests' },
  config_invalid: { class: 'request', status: 500, title: 'The configuration is not valid' },
  usage_invalid: { class: 'request', status: 400, title: 'The command cannot be understood' },
  sealed_segment: { class: 'request', status: 403, title: 'The test segment is sealed' },

  // The world was not ready.
  database_unavailable: { class: 'recoverable', status: 503, title: 'PostgreSQL cannot be reached' },
  queue_unavailable: { class: 'recoverable', status: 503, title: 'The queue store cannot be reached' },
  upstream_unavailable: { class: 'recoverable', status: 502, title: 'A service the platform calls failed' },
  timed_out: { class: 'recoverable', status: 504, title: 'The work took longer than its deadline' },
  compute_busy: { class: 'recoverable', status: 503, title: 'Too many computations wait' },
  thread_died: { class: 'recoverable', status: 500, title: 'A compute thread died' },
  superseded: { class: 'recoverable', status: 409, title: 'A later start of the same work took over' },
  shutting_down: { class: 'recoverable', status: 503, title: 'The process is stopping' },

  // An agent could not do its work.
  data_unreadable: { class: 'agent', status: 422, title: 'The market data cannot be read' },
  data_insufficient: { class: 'agent', status: 422, title: 'There is not enough market data' },
  agent_output_invalid: {
    class: 'agent',
    status: 500,
    title: 'An agent returned something else than promised',
  },
  agent_failed: { class: 'agent', status: 500, title: 'An agent failed' },
  training_failed: { class: 'agent', status: 500, title: 'LightGBM refused the training' },
  memory_exceeded: { class: 'agent', status: 422, title: 'A computation needs more memory than it may have' },
  labels_degenerate: { class: 'agent', status: 422, title: 'The labels hold one class only' },
  model_invalid: { class: 'agent', status: 422, title: 'The model cannot be loaded' },
  parameter_invalid: { class: 'agent', status: 422, title: 'A numeric function got an impossible argument' },

  // The workflow cannot go on, or the process cannot start.
  state_invalid: { class: 'fatal', status: 500, title: 'A stored state does not parse' },
  transition_invalid: { class: 'fatal', status: 500, title: 'No route leads on from this state' },
  payload_invalid: { class: 'fatal', status: 500, title: 'A job payload does not parse' },
  artifact_missing: { class: 'fatal', status: 404, title: 'An artifact is gone' },
  artifact_corrupt: { class: 'fatal', status: 500, title: 'An artifact does not match its hash' },
  embedded_postgres_locked: { class: 'fatal', status: 500, title: 'Another process uses this data folder' },
  embedded_postgres_failed: { class: 'fatal', status: 500, title: 'The embedded PostgreSQL did not start' },
  migration_failed: { class: 'fatal', status: 500, title: 'A migration failed' },
  lightgbm_unavailable: { class: 'fatal', status: 500, title: 'The LightGBM library cannot be loaded' },
  cancelled: { class: 'fatal', status: 409, title: 'The workflow was cancelled' },
  internal: { class: 'fatal', status: 500, title: 'A defect of the platform' },
});

export type ErrorCode = keyof typeof ERROR_REGISTRY;

/** Where the docs explain a code. */
export const docsAnchor = (code: ErrorCode): string => `docs/errors.md#${code}`;
