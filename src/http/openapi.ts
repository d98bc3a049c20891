import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type ResponseConfig,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { ERROR_REGISTRY, type ErrorCode } from '../kernel/error-registry.ts';
import { PROBLEM_MEDIA_TYPE } from './problem.ts';
import type { ResponseDoc, Route } from './routing/route.ts';
import { problemSchema } from './schemas/problem.ts';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const TAGS: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'Workflows', description: 'From a spec to a reviewed bot.' },
  { name: 'Events', description: 'Everything that happens, as server-sent events.' },
  { name: 'Approvals', description: 'What waits for a person.' },
  { name: 'Schedules', description: 'Workflows by the clock.' },
  { name: 'Datasets', description: 'Bars that were imported, and what is wrong with them.' },
  { name: 'Artifacts', description: 'Immutable results, addressed by their SHA-256.' },
  { name: 'Signals', description: 'What the bots say, with the decision on each signal.' },
  { name: 'Models', description: 'Trained models, their stages and their exports.' },
  { name: 'Session', description: 'For browsers.' },
  { name: 'Health', description: 'For probes and Prometheus.' },
  { name: 'Reference', description: 'This document.' },
];

/** The OpenAPI 3.1 document of a table of routes: from the same schemas that parse requests and shape answers. */
export function buildOpenApi(routes: readonly Route[], version: string): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'bw_ and 43 characters',
    description: 'An API key. Roles: viewer, operator, approver, admin.',
  });
  for (const route of routes) registry.registerPath(pathOf(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Bullwright',
      version,
      description:
        'Develops, validates and releases quantitative trading bots. Every refusal is a problem document (RFC 9457); `/docs/errors` explains the codes.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    tags: TAGS.map((tag) => ({ ...tag })),
  });
}

function pathOf(route: Route): RouteConfig {
  return {
    method: route.method,
    path: route.path,
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    security: route.access === 'public' ? [] : [{ apiKey: [] }],
    ...(route.access !== 'public' && { 'x-permission': route.access }),
    request: {
      ...(route.params && { params: route.params as z.ZodObject }),
      ...(route.query && { query: route.query as z.ZodObject }),
      ...(route.idempotent && { headers: idempotencyHeader }),
      ...(route.body && { body: bodyOf(route.body) }),
      ...(route.upload && { body: uploadOf(route.upload) }),
    },
    responses: { ...successesOf(route), ...problemsOf(route) },
  };
}

const idempotencyHeader = z.object({
  'Idempotency-Key': z.string().min(1).max(255).optional().meta({
    description:
      'The same key with the same request gives the same answer, marked `Idempotency-Replayed: true`. A failed request gives the key back.',
  }),
});

const uploadOf = (description: string): NonNullable<RouteConfig['request']>['body'] => ({
  required: true,
  description,
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
});

function bodyOf(body: NonNullable<Route['body']>): NonNullable<RouteConfig['request']>['body'] {
  const schema = body.documented ?? body.schema;
  const examples = Object.fromEntries(Object.entries(body.examples).map(([name, one]) => [name, { ...one }]));
  return {
    required: body.required,
    content: {
      'application/json': { schema, ...(Object.keys(examples).length > 0 && { examples }) },
      ...(body.yaml && { 'application/yaml': { schema } }),
    },
  };
}

function successesOf(route: Route): Record<string, ResponseConfig> {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, doc]) => [status, responseOf(doc)]),
  );
}

function responseOf({ description, content, headers }: ResponseDoc): ResponseConfig {
  return {
    description,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [
          name,
          { description: text, schema: { type: 'string' as const } },
        ]),
      ),
    }),
    ...(content && {
      content: Object.fromEntries(
        Object.entries(content).map(([type, { schema, example }]) => [
          type,
          { schema, ...(example !== undefined && { example }) },
        ]),
      ),
    }),
  };
}

/** One answer a status, naming the codes that have it. */
function problemsOf(route: Route): Record<string, ResponseConfig> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of problemCodesOf(route)) {
    const { status } = ERROR_REGISTRY[code];
    // A route may answer the same status on purpose (readiness: 503).
    if (!route.responses[status]) byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${ERROR_REGISTRY[code].title}.`).join(' '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } },
      },
    ]),
  );
}

/** What a route can answer by what it declares, besides what it names itself. */
export function problemCodesOf(route: Route): ErrorCode[] {
  const codes: ErrorCode[] = ['request_invalid', ...(route.problems ?? []), 'internal'];
  if (route.access !== 'public') {
    codes.push('unauthenticated', 'forbidden', 'rate_limited', 'database_unavailable');
  }
  if (route.body) codes.push('payload_too_large', 'media_type_unsupported');
  if (route.idempotent) codes.push('idempotency_key_reused', 'idempotency_key_in_use');
  return [...new Set(codes)];
}
