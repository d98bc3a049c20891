import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseModel } from '../../../src/application/register-models.ts';
import { columnsToArrow } from '../../../src/artifacts/arrow.ts';
import type { Cli } from '../../../src/cli/cli.ts';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { sha256 } from '../../../src/kernel/hash.ts';
import type { BookedSignal, SignalBook } from '../../../src/orchestration/signal-book.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';
import * as fixtures from '../../support/states.ts';

const SPEC = { market: { source: { kind: 'sample', name: 'sp500' } } };
let http: TestHttp;
beforeAll(async () => {
  http = await startTestHttp();
});
afterAll(() => http.stop());

const booked = (day: number, changes: Partial<BookedSignal> = {}): BookedSignal => ({
  id: sha256(`2024-03-${day}`),
  at: `2024-03-0${day}T00:00:00.000Z`,
  side: 'long',
  decision: 'approved',
  reasons: [],
  entry: 100,
  stop: 98,
  targets: [103, 106],
  expiresAt: `2024-03-0${day + 1}T00:00:00.000Z`,
  confidence: 0.6,
  quality: 55,
  expectedValue: 0.2,
  riskAdjusted: 0.1,
  rewardRisk: 1.4,
  size: {
    requestedExposure: 0.5,
    exposure: 0.5,
    units: 500,
    lots: 500,
    notional: 50_000,
    lossAtStop: 1_000,
    lossShare: 0.01,
  },
  drivers: [{ feature: 'rsi_14', logOdds: 0.25 }],
  ...changes,
});

let serial = 0;

/** A workflow that came to a book of signals, its model released. */
async function released(signals: readonly BookedSignal[]): Promise<{ workflowId: string; modelId: string }> {
  const { body } = await http.request<{ id: string }>('POST', '/v1/workflows', { json: SPEC });
  const modelId = (++serial).toString(16).padStart(64, '0');
  const book: SignalBook = {
    modelId,
    symbol: 'SPX',
    timeframe: '1d',
    currency: 'USD',
    accountCurrency: 'USD',
    horizonBars: 10,
    decision: 'approved',
    signals: [...signals],
  };
  const bookHash = await http.artifactStore.put(new TextEncoder().encode(JSON.stringify(book)));
  const units = Float64Array.from(signals, (signal) => signal.size.units);
  const tableHash = await http.artifactStore.put(columnsToArrow({ units }, { sealed: false }));
  const risk = fixtures.risk(true);
  const info = fixtures.model(modelId);
  const state = fixtures.state({
    workflowId: body.id,
    bestModel: info,
    riskAssessments: {
      [modelId]: {
        ...risk,
        signalBook: { ...risk.signalBook, hash: bookHash },
        signalTable: { ...risk.signalTable, hash: tableHash },
      },
    },
  });
  const { store } = http.database;
  await store.checkpoints.insert({
    id: `cp_${serial}`,
    workflowId: body.id,
    iteration: 9,
    stage: 'completed',
    state,
    decision: { kind: 'finish', stage: 'completed', reason: 'released' },
    createdAt: new Date(),
  });
  await store.models.register({
    id: modelId,
    workflowId: body.id,
    iteration: 3,
    symbol: 'SPX',
    timeframe: '1d',
    info,
    lineage: {
      datasetId: 'd'.repeat(64),
      features: null,
      featureRegistry: 'f'.repeat(64),
      code: null,
      study: 'e'.repeat(64),
      seed: 7,
      workflowLineage: body.id,
    },
    registeredAt: new Date(serial * 1_000),
  });
  await releaseModel(store, state, new Date(serial * 1_000));
  return { workflowId: body.id, modelId };
}

interface Listed {
  readonly items: readonly (BookedSignal & { readonly modelId: string })[];
}

