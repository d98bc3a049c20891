import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataEngineer } from '../../../src/agents/data-engineer.ts';
import { withDatasets } from '../../../src/application/dataset-source.ts';
import { createDatasetBars } from '../../../src/artifacts/dataset-bars.ts';
import { createMarketData } from '../../../src/data-sources/market-data.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { initialState } from '../../../src/orchestration/initial-state.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { randomBars } from '../../support/bars.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';

const UPLOAD_BYTES = 200_000;
const bars = randomBars(600, createRng('datasets'));
const rows = Array.from(bars.timeMs, (time, i) => ({
  at: new Date(time).toISOString().slice(0, 10),
  prices: [bars.open[i], bars.high[i], bars.low[i], bars.close[i]].map((price) => price.toFixed(4)),
}));
const csv = ['Date,Open,High,Low,Close,Volume', ...rows.map(({ at, prices }) => `${at},${prices},0`)].join(
  '\n',
);
/** The same bars in another dialect: semicolons, newest first, no volume. */
const other = [
  'date;open;high;low;close',
  ...rows.toReversed().map(({ at, prices }) => `${at};${prices.join(';')}`),
].join('\r\n');

interface Dataset {
  readonly id: string;
  readonly bars: number;
  readonly links: { readonly quality: string; readonly report: string };
}

let http: TestHttp;
beforeAll(async () => {
  http = await startTestHttp({ limits: { uploadBytes: UPLOAD_BYTES } });
});
afterAll(() => http.stop());

const QUERY = 'fileName=WALK_D1.csv&timeframe=1d&symbol=WALK';
const send = (body: string | Uint8Array<ArrayBuffer>, query = QUERY) =>
  fetch(`${http.url}/v1/datasets?${query}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${http.secrets.operator}`,
      'Content-Type': 'application/octet-stream',
    },
    body,
  });

