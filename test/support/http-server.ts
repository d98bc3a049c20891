import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import { createKey } from '../../src/application/api-keys.ts';
import type { Application } from '../../src/application/application.ts';
import { createApplication } from '../../src/application/create-application.ts';
import type { Logger } from '../../src/application/dependencies.ts';
import type { KeyRole } from '../../src/application/ports/access.ts';
import type { ArtifactStore } from '../../src/application/ports/artifact-store.ts';
import type { Dispatch, WorkQueue } from '../../src/application/ports/queue.ts';
import { createDatasetBars } from '../../src/artifacts/dataset-bars.ts';
import { createCompute } from '../../src/compute/pool.ts';
import { createUploads } from '../../src/data-sources/uploads.ts';
import { createDatasetExports } from '../../src/data-sources/writers/export-bars.ts';
import { createHttpApp } from '../../src/http/app.ts';
import type { OpenApiDocument } from '../../src/http/openapi.ts';
import type { HttpOptions, ReadinessCheck } from '../../src/http/options.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { createSignals } from '../../src/persistence/signals.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createResponseChecker } from './documented-response.ts';
import { createMemoryStore } from './memory-store.ts';

/** An answer, its body parsed when it is JSON. */
export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface RequestOptions {
  /** Role whose key is sent; null for none. Default: admin. */
  readonly as?: KeyRole | null;
  readonly json?: unknown;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The HTTP API on a free port over a real database; the queue only writes down what it is told. */
export interface TestHttp {
  readonly url: string;
  readonly database: TestDatabase;
  readonly artifactStore: ArtifactStore;
  readonly application: Application;
  readonly secrets: Readonly<Record<KeyRole, string>>;
  readonly keyIds: Readonly<Record<KeyRole, string>>;
  readonly logLines: readonly { readonly level: string; readonly fields: object; readonly message: string }[];
  readonly dispatched: readonly Dispatch[];
  /** Every answer is checked against the OpenAPI document. */
  request<T = Record<string, unknown>>(
    method: string,
    path: string,
    options?: RequestOptions,
  ): Promise<Answer<T>>;
  /** Unchecked: for what the document does not cover. */
  raw(method: string, path: string, options?: RequestOptions): Promise<Response>;
  stop(): Promise<void>;
}

export interface TestHttpOptions {
  readonly boardRouter?: RequestHandler;
  readonly readiness?: () => Promise<readonly ReadinessCheck[]>;
  readonly limits?: HttpOptions['limits'];
  readonly shutdown?: AbortSignal;
  /** Changes a use case, for what only it can bring about. */
  readonly wrap?: (application: Application) => Application;
}

export async function startTestHttp(options: TestHttpOptions = {}): Promise<TestHttp> {
  const database = await createTestDatabase();
  const signals = createSignals({ connectionString: database.connectionString });
  await signals.start();
  const artifactStore = createMemoryStore();
  const logLines: { level: string; fields: object; message: string }[] = [];
  const log = (level: string) => (fields: object, message: string) => {
    logLines.push({ level, fields, message });
  };
  const logger: Logger = {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: () => logger,
  };
  const dispatched: Dispatch[] = [];
  const compute = createCompute({ threads: 1 });
  const { store } = database;
  const dependencies = {
    store,
    signals,
    artifactStore,
    uploads: createUploads(),
    datasetBars: createDatasetBars(artifactStore),
    exports: createDatasetExports(),
    compute,
    logger,
    clock: systemClock,
    queue: notingQueue(dispatched),
  };
  const real = createApplication(dependencies);
  const application = options.wrap?.(real) ?? real;
  const app = createHttpApp({
    application,
    store,
    artifactStore,
    signals,
    boardRouter: options.boardRouter ?? null,
    readiness: options.readiness ?? (async () => []),
    metrics: {
      contentType: 'text/plain; version=0.0.4; charset=utf-8',
      render: async () => '# HELP up One.\nup 1\n',
    },
    clock: systemClock,
    logger,
    version: '0.0.0-test',
    ...(options.limits && { limits: options.limits }),
    ...(options.shutdown && { shutdown: options.shutdown }),
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const secrets = {} as Record<KeyRole, string>;
  const keyIds = {} as Record<KeyRole, string>;
  for (const role of ['viewer', 'operator', 'approver', 'admin'] as const) {
    const made = await createKey({ store, clock: systemClock }, { name: role, role });
    secrets[role] = made.secret;
    keyIds[role] = made.key.id;
  }

  const raw: TestHttp['raw'] = (method, path, { as = 'admin', json, body, headers = {} } = {}) =>
    fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(as && { authorization: `Bearer ${secrets[as]}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined ? { body: JSON.stringify(json) } : body !== undefined && { body }),
    });
  const document = (await (await raw('GET', '/openapi.json')).json()) as OpenApiDocument;
  const check = createResponseChecker(document);

  return {
    url,
    database,
    artifactStore,
    application,
    secrets,
    keyIds,
    logLines,
    dispatched,
    raw,
    request: async <T>(method: string, path: string, request?: RequestOptions) => {
      const response = await raw(method, path, request);
      const text = await response.text();
      const contentType = response.headers.get('content-type');
      const body = contentType?.includes('json') ? JSON.parse(text) : text;
      check({ method, path: new URL(path, url).pathname }, { status: response.status, contentType, body });
      return { status: response.status, headers: response.headers, body: body as T };
    },
    stop: async () => {
      await close(server);
      await compute.stop();
      await signals.stop();
      await database.drop();
    },
  };
}

function notingQueue(dispatched: Dispatch[]): WorkQueue {
  return {
    dispatch: async (dispatch) => {
      dispatched.push(dispatch);
    },
    releaseReview: async () => true,
    tickState: async () => 'alive',
    discard: async () => undefined,
    upsertSchedule: async () => undefined,
    removeSchedule: async () => undefined,
    scheduleIds: async () => [],
  };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
