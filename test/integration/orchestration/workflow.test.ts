import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { reconcile } from '../../../src/application/reconcile.ts';
import { createThreadPool } from '../../../src/compute/thread-pool.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import type { AgentState } from '../../../src/orchestration/state.ts';
import { ANN, describeOnBothStores, SAMPLE } from '../../support/both-stores.ts';
import { createTestPlatform, latch, type TestPlatform } from '../../support/platform.ts';
import { featureSet, model, verdict } from '../../support/states.ts';
import type { Script } from '../../support/threads/scripted.thread.ts';

const SCRIPTED_THREAD = new URL('../../support/threads/scripted.thread.ts', import.meta.url);
const isOver = ({ finishedAt }: { finishedAt: Date | null }) => finishedAt !== null;
const awaits = ({ status }: { status: string }) => status === 'awaiting_approval';

describeOnBothStores('a workflow', (queue) => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await createTestPlatform({ queue });
    await platform.startWorkers();
  });
  afterEach(() => platform.script({}));
  afterAll(() => platform.stop());

  const submit = (edits: Record<string, unknown> = {}) =>
    platform.application.submitWorkflow({ spec: { ...SAMPLE, ...edits }, actor: ANN });

  const pendingApproval = async (workflowId: string) => {
    const page = await platform.dependencies.store.approvals.list({
      workflowId,
      status: 'pending',
      limit: 10,
    });
    return page.items[0];
  };

  const decide = async (workflowId: string, decision: 'approve' | 'reject', actor = ANN) => {
    await platform.until(workflowId, awaits);
    const { id, evidenceHash } = await pendingApproval(workflowId);
    return platform.application.decideApproval(id, { decision, comment: 'ok', evidenceHash, actor });
  };

  /** An event is handed out when no older transaction of the whole server is open: other suites have some. */
  const POLL = { timeout: 10_000 };
  const eventsOf = (workflowId: string) =>
    platform.dependencies.store.events.after(null, { workflowId, limit: 200 });

  const stateOf = async (workflowId: string): Promise<AgentState> =>
    (await platform.dependencies.store.checkpoints.latest(workflowId))!.state;

  it('passes every agent and a person, and is released', async () => {
    const { id } = await submit();
    await decide(id, 'approve');
    const workflow = await platform.until(id, isOver);
    expect(workflow).toMatchObject({ status: 'completed', progress: 1, result: { released: true } });
    const { models } = platform.dependencies.store;
    const [entry] = (await models.list({ limit: 1 })).items;
    expect(entry).toMatchObject({ id: model().id, stage: 'challenger', workflowId: id });
    expect(await models.changesOf(entry.id)).toMatchObject([
      { from: 'candidate', to: 'challenger', by: 'ann' },
    ]);

    const heads = await platform.dependencies.store.checkpoints.list(id);
    expect(heads.map((head) => head.stage)).toEqual([
      'data_preparation',
      'feature_discovery',
      'model_training',
      'validation',
      'signal_generation',
      'risk_assessment',
      'human_review',
      'completed',
    ]);
    expect(heads.map((head) => head.iteration)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const runs = await platform.dependencies.store.agentRuns.ofWorkflow(id);
    expect(runs.every((run) => run.status === 'succeeded' && run.starts === 1)).toBe(true);
    const types = async () => (await eventsOf(id)).map((event) => event.type);
    await expect.poll(types, POLL).toContain('workflow.finished');
    expect((await types())[0]).toBe('workflow.submitted');
    expect((await types()).at(-1)).toBe('workflow.finished');
  });

  it('runs the SMC analyst and the ML engineer side by side', async () => {
    const smcStarted = latch();
    const mlStarted = latch();
    platform.script({
      smc_analyst: async () => {
        smcStarted.open();
        await mlStarted.opened;
        return { candidateFeatures: [featureSet('smc_analyst')] };
      },
      ml_engineer: async () => {
        mlStarted.open();
        await smcStarted.opened;
        return { candidateFeatures: [featureSet('ml_engineer')] };
      },
    });
    const { id } = await submit();
    // Would hang if one waited for the other to end; afterwards training brings no model, so it fails.
    await platform.until(id, isOver);
    expect((await stateOf(id)).candidateFeatures.map((set) => set.role)).toEqual([
      'smc_analyst',
      'ml_engineer',
      'ml_engineer',
    ]);
  });

  it('goes on degraded when one branch fails', async () => {
    platform.script({
      smc_analyst: async () => {
        throw new AppError('agent_failed', 'no swings');
      },
    });
    const { id } = await submit();
    await platform.until(id, awaits);
    const state = await stateOf(id);
    expect(state.warnings).toMatchObject([{ code: 'degraded' }]);
    expect(state.errors).toMatchObject([{ role: 'smc_analyst', message: 'no swings' }]);
  });

  it('tries again after an error that may pass, and counts one run', async () => {
    let attempts = 0;
    platform.script({
      data_engineer: async () => {
        attempts++;
        throw attempts < 3
          ? new AppError('upstream_unavailable', 'busy', { retryAfterMs: 20 })
          : new AppError('data_unreadable', 'line 3: no');
      },
    });
    const { id } = await submit();
    const workflow = await platform.until(id, isOver);
    expect(attempts).toBe(3);
    expect(workflow).toMatchObject({
      status: 'failed',
      error: { code: 'data_unreadable', message: 'line 3: no' },
    });
    const retries = async () => (await eventsOf(id)).filter((event) => event.type === 'agent.retrying');
    await expect.poll(retries, POLL).toHaveLength(2);
  });

  it('goes on when a compute thread dies: the job gets another attempt, the pool another thread', async () => {
    const pool = createThreadPool<Script, string, never>({
      file: SCRIPTED_THREAD,
      threads: 1,
      maxWaiting: 1,
    });
    const training = {
      trial: 1,
      trials: 3,
      fold: 2,
      round: 40,
      rounds: 90,
      scores: { auc: 0.6 },
      etaMs: 1_500,
    };
    let onJob: unknown;
    const progressOf = async (jobId: string) =>
      (await platform.producer.queues.get('ml_engineer')!.getJob(jobId))?.progress;
    const attempts: string[] = [];
    platform.script({
      ml_engineer: async ({ task }, { signal, progress }) => {
        if (task === 'features') return { candidateFeatures: [featureSet('ml_engineer')] };
        attempts.push('begun');
        attempts.push(await pool.run(attempts.length === 1 ? 'die' : 'answer', signal));
        progress(0.4, 'trial 2/3, fold 2/5: round 40/90', training);
        const [job] = await platform.producer.queues.get('ml_engineer')!.getActive();
        await expect.poll(async () => (onJob = await progressOf(job.id!)), POLL).toBeTruthy();
        return { trainedModels: [model()], bestModel: model(), selectedFeatures: featureSet('ml_engineer') };
      },
    });
    const { id } = await submit();
    await decide(id, 'approve');
    expect((await platform.until(id, isOver)).status).toBe('completed');
    await pool.stop();
    expect(attempts).toEqual(['begun', 'begun', 'done: answer']);
    const ofTraining = (await platform.dependencies.store.agentRuns.ofWorkflow(id)).find(
      ({ task }) => task === 'train',
    );
    expect(ofTraining).toMatchObject({ status: 'succeeded', starts: 2 });
    expect((await stateOf(id)).errors).toEqual([]);
    expect(onJob).toEqual({ fraction: 0.4, message: 'trial 2/3, fold 2/5: round 40/90', training });
    const told = async () => (await eventsOf(id)).filter(({ type }) => /retrying|progress/.test(type));
    await expect.poll(told, POLL).toMatchObject([
      { type: 'agent.retrying', data: { role: 'ml_engineer', code: 'thread_died' } },
      { type: 'agent.progress', data: { role: 'ml_engineer', fraction: 0.4, training } },
    ]);
  });

  it('an agent that returns something else than promised fails its run, not the platform', async () => {
    platform.script({ data_engineer: async () => ({ stage: 'completed' }) as never });
    const { id } = await submit();
    const workflow = await platform.until(id, isOver);
    expect(workflow.error?.code).toBe('agent_output_invalid');
  });

  it('goes back once after a failed validation, then asks a person, and can be sent on', async () => {
    platform.script({ validation_agent: async () => ({ validationResults: [verdict(false)] }) });
    const { id } = await submit();
    await platform.until(id, awaits);
    expect((await pendingApproval(id)).kind).toBe('validation_failed');
    expect((await stateOf(id)).plan.attempt).toBe(2);
    const first = await decide(id, 'approve');
    await platform.until(id, (workflow) => workflow.iteration > first.iteration && awaits(workflow));
    expect((await pendingApproval(id)).kind).toBe('release');
    await decide(id, 'reject');
    expect(await platform.until(id, isOver)).toMatchObject({
      status: 'rejected',
      result: { released: false },
    });
  });

  it('parks after a failure, resumes from the failed step and reuses what was done', async () => {
    let preparations = 0;
    platform.script({
      data_engineer: async () => {
        preparations++;
        throw new AppError('data_unreadable', 'broken');
      },
    });
    const { id } = await submit();
    await platform.until(id, isOver);
    platform.script({});
    const resumed = await platform.application.resumeWorkflow(id, ANN);
    expect(resumed).toMatchObject({ status: 'running', error: null });
    await decide(id, 'approve');
    expect((await platform.until(id, isOver)).status).toBe('completed');
    expect(preparations).toBe(1);
    await expect(platform.application.resumeWorkflow(id, ANN)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('a resume finds the finished half of a step that failed in the other half', async () => {
    let discoveries = 0;
    platform.script({
      smc_analyst: async () => {
        throw new AppError('agent_failed', 'no');
      },
      ml_engineer: async ({ task }) => {
        if (task === 'features') discoveries++;
        throw new AppError('agent_failed', 'no');
      },
    });
    const { id } = await submit();
    await platform.until(id, isOver);
    platform.script({
      ml_engineer: async ({ task }) => {
        if (task === 'features') discoveries++;
        if (task === 'train') throw new AppError('training_failed', 'no');
        return { candidateFeatures: [featureSet('ml_engineer')] };
      },
    });
    await platform.application.resumeWorkflow(id, ANN);
    await platform.until(id, isOver);
    await platform.application.resumeWorkflow(id, ANN);
    await platform.until(id, isOver);
    expect(discoveries).toBe(2);
  });

  it('forks from a checkpoint with edits, into a workflow of its own', async () => {
    const { id } = await submit();
    await decide(id, 'reject');
    await platform.until(id, isOver);
    const heads = await platform.dependencies.store.checkpoints.list(id);
    const training = heads.find((head) => head.stage === 'model_training')!;
    let preparations = 0;
    platform.script({
      data_engineer: async () => {
        preparations++;
        return {};
      },
    });
    const fork = await platform.application.forkWorkflow(id, {
      checkpointId: training.id,
      edits: { training: { trials: 3 } },
      actor: ANN,
    });
    expect(fork).toMatchObject({ parentId: id, lineage: id, spec: { training: { trials: 3 } } });
    await platform.until(fork.id, awaits);
    expect(preparations).toBe(0);
    await expect(
      platform.application.forkWorkflow(id, { checkpointId: heads.at(-1)!.id, actor: ANN }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('cancels a running agent through its signal', async () => {
    const started = latch();
    const aborted = latch<unknown>();
    platform.script({
      data_engineer: async (_input, { signal }) => {
        started.open();
        await new Promise<never>((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            aborted.open(signal.reason);
            reject(signal.reason);
          }),
        );
        return {};
      },
    });
    const { id } = await submit();
    await started.opened;
    await platform.application.cancelWorkflow(id, ANN);
    expect(await aborted.opened).toMatchObject({ code: 'cancelled' });
    expect((await platform.until(id, isOver)).status).toBe('cancelled');
    await expect(platform.application.cancelWorkflow(id, ANN)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('cancels while it waits for a person', async () => {
    const { id } = await submit();
    await platform.until(id, awaits);
    const approval = await pendingApproval(id);
    await platform.application.cancelWorkflow(id, ANN);
    expect((await platform.until(id, isOver)).status).toBe('cancelled');
    expect((await platform.dependencies.store.approvals.get(approval.id))?.status).toBe('cancelled');
  });

  it('ends with partial results when its iterations are used up', async () => {
    const { id } = await submit({ limits: { maxIterations: 3 } });
    const workflow = await platform.until(id, isOver);
    expect(workflow).toMatchObject({ status: 'completed', result: { released: false } });
    expect((await stateOf(id)).warnings).toMatchObject([{ code: 'max_iterations' }]);
  });

  it('a submission or fork that is repeated with its key is the one that was made', async () => {
    const submission = { spec: SAMPLE, actor: ANN, onceKey: `once-${queue}` };
    const first = await platform.application.submitWorkflow(submission);
    expect((await platform.application.submitWorkflow(submission)).id).toBe(first.id);
    await platform.until(first.id, awaits);
    const [{ id: checkpointId }] = await platform.dependencies.store.checkpoints.list(first.id);
    const command = { checkpointId, actor: ANN, onceKey: `once-fork-${queue}` };
    const fork = await platform.application.forkWorkflow(first.id, command);
    expect((await platform.application.forkWorkflow(first.id, command)).id).toBe(fork.id);
    expect(fork.id).not.toBe(first.id);
  });

  it('a payload that does not parse fails its job once and stays visible', async () => {
    const engineers = platform.producer.queues.get('data_engineer')!;
    const job = await engineers.add('prepare', { workflowId: 'nonsense' }, { attempts: 5, jobId: 'poison' });
    const events = latch<string>();
    const other = await submit();
    const poll = async (): Promise<void> => {
      const state = await job.getState();
      if (state === 'failed' || state === 'completed') return events.open(state);
      setTimeout(() => void poll(), 20);
    };
    await poll();
    expect(await events.opened).toBe('failed');
    const failed = (await engineers.getJob('poison'))!;
    expect(failed.attemptsMade).toBe(1);
    expect(failed.failedReason).toContain('payload_invalid');
    await platform.until(other.id, awaits);
  });
});

describeOnBothStores('what a crash leaves behind', (queue) => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await createTestPlatform({ queue });
  });
  afterAll(() => platform.stop());

  it('is rebuilt from PostgreSQL: an undelivered message, and a queue that lost everything', async () => {
    const { application, dependencies, producer } = platform;
    const original = producer.dispatch;
    Object.assign(producer, { dispatch: async () => Promise.reject(new Error('connection lost')) });
    const undelivered = await application.submitWorkflow({ spec: SAMPLE, actor: ANN });
    Object.assign(producer, { dispatch: original });
    const lost = await application.submitWorkflow({ spec: SAMPLE, actor: ANN });
    for (const each of producer.queues.values()) await each.obliterate({ force: true });

    await reconcile(dependencies, { graceMs: 0, after: null });
    await platform.startWorkers();
    await platform.until(undelivered.id, awaits);
    await platform.until(lost.id, awaits);
  });

  it('a held review whose job is gone is put back, and still decided by PostgreSQL', async () => {
    const { application, dependencies, producer } = platform;
    const { id } = await application.submitWorkflow({ spec: SAMPLE, actor: ANN });
    await platform.until(id, awaits);
    for (const each of producer.queues.values()) await each.obliterate({ force: true });
    const page = await dependencies.store.approvals.list({ workflowId: id, limit: 1 });
    const { id: approvalId, evidenceHash } = page.items[0];
    await application.decideApproval(approvalId, {
      decision: 'approve',
      comment: '',
      evidenceHash,
      actor: ANN,
    });
    await reconcile(dependencies, { graceMs: 0, after: null });
    expect((await platform.until(id, isOver)).status).toBe('completed');
  });
});
