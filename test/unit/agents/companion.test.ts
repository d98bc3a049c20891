import { describe, expect, it } from 'vitest';
import { dataEngineer } from '../../../src/agents/data-engineer.ts';
import type { RawBars } from '../../../src/agents/ports.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { initialState } from '../../../src/orchestration/initial-state.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { randomBars } from '../../support/bars.ts';
import { scaled } from '../../support/tick-bars.ts';

const bars = randomBars(1_000, createRng('companion'));

/** A dataset whose market is `bars`, beside a second one. */
async function prepare(second: Bars | null) {
  const read = async (source: { kind: string }): Promise<RawBars> =>
    source.kind === 'sample' ? { bars, origin: 'first' } : { bars: second as Bars, origin: 'second.csv' };
  const probe = createAgentContext({ marketData: { read, readNews: async () => [] } });
  const companion = second && { companion: { source: { kind: 'file', path: 'second.csv' } } };
  const spec = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' }, ...companion } });
  const state = initialState('wf_test', 'wf_test');
  const { dataset } = await dataEngineer.run({ state, spec, task: 'prepare' }, probe.context);
  if (!dataset) throw new Error('there is no dataset');
  return { ...probe, dataset };
}

describe('a second market', () => {
  it('stands beside the bars, sealed where they are, and is part of their identity', async () => {
    const second = scaled(bars, 2);
    const { dataset, artifacts } = await prepare(second);
    const shown = await artifacts.getColumns(dataset.development);
    expect(shown.companionHigh).toEqual(second.high.subarray(0, shown.high.length));
    const sealed = artifacts.unsealed(dataset.sealedTest);
    expect(sealed.companionLow).toHaveLength(sealed.low.length);
    expect(dataset.id).not.toBe((await prepare(null)).dataset.id);
  });

  it('without a bar in common is a mistake', async () => {
    const away = { ...bars, timeMs: bars.timeMs.map((time) => time + 1e13) };
    await expect(prepare(away)).rejects.toMatchObject({
      code: 'data_insufficient',
      message: expect.stringContaining('market.companion'),
    });
  });
});