describe('signals', () => {
  it('of a workflow come as a document, a table and an Arrow file', async () => {
    const reasons = [{ rule: 'exposure_cap', figure: 0.9, bar: 0.5 }];
    const orders: BookedSignal['orders'] = [
      { kind: 'stop', stop: 101.5, limit: null },
      { kind: 'limit', stop: null, limit: 99 },
    ];
    const signals = [booked(1), booked(2, { decision: 'reduced', reasons, orders })];
    const { workflowId, modelId } = await released(signals);
    const { body } = await http.request<SignalBook>('GET', `/v1/workflows/${workflowId}/signals`);
    expect(body).toMatchObject({ modelId, signals });

    const csv = await http.raw('GET', `/v1/workflows/${workflowId}/signals?format=csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header, first, second, end] = (await csv.text()).split('\r\n');
    expect(header.split(',').slice(0, 5)).toEqual(['id', 'at', 'side', 'decision', 'reasons']);
    expect(first).toContain('long,approved,,100,98,103 106,');
    expect(second).toContain('long,reduced,exposure_cap,');
    expect(second).toMatch(/,rsi_14=0.25,stop:101.5 limit:99,1$/);
    expect(end).toBe('');

    const arrow = await http.raw('GET', `/v1/workflows/${workflowId}/signals?format=arrow`);
    expect(
      tableFromIPC(new Uint8Array(await arrow.arrayBuffer()))
        .getChild('units')
        ?.toArray(),
    ).toEqual(Float64Array.of(500, 500));
  });

  it('are not there before the risk manager has assessed them', async () => {
    const { body } = await http.request<{ id: string }>('POST', '/v1/workflows', { json: SPEC });
    const answer = await http.request<{ code: string; detail: string }>(
      'GET',
      `/v1/workflows/${body.id}/signals`,
    );
    expect(answer.body.code).toBe('not_found');
    expect(answer.body.detail).toContain('no signals yet');
    expect((await http.request('GET', '/v1/workflows/wf_none/signals')).status).toBe(404);
  });

  it('of the bots in use are listed once, the champion’s word before a challenger’s', async () => {
    const older = await released([booked(3, { entry: 1 }), booked(4)]);
    const newer = await released([booked(3, { entry: 2 }), booked(5), booked(6, { decision: 'rejected' })]);
    const list = async () => (await http.request<Listed>('GET', '/v1/signals?symbol=SPX&limit=3')).body.items;
    expect((await list()).map(({ at, modelId }) => [at.slice(8, 10), modelId])).toEqual([
      ['05', newer.modelId],
      ['04', older.modelId],
      ['03', newer.modelId],
    ]);
    await http.request('POST', `/v1/models/${older.modelId}/promote`, {
      as: 'approver',
      json: { reason: 'test' },
    });
    expect((await list()).find(({ at }) => at.slice(8, 10) === '03')?.entry).toBe(1);
    await http.request('POST', `/v1/models/${older.modelId}/retire`, {
      as: 'approver',
      json: { reason: 'test' },
    });
    expect((await list()).map(({ modelId }) => modelId)).not.toContain(older.modelId);
    expect((await http.request<Listed>('GET', '/v1/signals?symbol=OTHER')).body.items).toEqual([]);
  });

  it('are listed and written to files on the command line', async () => {
    const { workflowId } = await released([booked(7)]);
    const folder = await mkdtemp(join(tmpdir(), 'bullwright-signals-'));
    const run = async (...args: string[]): Promise<string> => {
      let out = '';
      const cli: Cli = {
        stdout: { write: (text) => (out += text) },
        stderr: { write: () => {} },
        signal: new AbortController().signal,
        exitCode: EXIT.ok,
      };
      await runProgram(cli, ['signals', ...args, '--url', http.url, '--key', http.secrets.operator]);
      return out;
    };
    expect(await run('list')).toMatch(/2024-03-07 00:00\s+SPX 1d\s+long\s+approved.*rsi_14/);
    const file = join(folder, 's.csv');
    expect(await run('export', workflowId, '--out', file)).toBe(`${file}\n`);
    expect(await readFile(file, 'utf8')).toContain('2024-03-07T00:00:00.000Z,long,approved');
    await rm(folder, { recursive: true });
  });
});
