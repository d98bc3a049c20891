import type { RequestHandler } from 'express';
import type { Application } from '../application/application.ts';
import type { ArtifactStore } from '../application/ports/artifact-store.ts';
import type { Signals, Store } from '../application/ports/store.ts';
import type { Clock } from '../kernel/clock.ts';

/** One thing the platform needs to serve, and whether it is there. `detail` must hold no secret: it is public. */
export interface ReadinessCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Structured log lines: fields first, words second. */
export interface HttpLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface HttpLimits {
  /** Largest request body, bytes. */
  readonly bodyBytes: number;
  /** Largest file of bars that is taken in, bytes. */
  readonly uploadBytes: number;
  /** Requests one API key may make in a minute, in each API process. */
  readonly requestsPerMinute: number;
}

export const DEFAULT_LIMITS: HttpLimits = Object.freeze({
  bodyBytes: 1_048_576,
  uploadBytes: 268_435_456,
  requestsPerMinute: 1_200,
});

/** Everything the HTTP API is made of. */
export interface HttpOptions {
  readonly application: Application;
  /** For reads only; every change goes through `application`. */
  readonly store: Store;
  readonly artifactStore: ArtifactStore;
  readonly signals: Signals;
  /** The Bull Board, null when this process has no queues. It must use the base path `/admin/queues`. */
  readonly boardRouter: RequestHandler | null;
  readonly readiness: () => Promise<readonly ReadinessCheck[]>;
  readonly metrics: { readonly contentType: string; render(): Promise<string> };
  readonly clock: Clock;
  readonly logger: HttpLogger;
  readonly version: string;
  readonly limits?: Partial<HttpLimits>;
  /** Aborted when the process drains: open event streams end, so that the server can close. */
  readonly shutdown?: AbortSignal;
}
