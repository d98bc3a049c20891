import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ModelStage } from '../../../src/application/ports/models.ts';
import { releaseModel } from '../../../src/application/register-models.ts';
import { fitModel } from '../../../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import type { ModelCard } from '../../../src/orchestration/model-card.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';
import { learnableTask } from '../../support/learnable-task.ts';
import { readClassifier } from '../../support/onnx-evaluator.ts';
import { sampleCard } from '../../support/sample-card.ts';
import { model } from '../../support/states.ts';

const { modelText } = fitModel(loadLightGbm(), learnableTask(), () => false);
const LINEAGE = {
  datasetId: 'd'.repeat(64),
  features: null,
  featureRegistry: 'f'.repeat(64),
  code: 'c'.repeat(64),
  study: 'e'.repeat(64),
  seed: 7,
  workflowLineage: 'wf_1',
};

interface ModelBody {
  readonly id: string;
  readonly stage: ModelStage;
  readonly code: string;
  readonly links: { readonly card: string | null };
  readonly changes: readonly {
    readonly from: string;
    readonly to: string;
    readonly by: string;
    readonly reason: string;
  }[];
}

describe('the model registry', () => {
  let http: TestHttp;
  let symbol = '';
  let serial = 0;
  beforeAll(async () => {
    http = await startTestHttp();
  });
  afterAll(() => http.stop());
  beforeEach(() => {
    symbol = `S${++serial}`;
  });

  /** A candidate, as a successful run leaves it. */
  async function candidate(card?: ModelCard): Promise<string> {
    const id = (++serial).toString(16).padStart(64, '0');
    const hash = await http.artifactStore.put(new TextEncoder().encode(modelText));
    const stored = card && {
      ...model().artifact,
      kind: 'model_card' as const,
      hash: await http.artifactStore.put(new TextEncoder().encode(JSON.stringify(card))),
    };
    const info = { ...model(), id, artifact: { ...model().artifact, hash }, ...(stored && { card: stored }) };
    const row = { id, workflowId: 'wf_1', iteration: 3, symbol, timeframe: '1d', info, lineage: LINEAGE };
    await http.database.store.models.register({ ...row, registeredAt: new Date(serial * 1000) });
    return id;
  }
  async function challenger(): Promise<string> {
    const id = await candidate();
    const bestModel = { ...model(), id };
    await releaseModel(http.database.store, { workflowId: 'wf_1', bestModel, review: null }, new Date());
    return id;
  }
  const move = (id: string, verb: string, as: 'approver' | 'operator' = 'approver') =>
    http.request<ModelBody>('POST', `/v1/models/${id}/${verb}`, { json: { reason: `to ${verb}` }, as });
  const stageOf = async (id: string): Promise<ModelStage | undefined> =>
    (await http.database.store.models.get(id))?.stage;

  it('lists the newest first, page by page and by stage', async () => {
    const ids = [await candidate(), await candidate(), await challenger()];
    const first = await http.request<{ items: ModelBody[]; next: string }>(
      'GET',
      `/v1/models?symbol=${symbol}&limit=2`,
    );
    expect(first.body.items.map((one) => one.id)).toEqual([ids[2], ids[1]]);
    const path = `/v1/models?symbol=${symbol}&limit=2&cursor=${first.body.next}`;
    const second = await http.request<{ items: ModelBody[]; next: null }>('GET', path);
    expect([second.body.items.map((one) => one.id), second.body.next]).toEqual([[ids[0]], null]);
    const released = await http.request<{ items: ModelBody[] }>(
      'GET',
      `/v1/models?symbol=${symbol}&stage=challenger`,
    );
    expect(released.body.items.map((one) => one.id)).toEqual([ids[2]]);
  });

  it('promotes what was released, and nothing else', async () => {
    const [raw, released] = [await candidate(), await challenger()];
    expect((await move(raw, 'promote')).body.code).toBe('conflict');
    expect((await move(released, 'promote', 'operator')).status).toBe(403);
    expect((await move(released, 'promote')).body.stage).toBe('champion');
    const { body } = await http.request<ModelBody>('GET', `/v1/models/${released}`);
    expect(body.changes).toMatchObject([
      { from: 'candidate', to: 'challenger', reason: 'workflow wf_1 was released' },
      { from: 'challenger', to: 'champion', reason: 'to promote' },
    ]);
  });

  it('makes a challenger of a candidate once: a release that is repeated changes nothing', async () => {
    const id = await challenger();
    expect((await move(id, 'promote')).body.stage).toBe('champion');
    const bestModel = { ...model(), id };
    await releaseModel(http.database.store, { workflowId: 'wf_1', bestModel, review: null }, new Date());
    expect(await stageOf(id)).toBe('champion');
  });

  it('has one champion, and takes it back to the one before', async () => {
    const [first, second] = [await challenger(), await challenger()];
    await move(first, 'promote');
    await move(second, 'promote');
    expect([await stageOf(first), await stageOf(second)]).toEqual(['retired', 'champion']);
    expect((await move(second, 'rollback')).body.stage).toBe('retired');
    expect([await stageOf(first), await stageOf(second)]).toEqual(['champion', 'retired']);
    expect((await move(first, 'rollback')).body.code).toBe('conflict');
    expect((await move(second, 'retire')).body.code).toBe('conflict');
    expect((await move(first, 'retire')).body.stage).toBe('retired');
  });

  it('lets one of two promotions at a time through after the other', async () => {
    const ids = [await challenger(), await challenger()];
    const answers = await Promise.all(ids.map((id) => move(id, 'promote')));
    expect(answers.map((one) => one.status)).toEqual([200, 200]);
    expect((await Promise.all(ids.map(stageOf))).sort()).toEqual(['champion', 'retired']);
  });

  it('exports text, JSON and ONNX', async () => {
    const id = await candidate();
    const get = (format: string) => http.raw('GET', `/v1/models/${id}/export?format=${format}`);
    expect(await (await get('text')).text()).toBe(modelText);
    expect(await (await get('json')).json()).toMatchObject({ name: 'tree', objective: 'binary sigmoid:1' });
    const onnx = await get('onnx');
    expect(onnx.headers.get('content-disposition')).toMatch(/\.onnx"$/);
    const classify = readClassifier(new Uint8Array(await onnx.arrayBuffer()));
    expect(classify([1, 1, 0, 0, 0, 0])[1]).toBeGreaterThan(0.5);
  });

  it('gives the card of a model, and says when it has none', async () => {
    const id = await candidate();
    expect((await http.request<ModelBody>('GET', `/v1/models/${id}/card`)).body.code).toBe('not_found');
    const carded = await candidate(sampleCard());
    const { body } = await http.request<ModelCard>('GET', `/v1/models/${carded}/card`);
    expect(body).toEqual(sampleCard());
    const { body: detail } = await http.request<ModelBody>('GET', `/v1/models/${carded}`);
    expect(detail.links.card).toBe(`/v1/models/${carded}/card`);
  });

  it('answers 404 for a model that is not there', async () => {
    expect((await http.request<ModelBody>('GET', '/v1/models/none')).status).toBe(404);
    expect((await move('none', 'promote')).status).toBe(404);
  });
});
