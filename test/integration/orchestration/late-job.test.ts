import { afterAll, beforeAll, expect, it } from 'vitest';
import { runAgent } from '../../../src/application/run-agent.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { ANN, SAMPLE } from '../../support/both-stores.ts';
import { createTestPlatform, type TestPlatform } from '../../support/platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform({ queue: 'postgres' });
  await platform.startWorkers();
});
afterAll(() => platform.stop());

it('a job of the past that is retried by hand runs nothing and writes nothing', async () => {
  platform.script({
    smc_analyst: async () => {
      throw new AppError('agent_failed', 'no structure');
    },
  });
  const { id } = await platform.application.submitWorkflow({ spec: SAMPLE, actor: ANN });
  await platform.until(id, ({ status }) => status === 'awaiting_approval');
  const { agentRuns } = platform.dependencies.store;
  const before = await agentRuns.ofWorkflow(id);
  const { iteration } = before.find((run) => run.status === 'failed')!;
  const agent = { role: 'smc_analyst', run: () => Promise.reject(new Error('must not run')) } as const;
  const retried = runAgent(platform.dependencies, agent, {
    workflowId: id,
    iteration,
    role: 'smc_analyst',
    task: 'features',
    signal: new AbortController().signal,
    attempt: 1,
    isLastAttempt: true,
    onProgress: async () => undefined,
  });
  await expect(retried).rejects.toMatchObject({ code: 'conflict' });
  expect(await agentRuns.ofWorkflow(id)).toEqual(before);
});
