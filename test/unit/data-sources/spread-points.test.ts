import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataEngineer } from '../../../src/agents/data-engineer.ts';
import type { SaidMarket } from '../../../src/agents/ports.ts';
import { readFile } from '../../../src/data-sources/file.ts';
import { initialState } from '../../../src/orchestration/initial-state.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { hstBytes } from '../../support/price-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spread-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function read(content: string | Uint8Array, name: string, market: SaidMarket = {}) {
  const file = path.join(folder, String(files++));
  await writeFile(file, content);
  return readFile(file, name, { market, signal: new AbortController().signal });
}

const mt5 = (price: number, spread: number): string =>
  `<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n2020.01.02\t10:00:00\t${`${price}\t`.repeat(4)}9\t0\t${spread}\n`;
const eaStudio = (contract: object): string =>
  JSON.stringify({
    ...{ time: [10_519_200], open: [1.1], high: [1.1], low: [1.1], close: [1.1], volume: [9], spreads: [12] },
    ...contract,
  });

describe('a spread in points', () => {
  it.each([
    ['the digits an EA Studio file states', eaStudio({ digits: 5 }), 'a.json', {}, 0.00012, null],
    ['its point', eaStudio({ symbol: 'EURUSD', digits: 4, point: 0.0001 }), 'a.json', {}, 0.0012, null],
    [
      'the digits of an .hst header',
      hstBytes(401, 'X', 60, [[0, 1, 1, 1, 1, 9, 12]]),
      'x',
      {},
      0.00012,
      null,
    ],
    ['the spec before the file', eaStudio({ digits: 5 }), 'a.json', { point: 0.001 }, 0.012, null],
    ['the registry by the name, in steps of .50', mt5(13_250.5, 120), 'DE40.csv', {}, 1.2, 'use 1 digits'],
    ['the registry by the symbol said', mt5(13_250.5, 120), 'x.csv', { symbol: 'DE40' }, 1.2, 'use 1 digits'],
    ['prices finer than the registry', mt5(13_250.125, 120), 'DE40.csv', {}, 0.12, 'last digit'],
    ['the last digit where nothing is known', mt5(1.2345, 12), 'x.csv', {}, 0.0012, 'last digit'],
  ] as const)('is scaled by %s', async (_, content, name, market, spread, remark) => {
    const { bars, noticed } = await read(content, name, market);
    expect(bars.spread?.[0]).toBeCloseTo(spread, 12);
    if (remark === null) expect(noticed?.remarks).toEqual([]);
    else expect(noticed?.remarks.join()).toContain(remark);
  });

  it('of a workflow: the data engineer says what the spec does', async () => {
    const said: (SaidMarket | undefined)[] = [];
    const stop = new Error('read');
    const probe = createAgentContext({
      marketData: {
        read: async (_source, _signal, _onProgress, market) => {
          said.push(market);
          throw stop;
        },
        readNews: async () => [],
      },
    });
    const source = { kind: 'file', path: 'x.csv' };
    for (const market of [
      { symbol: 'DE40', instrument: { digits: 1 } },
      { instrument: { point: 0.25 } },
      {},
    ]) {
      const spec = parseSpec({ market: { source, timeframe: '1h', ...market } });
      const state = initialState('wf_test', 'wf_test');
      await expect(dataEngineer.run({ state, spec, task: 'prepare' }, probe.context)).rejects.toBe(stop);
    }
    expect(said).toEqual([
      { symbol: 'DE40', stamp: 'open', point: 0.1 },
      { symbol: undefined, stamp: 'open', point: 0.25 },
      { symbol: undefined, stamp: 'open', point: undefined },
    ]);
  });
});
