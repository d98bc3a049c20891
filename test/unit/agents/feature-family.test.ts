import { describe, expect, it } from 'vitest';
import { auditedColumns } from '../../../src/agents/audited-columns.ts';
import { barsToColumns, columnsToBars } from '../../../src/agents/columns.ts';
import { discoverFeatures } from '../../../src/agents/feature-family.ts';
import { featuresOf } from '../../../src/domain/features/registry.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import type { AgentPatch } from '../../../src/orchestration/state.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { barsOf, randomBars } from '../../support/bars.ts';
import { dataset, spec, state } from '../../support/states.ts';

const rng = createRng('family');
const bars: Bars = {
  ...randomBars(300, rng),
  volume: Float64Array.from({ length: 300 }, () => 1 + rng.integer(1_000)),
};
const TECHNICAL = featuresOf('technical').map(({ name }) => name);

async function discover(development: Bars, features = spec().features): Promise<AgentPatch> {
  const { context, artifacts } = createAgentContext();
  const ref = await artifacts.putColumns('bars', barsToColumns(development));
  const input = {
    spec: { ...spec(), features },
    state: state({ dataset: { ...dataset(), development: ref } }),
    task: 'features',
  } as const;
  return discoverFeatures('technical', input, context);
}

describe('discovering a family of features', () => {
  it('signs the technical family with the ML engineer, without a line on structure', async () => {
    const patch = await discover(bars);
    expect(patch.candidateFeatures).toMatchObject([
      { name: 'technical', role: 'ml_engineer', columns: TECHNICAL },
    ]);
    expect(patch.messages).toHaveLength(1);
  });

  it('leaves out and names the columns that never vary', async () => {
    const patch = await discover({ ...bars, volume: new Float64Array(300) });
    const leftOut = ['volume_ratio_20', 'volume_z_50'];
    expect(patch.candidateFeatures?.[0].columns).toEqual(TECHNICAL.filter((name) => !leftOut.includes(name)));
    expect(patch.messages?.[0].text).toContain('volume_ratio_20, volume_z_50.');
  });

  it('fails on a market in which nothing varies', async () => {
    const still = barsOf(Array.from({ length: 40 }, () => [5, 5, 5, 5]));
    await expect(discover(still)).rejects.toMatchObject({ code: 'data_insufficient' });
  });

  it('fails the job when a feature changed on replay, naming it, the bar and both values', () => {
    const leaky = ({ close }: Bars) => ({ honest: close, peek: close.map((_, i) => close[i + 1]) });
    expect(() => auditedColumns(leaky, bars, [100, 200])).toThrow(
      expect.objectContaining({
        code: 'agent_failed',
        message: expect.stringMatching(/^peek changed on replay: at bar \d+, peek was NaN .* and \d/),
        details: expect.objectContaining({ features: ['peek'] }),
      }),
    );
  });

  it('names a column that knows too much although it does not change: the bars themselves may leak', async () => {
    // Stamps shifted: the volume of a bar tells the next bars' move.
    const long = randomBars(6_000, createRng('leaky bars'));
    const volume = long.close.map(
      (price, i) => 1 + 1_000 * Math.max(0, (long.close[i + 9] ?? price) / price - 1),
    );
    const patch = await discover({ ...long, volume });
    expect(patch.warnings).toMatchObject([{ role: 'ml_engineer', code: 'entry_lag_suspect' }]);
    expect(patch.warnings?.[0].message).toMatch(/volume_ratio_20 \(\d/);
    expect((await discover(bars)).warnings).toBeUndefined();
  });

  it('computes what the spec names: parameters of a name, longer bars, and not what it leaves out', async () => {
    const features = {
      technical: true,
      smc: true,
      ict: false,
      wyckoff: false,
      include: ['ppo_5_9', 'h4_rsi_7', 'ict_ote'],
      exclude: TECHNICAL.filter((name) => name !== 'rsi_14'),
    };
    const patch = await discover(bars, features);
    expect(patch.candidateFeatures?.[0].columns).toEqual(['rsi_14', 'ppo_5_9', 'h4_rsi_7']);
  });
});

describe('bars and columns', () => {
  it('turn into each other, whatever other columns there are', () => {
    expect(columnsToBars({ ...barsToColumns(bars), note: new Float64Array(1) })).toEqual(bars);
    expect(Object.keys(barsToColumns(bars))).toEqual(['timeMs', 'open', 'high', 'low', 'close', 'volume']);
  });

  it.each([
    ['a column is absent', { ...barsToColumns(bars), low: undefined }, 'no column "low"'],
    ['a column is short', { ...barsToColumns(bars), high: new Float64Array(2) }, '"high" has 2 rows'],
    ['there is none', {}, 'it holds none'],
  ])('are refused when %s', (_, columns, message) => {
    expect(() => columnsToBars(columns as Record<string, Float64Array>)).toThrow(
      expect.objectContaining({ code: 'agent_output_invalid', message: expect.stringContaining(message) }),
    );
  });
});
