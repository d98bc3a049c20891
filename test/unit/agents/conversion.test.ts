import { describe, expect, it } from 'vitest';
import { dataEngineer } from '../../../src/agents/data-engineer.ts';
import type { RawBars } from '../../../src/agents/ports.ts';
import { type Bars, sliceBars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { initialState } from '../../../src/orchestration/initial-state.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { randomBars } from '../../support/bars.ts';

const bars = randomBars(1_000, createRng('conversion'));
const pair = randomBars(1_000, createRng('pair'));

const specOf = (account: object, symbol = 'EURJPY') =>
  parseSpec({ market: { symbol, source: { kind: 'sample', name: 'sp500' } }, account });
const conversion = { source: { kind: 'file', path: 'USDJPY.csv' } };

/** A dataset of EURJPY for an account of USD. */
async function prepare(series: Bars, account: object = {}) {
  const read = async (source: { kind: string }): Promise<RawBars> =>
    source.kind === 'sample' ? { bars, origin: 'first' } : { bars: series, origin: 'USDJPY.csv' };
  const probe = createAgentContext({ marketData: { read, readNews: async () => [] } });
  const spec = specOf({ currency: 'USD', conversion, ...account });
  const state = initialState('wf_test', 'wf_test');
  const { dataset } = await dataEngineer.run({ state, spec, task: 'prepare' }, probe.context);
  if (!dataset) throw new Error('there is no dataset');
  return { ...probe, dataset };
}

describe('the pair of account.conversion', () => {
  it('gives each bar the rate of the close before it, the other way round, sealed where the bars are', async () => {
    const { dataset, artifacts } = await prepare(pair, { conversionRate: 0.01 });
    const shown = await artifacts.getColumns(dataset.development);
    const sealed = artifacts.unsealed(dataset.sealedTest);
    const rates = [...shown.quoteRate, ...sealed.quoteRate];
    expect(rates).toEqual([0.01, ...Array.from(pair.close.subarray(0, 999), (price) => 1 / price)]);
  });

  it('must reach back before the first bar where there is no one rate', async () => {
    await expect(prepare(pair)).rejects.toMatchObject({
      code: 'data_insufficient',
      message: expect.stringContaining(new Date(bars.timeMs[0]).toISOString()),
    });
    await expect(prepare(sliceBars(pair, 0, 500), { conversionRate: 0.01 })).resolves.toBeDefined();
  });

  it('is refused where it is another pair, or nothing is converted', () => {
    const refused = { issues: [expect.objectContaining({ path: 'account.conversion' })] };
    const other = { source: { kind: 'file', path: 'GBPUSD.csv' } };
    const given = [
      () => specOf({ currency: 'USD', conversion: other }),
      () => specOf({ currency: 'JPY', conversion }),
      () => specOf({ conversion }),
      () => specOf({ currency: 'USD', conversion }, 'USDJPY'),
    ];
    for (const parse of given) expect(parse).toThrowError(expect.objectContaining(refused));
    expect(specOf({ currency: 'USD', conversion: { ...other, symbol: 'JPYUSD' } }).account).toBeDefined();
  });
});
