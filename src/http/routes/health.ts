import { z } from 'zod';
import type { HttpOptions, ReadinessCheck } from '../options.ts';
import { content, json } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';

const liveSchema = z.strictObject({ status: z.literal('ok'), version: z.string() });

const readySchema = z.strictObject({
  status: z.enum(['ready', 'not_ready']),
  version: z.string(),
  checks: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});

const NO_STORE = { 'Cache-Control': 'no-store' };

const live = defineRoute({
  method: 'get',
  path: '/livez',
  operationId: 'getLiveness',
  tag: 'Health',
  summary: 'Whether the process answers',
  access: 'public',
  responses: {
    200: { description: 'It does.', content: { 'application/json': { schema: liveSchema } } },
  },
  handle: async (_request, { version }) => json({ status: 'ok', version }, 200, NO_STORE),
});

const ready = defineRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  tag: 'Health',
  summary: 'Whether everything the platform needs is there',
  access: 'public',
  responses: {
    200: { description: 'Ready.', content: { 'application/json': { schema: readySchema } } },
    503: {
      description: 'Not ready; the checks say why.',
      content: { 'application/json': { schema: readySchema } },
    },
  },
  handle: async (_request, options) => {
    const checks = await runChecks(options);
    const isReady = checks.every((check) => check.ok);
    return json(
      { status: isReady ? 'ready' : 'not_ready', version: options.version, checks },
      isReady ? 200 : 503,
      NO_STORE,
    );
  },
});

const metrics = defineRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  tag: 'Health',
  summary: 'Metrics in the Prometheus text format',
  access: 'read',
  responses: {
    200: { description: 'The metrics.', content: { 'text/plain': { schema: z.string() } } },
  },
  handle: async (_request, options) =>
    content(options.metrics.contentType, await options.metrics.render(), { headers: NO_STORE }),
});

export const healthRoutes: readonly Route[] = [live, ready, metrics];

/** A check that throws is a check that failed: a probe wants an answer, not a problem document. */
async function runChecks({ readiness, logger }: HttpOptions): Promise<readonly ReadinessCheck[]> {
  try {
    return await readiness();
  } catch (error) {
    logger.error({ err: error }, 'the readiness checks threw');
    return [{ name: 'readiness', ok: false, detail: 'the checks themselves failed; see the log' }];
  }
}