describe('datasets over HTTP', () => {
  it('are imported once, whatever the format, listed and described', async () => {
    const first = await send(csv);
    const made = (await first.json()) as Dataset;
    expect([first.status, first.headers.get('location'), made.bars]).toEqual([
      201,
      `/v1/datasets/${made.id}`,
      600,
    ]);
    const again = await send(new Uint8Array(gzipSync(other)));
    expect([again.status, ((await again.json()) as Dataset).id]).toEqual([200, made.id]);

    const { body: list } = await http.request<{ items: Dataset[] }>('GET', '/v1/datasets');
    expect(list.items.map(({ id }) => id)).toEqual([made.id]);
    const { body: one } = await http.request<Dataset>('GET', `/v1/datasets/${made.id}`, { as: 'viewer' });
    expect(one).toMatchObject({ symbol: 'WALK', timeframe: '1d', verdict: 'accept', score: 100 });
  });

  it('have a quality report as JSON and as a page', async () => {
    const { id, links } = (await (await send(csv)).json()) as Dataset;
    const { body } = await http.request<{ datasetId: string; coverage: { share: number } }>(
      'GET',
      links.quality,
    );
    expect(body).toMatchObject({ datasetId: id, coverage: { share: 1, missing: 0 } });
    const page = await http.raw('GET', links.report);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('Coverage by month');
  });

  it('are read again as a source of a workflow, and through no other door', async () => {
    const { id } = (await (await send(csv)).json()) as Dataset;
    const { store } = http.database;
    const marketData = withDatasets(createMarketData({ dataDirectory: '.' }), {
      datasets: store.datasets,
      datasetBars: createDatasetBars(http.artifactStore),
    });
    const { signal } = new AbortController();
    const raw = await marketData.read({ kind: 'dataset', id }, signal);
    expect([...raw.bars.timeMs]).toEqual([...bars.timeMs]);
    const row = await store.datasets.get(id);
    const { status } = await http.request('GET', `/v1/artifacts/${row?.artifactHash}`);
    expect(status).toBe(404);
    await expect(marketData.read({ kind: 'dataset', id: '0'.repeat(64) }, signal)).rejects.toMatchObject({
      code: 'data_unreadable',
    });
  });

  it('are written as files: all of the bars, to those who may import', async () => {
    const { id } = (await (await send(csv)).json()) as Dataset;
    const file = await http.raw('GET', `/v1/datasets/${id}/export?format=fsb-pro-csv`);
    expect(file.headers.get('content-disposition')).toContain('WALK1440.csv');
    const lines = (await file.text()).split('\r\n');
    expect([lines.length, lines[0]]).toEqual([
      600,
      [`${rows[0].at} 00:00`, ...rows[0].prices.map((price) => String(Number(price))), '0'].join('\t'),
    ]);
    // Whole thousandths of this symbol do not hold four digits.
    const { status, body } = await http.request<{ code: string }>(
      'GET',
      `/v1/datasets/${id}/export?format=forexsb-lb-gz`,
    );
    expect([status, body.code]).toEqual([422, 'parameter_invalid']);
    const path = `/v1/datasets/${id}/export?format=fsb-pro-csv`;
    expect((await http.request('GET', path, { as: 'viewer' })).status).toBe(403);
    expect((await http.request('GET', path.replace(id, '0'.repeat(64)))).status).toBe(404);
  });

  it('are made by the blocks of a spec that come with the file', async () => {
    const said = (spec: unknown, more = '') =>
      send(csv, `fileName=WALK_D1.csv&symbol=WALK${more}&spec=${encodeURIComponent(JSON.stringify(spec))}`);
    const spec = {
      market: { timeframe: '1d', instrument: { digits: 4 } },
      quality: { repairs: { dropWeekend: true } },
    };
    const made = (await (await said(spec)).json()) as Dataset;
    const weekend = bars.timeMs.filter((time) => [0, 6].includes(new Date(time).getUTCDay())).length;
    expect(made.bars).toBe(600 - weekend);
    const { body } = await http.request<{ spec: { market: object; quality: object } }>(
      'GET',
      made.links.quality,
    );
    expect(body.spec.market).toMatchObject({ timeframe: '1d', instrument: { digits: 4 } });
    expect(body.spec.market).not.toHaveProperty('source');
    const problems = async (answer: Response) => {
      const { code, errors } = (await answer.json()) as { code: string; errors?: { path: string }[] };
      return [answer.status, code, errors?.map(({ path }) => path)];
    };
    expect(await problems(await said({ market: { digits: 4 } }, '&timeframe=1d'))).toEqual([
      422,
      'spec_invalid',
      ['market.digits'],
    ]);
    expect(await problems(await send(csv, `${QUERY}&spec={`))).toEqual([422, 'spec_invalid', undefined]);
  });

  it('are the dataset of a workflow that names them, to the same id', async () => {
    const { id } = (await (await send(csv)).json()) as Dataset;
    const { store } = http.database;
    const marketData = withDatasets(createMarketData({ dataDirectory: '.' }), {
      datasets: store.datasets,
      datasetBars: createDatasetBars(http.artifactStore),
    });
    const { context } = createAgentContext({ marketData });
    const spec = parseSpec({ market: { symbol: 'WALK', source: { kind: 'dataset', id } } });
    const patch = await dataEngineer.run(
      { state: initialState('wf_test', 'wf_test'), spec, task: 'prepare' },
      context,
    );
    expect(patch.dataset?.id).toBe(id);
    const raw = await marketData.read(spec.market.source, context.signal);
    expect(raw.noticed).toMatchObject({ format: 'Stooq CSV', zone: { name: 'calendar days' } });
  });

  it('are refused when they are too large, no bars, or not allowed', async () => {
    const large = await send('x'.repeat(UPLOAD_BYTES + 1));
    expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([
      413,
      'payload_too_large',
    ]);
    const noise = await send('these are no bars');
    expect([noise.status, ((await noise.json()) as { code: string }).code]).toEqual([422, 'data_unreadable']);
    const wrong = await send(csv, 'fileName=a.csv&timeframe=7d');
    expect(wrong.status).toBe(400);
    for (const name of ['../a.csv', '/etc/a.csv', 'a\\..\\b.csv', 'C:a.csv']) {
      const outside = await send(csv, `fileName=${encodeURIComponent(name)}&timeframe=1d`);
      expect([name, outside.status]).toEqual([name, 400]);
    }
    const { status } = await http.request('POST', `/v1/datasets?${QUERY}`, { as: 'viewer' });
    expect(status).toBe(403);
    expect((await http.request('GET', `/v1/datasets/${'0'.repeat(64)}`)).status).toBe(404);
    expect((await http.request('GET', '/v1/workflows/wf_none/quality')).status).toBe(404);
  });

  describe('that say nothing of their length', () => {
    /** Sends chunks, as curl does from a pipe, until `isEnough` of the answer has come or the connection is closed. */
    async function pour(isEnough: (answer: string) => boolean): Promise<{ answer: string; sent: number }> {
      const { hostname, port } = new URL(http.url);
      const socket = connect(Number(port), hostname);
      const gone = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
      let answer = '';
      socket.on('data', (bytes) => {
        answer += bytes.toString();
      });
      socket.on('error', () => {});
      socket.write(
        `POST /v1/datasets?${QUERY} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${http.secrets.operator}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      const chunk = Buffer.from(`c350\r\n${'x'.repeat(50_000)}\r\n`);
      let sent = 0;
      while (!isEnough(answer) && !socket.destroyed) {
        const passed = new Promise<void>((resolve) => void socket.write(chunk, () => resolve()));
        await Promise.race([passed, gone]);
        sent += chunk.length;
      }
      socket.destroy();
      return { answer, sent };
    }

    it('are answered with 413 where the limit is, while they are being sent', async () => {
      const { answer } = await pour((text) => text.includes('payload_too_large'));
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain(`larger than ${UPLOAD_BYTES} bytes`);
    });

    it('are cut off, answered, when they go on for good', async () => {
      const { answer, sent } = await pour(() => false);
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(sent).toBeGreaterThan(UPLOAD_BYTES);
    });
  });
});
