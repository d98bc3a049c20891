import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataEngineer } from '../../../src/agents/data-engineer.ts';
import { createMarketData } from '../../../src/data-sources/market-data.ts';
import { initialState } from '../../../src/orchestration/initial-state.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { createAgentContext } from '../../support/agent-context.ts';

const HOUR = 3_600_000;
const BARS = 600;
const START = Date.UTC(2024, 0, 1);
const END = START + BARS * HOUR;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'written-'));
  const row = (_: unknown, i: number): string =>
    `${new Date(START + i * HOUR).toISOString()},1.1,1.2,1.0,1.1${i % 10},${5 + (i % 7)}`;
  const rows = Array.from({ length: BARS }, row);
  await writeFile(path.join(folder, 'hours.csv'), `time,open,high,low,close,volume\n${rows.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

/** What the data engineer makes of the file when it was written at a time. */
async function prepare(writtenMs: number) {
  await utimes(path.join(folder, 'hours.csv'), writtenMs / 1_000, writtenMs / 1_000);
  const probe = createAgentContext({ marketData: createMarketData({ dataDirectory: folder }) });
  const spec = parseSpec({ market: { timeframe: '1h', source: { kind: 'file', path: 'hours.csv' } } });
  const state = initialState('wf_written', 'wf_written');
  const { dataset } = await dataEngineer.run({ state, spec, task: 'prepare' }, probe.context);
  if (!dataset) throw new Error('there is no dataset');
  const finding = (rule: string) => dataset.quality.findings.find((found) => found.rule === rule);
  return { dataset, future: finding('time.future'), unfinished: finding('time.unfinished_last_bar') };
}

describe('the time at which a file was written', () => {
  it('tells that its last bar had not ended, which is dropped', async () => {
    const { dataset, unfinished, future } = await prepare(END - 1_000);
    expect(unfinished).toMatchObject({
      severity: 'warning',
      count: 1,
      examples: [{ at: new Date(END - HOUR).toISOString(), detail: expect.any(String) }],
      repair: { step: 'drop_unfinished_bar', applied: true },
    });
    expect(dataset.bars).toBe(BARS - 1);
    expect(future).toBeUndefined();
  });

  it('tells bars of the future, which only wrong dates or a wrong zone explain', async () => {
    const { future, unfinished } = await prepare(END - 3 * HOUR);
    expect(future).toMatchObject({ severity: 'warning', count: 2, repair: { step: 'convert_zone' } });
    expect(unfinished).toBeUndefined();
  });

  it('is in no hash: report and bars of two copies are the same', async () => {
    for (const [first, second] of [
      [END, END + 400 * HOUR],
      [END - 1, END - HOUR + 1],
      [END - 3 * HOUR, END - 3 * HOUR + 1],
    ]) {
      expect((await prepare(first)).dataset).toEqual((await prepare(second)).dataset);
    }
  });

  it('of a packer that stamps everything alike says nothing', async () => {
    const { future, unfinished } = await prepare(Date.UTC(1985, 9, 26, 8, 15));
    expect([future, unfinished]).toEqual([undefined, undefined]);
  });
});
