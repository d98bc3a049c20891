import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { runWorkflow } from '../../../bench/gate/run-workflow.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { readSample } from '../../../src/data-sources/sample.ts';
import { WORKER_ROLES } from '../../../src/orchestration/roles.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { type Platform, startPlatform } from '../../../workers/platform.ts';
import { createAgentContext, marketDataOf } from '../../support/agent-context.ts';
import { describeOnBothStores } from '../../support/both-stores.ts';
import { createTestDatabase } from '../../support/database.ts';
import { redisUrl, uniquePrefix } from '../../support/redis.ts';

/** Small enough for a test, and still every agent's real work on real prices. */
const SPEC = {
  name: 'pipeline test',
  market: { source: { kind: 'sample', name: 'sp500' }, from: '2010-01-01' },
  training: {
    trials: 3,
    folds: 3,
    selection: { criteria: ['information_coefficient', 'gain'], folds: 2, stabilityDraws: 5 },
    search: { num_iterations: [20, 40] },
  },
  validation: { walkForward: { windows: 2, trials: 1 }, draws: 99 },
  limits: { retries: 1 },
};

interface Outcome {
  readonly modelId: string;
  readonly verdictHash: string;
  /** Of the first attempt. */
  readonly firstVerdict: string;
  readonly bundle: string;
}

const outcomes = new Map<string, Outcome>();

describeOnBothStores('the whole pipeline', (queue) => {
  let cleanUp = async (): Promise<void> => undefined;
  afterAll(() => cleanUp());

  it('takes real prices through every agent to a reviewed verdict', async () => {
    const database = await createTestDatabase();
    const home = await mkdtemp(join(tmpdir(), 'bullwright-pipeline-'));
    const platform = await startPlatform(
      loadConfig({
        DATABASE_URL: database.connectionString,
        ...(queue === 'redis' && { REDIS_URL: redisUrl()!, BULLWRIGHT_QUEUE_PREFIX: uniquePrefix() }),
        BULLWRIGHT_HOME: home,
        BULLWRIGHT_PORT: '0',
        BULLWRIGHT_LOG_LEVEL: 'silent',
      }),
      { api: true, roles: WORKER_ROLES, adminKey: null },
    );
    cleanUp = async () => {
      await platform.stop();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    };
    const call = client(platform);

    const { id } = await call('POST', '/v1/workflows', SPEC);
    const decided: string[] = [];
    for await (const { type, data } of events(platform, id)) {
      if (type !== 'approval.requested') continue;
      const approval = await call('GET', `/v1/approvals/${data.approvalId}`);
      decided.push(approval.kind);
      await call('POST', `/v1/approvals/${approval.id}/decision`, {
        decision: 'approve',
        comment: 'to see every agent at work',
        evidenceHash: approval.evidenceHash,
      });
    }
    const workflow = await call('GET', `/v1/workflows/${id}`);
    expect(workflow.status).toBe('completed');
    expect(decided.at(-1)).toBe('release');

    // Every connection of the platform to its database: the embedded server allows 80.
    const { rows } = await database.db.pool.query(
      'select count(*)::int as connections from pg_stat_activity where datname = current_database()',
    );
    expect(rows[0].connections).toBeLessThan(60);

    const state = await call('GET', `/v1/workflows/${id}/state`);
    expect(state.errors).toEqual([]);
    expect(new Set(state.messages.map((message: { role: string }) => message.role))).toEqual(
      new Set([
        'supervisor',
        'data_engineer',
        'smc_analyst',
        'ml_engineer',
        'validation_agent',
        'signal_evaluator',
        'risk_manager',
      ]),
    );
    const report = await call('GET', `/v1/workflows/${id}/report`);
    expect(report).toContain('<html');
    expect(report).toContain('deflated_sharpe');
    expect(report).toContain(`/v1/workflows/${id}/quality`);
    const quality = await call('GET', `/v1/workflows/${id}/quality`);
    expect(quality).toContain('Coverage by month');
    expect(quality).toContain('open.synthetic');
    outcomes.set(queue, {
      modelId: workflow.result.model.id,
      verdictHash: workflow.result.validation.verdictHash,
      firstVerdict: state.validationResults[0].verdictHash,
      bundle: workflow.result.bundle,
    });
  }, 180_000);

  it('comes to the same hashes whatever carries its jobs', () => {
    const [first, ...others] = outcomes.values();
    expect(first.modelId).toMatch(/^[0-9a-f]{64}$/);
    for (const other of others) expect(other).toEqual(first);
  });
});

describe('the agents called one after the other in one process, without a queue', () => {
  it('come to the same verdict', async () => {
    const compute = createCompute({ threads: 2 });
    onTestFinished(() => compute.stop());
    const bars = await readSample('sp500', new AbortController().signal);
    const { context } = createAgentContext({ compute, marketData: marketDataOf(bars) });
    const spec = parseSpec({
      ...SPEC,
      approval: { onValidationFailed: false, release: 'never' },
      limits: { retries: 0 },
    });
    const { state } = await runWorkflow(spec, context);
    expect([...outcomes.values()].map(({ firstVerdict }) => firstVerdict)).toEqual(
      [...outcomes.values()].map(() => state.validationResults[0].verdictHash),
    );
  }, 120_000);
});

// biome-ignore lint/suspicious/noExplicitAny: an answer of the API, read as a client would
type Answer = any;

function client({
  apiUrl,
  adminKey,
}: Platform): (method: string, path: string, body?: unknown) => Promise<Answer> {
  return async (method, path, body) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminKey!.secret}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  };
}

/** Server-sent events of a workflow until the server ends the stream. */
async function* events({ apiUrl, adminKey }: Platform, workflowId: string) {
  const response = await fetch(`${apiUrl}/v1/workflows/${workflowId}/events`, {
    headers: { authorization: `Bearer ${adminKey!.secret}` },
  });
  let buffer = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    buffer += chunk;
    const messages = buffer.split('\n\n');
    buffer = messages.pop()!;
    for (const message of messages) {
      const field = (name: string) => message.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1];
      if (field('event') === 'end') return;
      if (field('data')) yield { type: field('event')!, data: JSON.parse(field('data')!).data };
    }
  }
}
