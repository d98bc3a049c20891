import type { Express } from 'express';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttpApp } from '../../../src/http/app.ts';
import { buildOpenApi, type OpenApiDocument } from '../../../src/http/openapi.ts';
import type { HttpOptions } from '../../../src/http/options.ts';
import { allRoutes } from '../../../src/http/routes/all-routes.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

const routes = allRoutes(() => document);
const document: OpenApiDocument = buildOpenApi(routes, '1.2.3');
const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
    path,
    method,
    operation,
  })),
);

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly examples?: Record<string, { value: unknown }> }>;
  };
  readonly responses: Record<string, { readonly content?: Record<string, unknown> }>;
}

/** The routes of DESIGN section 4, word by word. */
const PROMISED = [
  'POST /v1/workflows',
  'GET /v1/workflows',
  'GET /v1/workflows/{id}',
  'GET /v1/workflows/{id}/state',
  'GET /v1/workflows/{id}/checkpoints',
  'GET /v1/workflows/{id}/artifacts',
  'GET /v1/workflows/{id}/report',
  'GET /v1/workflows/{id}/events',
  'GET /v1/events',
  'POST /v1/workflows/{id}/cancel',
  'POST /v1/workflows/{id}/resume',
  'POST /v1/workflows/{id}/fork',
  'GET /v1/approvals',
  'GET /v1/approvals/{id}',
  'POST /v1/approvals/{id}/decision',
  'POST /v1/schedules',
  'GET /v1/schedules',
  'GET /v1/schedules/{id}',
  'PATCH /v1/schedules/{id}',
  'DELETE /v1/schedules/{id}',
  'POST /v1/schedules/{id}/trigger',
  'GET /v1/artifacts/{hash}',
  'POST /v1/datasets',
  'GET /v1/datasets',
  'GET /v1/datasets/{id}',
  'GET /v1/datasets/{id}/quality',
  'GET /v1/models',
  'GET /v1/models/{id}',
  'GET /v1/models/{id}/export',
  'POST /v1/models/{id}/promote',
  'POST /v1/models/{id}/retire',
  'POST /v1/models/{id}/rollback',
  'GET /livez',
  'GET /readyz',
  'GET /metrics',
  'GET /openapi.json',
  'GET /docs',
];

describe('the OpenAPI document', () => {
  const documented = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);

  it('names exactly the routes that the app serves', () => {
    expect(mountedRoutes(createHttpApp(unusedOptions)).sort()).toEqual([...documented].sort());
  });

  it('names every route that was promised', () => {
    expect(PROMISED.filter((route) => !documented.includes(route))).toEqual([]);
  });

  it('has operations with ids of their own and parameters for every place in the path', () => {
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      const places = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name);
      expect([path, declared]).toEqual([path, places]);
    }
  });

  it('asks for a key everywhere but at the public routes, and says so', () => {
    const open = operations
      .filter(({ operation }) => operation.security.length === 0)
      .map(({ path }) => path);
    expect(new Set(open)).toEqual(new Set(['/livez', '/readyz', '/docs/errors', '/v1/session']));
    for (const { operation } of operations.filter((one) => one.operation.security.length > 0)) {
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403', '429']));
    }
  });

  it('describes every refusal as a problem document', () => {
    for (const { operation } of operations) {
      for (const [status, response] of Object.entries(operation.responses)) {
        const isRefusal =
          Number(status) >= 400 && !(operation.operationId === 'getReadiness' && status === '503');
        if (isRefusal) expect(Object.keys(response.content ?? {})).toEqual(['application/problem+json']);
      }
    }
  });

  it('has references that lead somewhere, and no schema nobody uses', () => {
    const used = new Set(
      [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((m) => m[1]),
    );
    expect([...used].sort()).toEqual(Object.keys(document.components?.schemas ?? {}).sort());
  });

  it('gives examples that its own routes accept', () => {
    for (const route of routes) {
      for (const { value } of Object.values(route.body?.examples ?? {})) {
        expect(() => z.parse(route.body!.schema, value)).not.toThrow();
        if (route.operationId === 'submitWorkflow') expect(() => parseSpec(value)).not.toThrow();
      }
      for (const response of Object.values(route.responses)) {
        for (const { schema, example } of Object.values(response.content ?? {})) {
          if (example !== undefined) expect(schema.safeParse(example).error).toBeUndefined();
        }
      }
    }
  });

  it('gives an example for every body that must be sent', () => {
    const without = routes.filter(
      (route) => route.body?.required && Object.keys(route.body.examples).length === 0,
    );
    expect(without).toEqual([]);
  });

  it('carries the version it was built for', () => {
    expect([document.openapi, document.info.version]).toEqual(['3.1.0', '1.2.3']);
  });
});

interface Layer {
  readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] };
}

/** What express would answer, read from its own table; without the dashboard's page and the catch-all for 405. */
function mountedRoutes(app: Express): string[] {
  const layers = (app as unknown as { router: { stack: readonly Layer[] } }).router.stack;
  const all = layers.flatMap(({ route }) =>
    route
      ? [...new Set(route.stack.flatMap(({ method }) => method ?? []))].map(
          (method) => `${method.toUpperCase()} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`,
        )
      : [],
  );
  return [...new Set(all)].filter((route) => route !== 'GET /');
}

/** Mounting calls nothing of these. */
const unusedOptions: HttpOptions = {
  application: {} as HttpOptions['application'],
  store: {} as HttpOptions['store'],
  artifactStore: {} as HttpOptions['artifactStore'],
  signals: {} as HttpOptions['signals'],
  boardRouter: null,
  readiness: async () => [],
  metrics: { contentType: '', render: async () => '' },
  clock: { nowMs: () => 0 },
  logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  version: '0',
};
