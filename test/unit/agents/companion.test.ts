import { describe, expect, it } from 'vitest';
import { companionBars } from '../../../src/agents/data/companion-bars.ts';
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

  it('is kept whole for the time of the development bars, and not a bar longer', async () => {
    const second = scaled(bars, 2);
    const { dataset, artifacts } = await prepare(second);
    if (!dataset.companion) throw new Error('there is no second market');
    expect(dataset.companion.symbol).toBe('SECOND');
    const kept = await artifacts.getColumns(dataset.companion.bars);
    const shown = await artifacts.getColumns(dataset.development);
    expect(kept.close).toEqual(second.close.subarray(0, shown.close.length));
    expect((await prepare(null)).dataset.companion).toBeUndefined();
  });

  it('in shorter bars is put together, and stops before the first sealed bar opens', () => {
    const spec = parseSpec({
      market: {
        source: { kind: 'sample', name: 'sp500' },
        timeframe: '4h',
        companion: { source: { kind: 'file', path: 'second.csv' }, timeframe: '1h' },
      },
    });
    const HOUR_MS = 3_600_000;
    const hours = { ...bars, timeMs: bars.timeMs.map((_, i) => i * HOUR_MS) };
    const kept = companionBars(hours, spec.market, { fromMs: 8 * HOUR_MS, sealedFromMs: 23 * HOUR_MS });
    expect([...kept.timeMs]).toEqual([8, 12, 16].map((hour) => hour * HOUR_MS));
    expect(kept.close[2]).toBe(bars.close[19]);
    expect(kept.high[0]).toBe(Math.max(...bars.high.subarray(8, 12)));
  });

  it('without a bar in common is a mistake', async () => {
    const away = { ...bars, timeMs: bars.timeMs.map((time) => time + 1e13) };
    await expect(prepare(away)).rejects.toMatchObject({
      code: 'data_insufficient',
      message: expect.stringContaining('market.companion'),
    });
  });
});
