import { describe, expect, it } from 'vitest';
import { barsToColumns, columnsToBars } from '../../../src/agents/columns.ts';
import { discoverFeatures, requireNoFindings } from '../../../src/agents/feature-family.ts';
import { featuresOf } from '../../../src/domain/features/registry.ts';
import { auditReplay } from '../../../src/domain/features/replay-audit.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { randomBars } from '../../support/bars.ts';
import { dataset, spec, state } from '../../support/states.ts';

const bars = randomBars(300, createRng('family'));

describe('discovering a family of features', () => {
  it('signs the technical family with the ML engineer, without a line on structure', async () => {
    const { context, artifacts } = createAgentContext();
    const development = await artifacts.putColumns('bars', barsToColumns(bars));
    const input = {
      spec: spec(),
      state: state({ dataset: { ...dataset(), development } }),
      task: 'features',
    } as const;
    const patch = await discoverFeatures('technical', input, context);
    expect(patch.candidateFeatures).toMatchObject([
      { name: 'technical', role: 'ml_engineer', columns: featuresOf('technical').map(({ name }) => name) },
    ]);
    expect(patch.messages).toHaveLength(1);
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
    expect(columnsToBars({ ...barsToColumns(bars), spread: new Float64Array(1) })).toEqual(bars);
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
