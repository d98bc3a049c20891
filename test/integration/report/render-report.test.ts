import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { overlaysDocument } from '../../../src/agents/smc/overlays-document.ts';
import type { ArtifactStore } from '../../../src/application/ports/artifact-store.ts';
import { renderReport } from '../../../src/application/render-report.ts';
import { createFolderStore } from '../../../src/artifacts/folder.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { canonicalJson } from '../../../src/kernel/json.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import type { AgentState } from '../../../src/orchestration/state.ts';
import { randomBars } from '../../support/bars.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { sampleData, sampleSpec } from '../../support/tear-sheet-sample.ts';

let database: TestDatabase;
let directory: string;
let artifactStore: ArtifactStore;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'bullwright-report-'));
  artifactStore = createFolderStore(directory);
  return () => rm(directory, { recursive: true, force: true });
});

const sources = () => ({ store: database.store, artifactStore });

async function insertWorkflow(name = 'reported'): Promise<string> {
  const id = newId('wf');
  await database.store.workflows.insert({
    id,
    name,
    symbol: 'SPX',
    spec: sampleSpec,
    lineage: id,
    parentId: null,
    parentCheckpointId: null,
    scheduleId: null,
    onceKey: null,
    createdBy: 'key_test',
    createdAt: new Date('2026-01-05T10:00:00Z'),
  });
  return id;
}

/** A finished workflow with its documents in the store. */
async function insertFinished(): Promise<{ id: string; state: AgentState }> {
  const id = await insertWorkflow();
  const { validation, state: sample } = sampleData({ released: false });
  const hash = await artifactStore.put(Buffer.from(canonicalJson(validation)));
  const verdict = sample!.validationResults[0];
  const state: AgentState = {
    ...sample!,
    workflowId: id,
    lineage: id,
    validationResults: [{ ...verdict, report: { ...verdict.report, hash } }],
  };
  await database.store.checkpoints.insert({
    id: newId('ck'),
    workflowId: id,
    iteration: 1,
    stage: 'rejected',
    state,
    decision: { kind: 'finish', stage: 'rejected', reason: 'Rejected by Ada Lovelace.' },
    createdAt: new Date('2026-01-05T11:00:00Z'),
  });
  await database.store.workflows.update(id, { status: 'rejected', stage: 'rejected' });
  return { id, state };
}

describe('the report of a workflow', () => {
  it('is drawn from its row, its last checkpoint and the documents in the artifact store', async () => {
    const { id } = await insertFinished();
    const page = await renderReport(sources(), id);
    expect(page).toContain('<h2>Not released</h2>');
    expect(page).toContain('<section id="walk-forward"');
    expect(page).toContain('Rejected by Ada Lovelace.');
    expect(page).not.toContain('could not be read');
  });

  it('draws the market structure the analyst stored', async () => {
    const { id, state } = await insertFinished();
    const document = overlaysDocument(randomBars(300, createRng('drawn')), { smc: [] });
    const hash = await artifactStore.put(Buffer.from(canonicalJson(document)));
    const overlays = { ...state.dataset!.development, kind: 'overlays' as const, hash };
    await database.store.checkpoints.insert({
      id: newId('ck'),
      workflowId: id,
      iteration: 2,
      stage: 'rejected',
      state: { ...state, overlays },
      decision: { kind: 'finish', stage: 'rejected', reason: 'Once more.' },
      createdAt: new Date('2026-01-05T12:00:00Z'),
    });
    const page = await renderReport(sources(), id);
    expect(page).toContain('<section id="structure"');
    expect(page).toContain('Smart Money Concepts');
  });

  it('exists from the first moment on', async () => {
    const page = await renderReport(sources(), await insertWorkflow('just <submitted>'));
    expect(page).toContain('<h1>just &lt;submitted&gt;</h1>');
    expect(page).toContain('<h2>In progress</h2>');
  });

  it('names a document that is gone, and shows the rest', async () => {
    const { id } = await insertFinished();
    await rm(directory, { recursive: true, force: true });
    const page = await renderReport(sources(), id);
    expect(page).toContain('<strong>The validation report</strong> could not be read');
    expect(page).toContain('artifact_missing');
    expect(page).toContain('<section id="verdict"');
    expect(page).not.toContain('<section id="walk-forward"');
  });

  it('shows what people decided', async () => {
    const { id } = await insertFinished();
    const approvalId = newId('ap');
    await database.store.approvals.insert({
      id: approvalId,
      workflowId: id,
      iteration: 1,
      kind: 'validation_failed',
      evidence: {},
      evidenceHash: 'e'.repeat(64),
      artifacts: [],
      quorum: 1,
      allowSelfApproval: true,
      onTimeout: 'reject',
      requestedAt: new Date('2026-01-05T10:30:00Z'),
      deadlineAt: new Date('2026-01-06T10:30:00Z'),
    });
    const page = await renderReport(sources(), id);
    expect(page).toContain('Go on although validation failed?');
    expect(page).toContain('Nobody has answered yet.');
  });

  it('of an unknown workflow is not found', async () => {
    await expect(renderReport(sources(), newId('wf'))).rejects.toMatchObject({ code: 'not_found' });
  });
});
