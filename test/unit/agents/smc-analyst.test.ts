import { describe, expect, it } from 'vitest';
import type { AgentInput } from '../../../src/agents/agent.ts';
import { barsToColumns } from '../../../src/agents/columns.ts';
import type { overlaysDocument } from '../../../src/agents/smc/overlays-document.ts';
import { smcAnalyst } from '../../../src/agents/smc-analyst.ts';
import { computeFamily } from '../../../src/domain/features/compute.ts';
import { featuresOf } from '../../../src/domain/features/registry.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { initialPlan } from '../../../src/orchestration/plan.ts';
import { agentPatchSchema } from '../../../src/orchestration/state.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { randomBars } from '../../support/bars.ts';
import { dataset, spec, state } from '../../support/states.ts';

const bars = randomBars(1_500, createRng('smc analyst'));
const NAMES = featuresOf('smc').map((feature) => feature.name);

/** An analyst's desk: the development bars stored, and what it is asked. */
async function desk(edits: Record<string, unknown> = {}, families: 'technical'[] | null = null) {
  const probe = createAgentContext();
  const development = await probe.artifacts.putColumns('bars', barsToColumns(bars));
  const input: AgentInput = {
    spec: spec(edits),
    state: state({ dataset: { ...dataset(), development }, plan: { ...initialPlan, families } }),
    task: 'features',
  };
  return { ...probe, input };
}

describe('the SMC analyst', () => {
  it('offers the columns of its family over the development bars', async () => {
    const { input, context, artifacts } = await desk();
    const patch = await smcAnalyst.run(input, context);
    const [set] = patch.candidateFeatures ?? [];
    expect(patch.candidateFeatures).toHaveLength(1);
    expect(set).toMatchObject({
      name: 'smc',
      role: 'smc_analyst',
      columns: NAMES,
      artifact: { kind: 'features' },
    });
    expect(await artifacts.getColumns(set.artifact)).toEqual(computeFamily('smc', bars));
  });

  it('returns a patch of the fields it owns, the same on every run', async () => {
    const { input, context } = await desk();
    const patch = await smcAnalyst.run(input, context);
    expect(agentPatchSchema.parse(patch)).toEqual(patch);
    const again = await desk();
    expect(await smcAnalyst.run(again.input, again.context)).toEqual(patch);
  });

  it('says how much it found, in words', async () => {
    const { input, context } = await desk();
    const { messages } = await smcAnalyst.run(input, context);
    expect(messages?.map(({ role }) => role)).toEqual(['smc_analyst', 'smc_analyst']);
    expect(messages?.[0].text).toMatch(
      /^50 smc features over 1500 bars \(registry [0-9a-f]{12}\); replayed on [1-4] prefixes/,
    );
    expect(messages?.[1].text).toMatch(
      /^[1-9]\d* swings, \d+ breaks of structure, \d+ changes of character, \d+ fair value gaps \(\d+ still open\)/,
    );
  });

  it('offers a set of each family the spec asks for, what never varies left out by name', async () => {
    const { input, context } = await desk({ features: { ict: true, wyckoff: true } });
    const { candidateFeatures, messages } = await smcAnalyst.run(input, context);
    expect(candidateFeatures?.map(({ name, role }) => [name, role])).toEqual([
      ['smc', 'smc_analyst'],
      ['ict', 'smc_analyst'],
      ['wyckoff', 'smc_analyst'],
    ]);
    const text = messages?.map((message) => message.text).join('\n');
    // Daily bars say nothing of sessions.
    expect(text).toMatch(
      /ict features over 1500 bars .* Left out, because they never vary here: ict_in_asia, /,
    );
    expect(text).toContain('There is no volume: what needs it is missing.');
  });

  it('stores what it read as drawings over the last bars', async () => {
    const { input, context, artifacts } = await desk({ features: { wyckoff: true } });
    const kinds: string[] = [];
    const documents: unknown[] = [];
    const putJson: typeof artifacts.putJson = (kind, value) => {
      kinds.push(kind);
      documents.push(value);
      return artifacts.putJson(kind, value);
    };
    await smcAnalyst.run(input, { ...context, artifacts: { ...context.artifacts, putJson } });
    expect(kinds).toEqual(['overlays']);
    const [document] = documents as [ReturnType<typeof overlaysDocument>];
    expect(document.bars.close).toEqual([...bars.close.subarray(-500)]);
    expect(Object.keys(document.overlays)).toEqual(['smc', 'wyckoff']);
    expect(document.overlays.smc?.length).toBeGreaterThan(100);
  });

  it('reports its progress upwards', async () => {
    const { input, context, progress } = await desk();
    await smcAnalyst.run(input, context);
    const fractions = progress.map(({ fraction }) => fraction);
    expect(fractions.length).toBeGreaterThan(1);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  });

  it.each([
    ['the spec', { features: { smc: false } }, null],
    ['the plan', {}, ['technical' as const]],
  ])('offers nothing when %s leaves its family out', async (_, edits, families) => {
    const { input, context, artifacts } = await desk(edits, families);
    const patch = await smcAnalyst.run(input, context);
    expect(patch.candidateFeatures).toBeUndefined();
    expect(patch.messages).toMatchObject([{ role: 'smc_analyst', text: expect.stringContaining('off') }]);
    expect(artifacts.refs.map((ref) => ref.kind)).toEqual(['bars']);
  });

  it('fails without a dataset', async () => {
    const { context } = createAgentContext();
    await expect(
      smcAnalyst.run({ spec: spec(), state: state(), task: 'features' }, context),
    ).rejects.toMatchObject({
      code: 'agent_failed',
    });
  });

  it('fails on an artifact that holds no bars, naming the column', async () => {
    const { input, context, artifacts } = await desk();
    const { volume: _, ...rest } = barsToColumns(bars);
    const development = await artifacts.putColumns('bars', rest);
    const broken = { ...input, state: state({ dataset: { ...dataset(), development } }) };
    await expect(smcAnalyst.run(broken, context)).rejects.toMatchObject({
      code: 'agent_output_invalid',
      message: expect.stringContaining('"volume"'),
    });
  });

  it('stops when the run is aborted, and stores nothing', async () => {
    const controller = new AbortController();
    const { input, context, artifacts } = await desk();
    const reason = new Error('cancelled');
    const running = smcAnalyst.run(input, {
      ...context,
      signal: controller.signal,
      progress: () => controller.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
    expect(artifacts.refs.map((ref) => ref.kind)).toEqual(['bars']);
  });
});
