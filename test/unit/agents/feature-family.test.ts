import { describe, expect, it } from 'vitest';
import { barsToColumns, columnsToBars } from '../../../src/agents/columns.ts';
import { discoverFeatures, requireNoFindings } from '../../../src/agents/feature-family.ts';
import { featuresOf } from '../../../src/domain/features/registry.ts';
import { auditReplay } from '../../../src/domain/features/replay-audit.ts';
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

async function discover(development: Bars): Promise<AgentPatch> {
  const { context, artifacts } = createAgentContext();
  const ref = await artifacts.putColumns('bars', barsToColumns(development));
  const input = {
    spec: spec(),
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
    const leaky = auditReplay(({ close }) => ({ peek: close.map((_, i) => close[i + 1]) }), bars, [100, 200]);
    expect(() => requireNoFindings(leaky)).toThrow(
      expect.objectContaining({
        code: 'agent_failed',
        message: expect.stringMatching(/^peek changed on replay: at bar 100, peek was NaN .* and \d/),
        details: { features: ['peek'], findings: leaky },
      }),
    );
    expect(() => requireNoFindings([])).not.toThrow();
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
