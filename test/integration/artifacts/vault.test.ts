import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactStore } from '../../../src/application/ports/artifact-store.ts';
import { createArtifacts } from '../../../src/artifacts/artifacts.ts';
import { createVault } from '../../../src/artifacts/vault.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { sha256 } from '../../../src/kernel/hash.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { ArtifactRef } from '../../../src/orchestration/artifact-ref.ts';
import type { AgentRole } from '../../../src/orchestration/roles.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

let database: TestDatabase;
const artifacts: ArtifactStore = createMemoryStore();
let ref: ArtifactRef;
const strategy = sha256('rules');

beforeAll(async () => {
  database = await createTestDatabase();
  ref = await createArtifacts({ store: artifacts }).putColumns('sealed_bars', {
    close: Float64Array.of(1, 2),
  });
});
afterAll(() => database.drop());

const vaultOf = (workflowId: string, role: AgentRole = 'validation_agent') =>
  createVault({ artifacts, store: database.store, clock: fixedClock(0), role, workflowId });

const eventsOf = async (workflowId: string) =>
  (await database.store.events.after(null, { workflowId, limit: 10 })).map((event) => event.type);

describe('the vault', () => {
  it('opens for the validation agent and logs it with the event, once for a retried job', async () => {
    const workflowId = newId('wf');
    const request = { ref, lineage: workflowId, modelId: sha256('model'), strategy, reason: 'final test' };
    const first = await vaultOf(workflowId).open(request);
    const again = await vaultOf(workflowId).open(request);
    expect([...first.close]).toEqual([1, 2]);
    expect(again).toEqual(first);
    expect(await database.store.unsealings.ofWorkflow(workflowId)).toHaveLength(1);
    // Handed out when no older transaction of the whole server is open: other suites have some.
    await expect.poll(() => eventsOf(workflowId), { timeout: 10_000 }).toEqual(['vault.opened']);
  });

  it('opens for no other role, and logs nothing', async () => {
    const workflowId = newId('wf');
    const request = { ref, lineage: workflowId, modelId: sha256('model'), strategy, reason: 'curious' };
    for (const role of [
      'data_engineer',
      'smc_analyst',
      'ml_engineer',
      'signal_evaluator',
      'risk_manager',
    ] as const) {
      await expect(vaultOf(workflowId, role).open(request)).rejects.toMatchObject({ code: 'sealed_segment' });
    }
    expect(await database.store.unsealings.ofWorkflow(workflowId)).toEqual([]);
    expect(await eventsOf(workflowId)).toEqual([]);
  });

  it('opens once a lineage: a fork with another model is refused', async () => {
    const parent = newId('wf');
    const fork = newId('wf');
    const request = { ref, lineage: parent, modelId: sha256('first'), strategy, reason: 'final test' };
    await vaultOf(parent).open(request);
    await expect(vaultOf(fork).open({ ...request, modelId: sha256('second') })).rejects.toMatchObject({
      code: 'sealed_segment',
      message: expect.stringContaining(parent),
    });
    expect(await eventsOf(fork)).toEqual([]);
  });

  it('opens once a lineage: the same model traded by other rules is another look', async () => {
    const parent = newId('wf');
    const request = { ref, lineage: parent, modelId: sha256('model'), strategy, reason: 'final test' };
    await vaultOf(parent).open(request);
    await expect(
      vaultOf(newId('wf')).open({ ...request, strategy: sha256('lower threshold') }),
    ).rejects.toMatchObject({ code: 'sealed_segment', message: expect.stringContaining('other rules') });
  });

  it('keeps the first result of a lineage, whichever workflow of it comes later', async () => {
    const [parent, fork] = [newId('wf'), newId('wf')];
    const request = { ref, lineage: parent, modelId: sha256('model'), strategy, reason: 'final test' };
    await vaultOf(parent).open(request);
    expect(await vaultOf(parent).conclude(parent, { sharpe: -0.3, sortino: null })).toEqual({
      sharpe: -0.3,
      sortino: null,
    });
    await vaultOf(fork).open(request);
    expect(await vaultOf(fork).conclude(parent, { sharpe: 2 })).toEqual({ sharpe: -0.3, sortino: null });
    const [row] = await database.store.unsealings.ofWorkflow(parent);
    expect(row).toMatchObject({ strategy, result: { sharpe: -0.3 } });
  });

  it('takes no result of a segment that nobody has opened', async () => {
    const lineage = newId('wf');
    await expect(vaultOf(lineage).conclude(lineage, { sharpe: 1 })).rejects.toMatchObject({
      code: 'sealed_segment',
    });
  });

  it('lets one of two models through when both ask at the same time', async () => {
    const lineage = newId('wf');
    const outcomes = await Promise.allSettled(
      ['a', 'b'].map((model) =>
        vaultOf(lineage).open({ ref, lineage, modelId: sha256(model), strategy, reason: 'race' }),
      ),
    );
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
