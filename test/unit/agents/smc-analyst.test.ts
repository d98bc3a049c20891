import { describe, expect, it } from 'vitest';
import type { AgentInput } from '../../../src/agents/agent.ts';
import { barsToColumns } from '../../../src/agents/columns.ts';
import type { overlaysDocument } from '../../../src/agents/smc/overlays-document.ts';
import { smcAnalyst } from '../../../src/agents/smc-analyst.ts';
import { computeFamily } from '../../../src/domain/features/compute.ts';
import { featuresOf } from '../../../src/domain/features/registry.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { countStructures } from '../../../src/domain/smc/count-events.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { initialPlan } from '../../../src/orchestration/plan.ts';
import { agentPatchSchema } from '../../../src/orchestration/state.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { randomBars } from '../../support/bars.ts';
import { dataset, spec, state } from '../../support/states.ts';

const bars = randomBars(1_500, createRng('smc analyst'));
const NAMES = featuresOf('smc').map((feature) => feature.name);

/** An analyst's desk: the development bars stored, and what it is asked. */
async function desk(
  edits: Record<string, unknown> = {},
  families: 'technical'[] | null = null,
  market: Bars = bars,
) {
  const probe = createAgentContext();
  const development = await probe.artifacts.putColumns('bars', barsToColumns(market));
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

  /** What the analyst draws when its families are set so, and what it says. */
  async function drawnWith(features: Record<string, unknown>, market: Bars = bars) {
    const { input, context, artifacts } = await desk({ features }, null, market);
    const kinds: string[] = [];
    const documents: unknown[] = [];
    const putJson: typeof artifacts.putJson = (kind, value) => {
      kinds.push(kind);
      documents.push(value);
      return artifacts.putJson(kind, value);
    };
    const patch = await smcAnalyst.run(input, { ...context, artifacts: { ...context.artifacts, putJson } });
    expect(kinds).toEqual(['overlays']);
    const [document] = documents as [ReturnType<typeof overlaysDocument>];
    return { document, patch };
  }

  it('stores what it read as drawings over the last bars', async () => {
    const { document } = await drawnWith({ wyckoff: true });
    expect(document.bars.close).toEqual([...bars.close.subarray(-500)]);
    expect(Object.keys(document.overlays)).toEqual(['smc', 'wyckoff']);
    expect(document.overlays.smc?.length).toBeGreaterThan(100);
  });

  it('draws and tells of what its columns were read with', async () => {
    const { document, patch } = await drawnWith({ smc: { barsBefore: 2, barsAfter: 2 } });
    const { events } = readStructure(bars, { swing: { barsBefore: 2, barsAfter: 2 }, recentGapBars: 50 });
    const swings = [...events].filter(
      (event) => event.kind === 'swing' && event.scope === 'internal' && event.role !== 'inner',
    );
    expect(patch.messages?.[1].text).toMatch(new RegExp(`^${countStructures(events).swings} swings`));
    const from = bars.timeMs[1_000];
    const marks = document.overlays.smc?.filter(({ label }) => label.startsWith('Swing '));
    expect(marks).toHaveLength(swings.filter(({ eventIndex }) => bars.timeMs[eventIndex] >= from).length);
    expect(patch.candidateFeatures?.[0].columns).toContain('smc_direction__bars_before_2__bars_after_2');
  });

  it.each([
    ['ict', 'the hours of a session', { asiaStartMinute: 1_260 }],
    ['ict', 'the hours of a silver bullet', { noonStartMinute: 630 }],
    ['ict', 'the opening range', { openingEndMinute: 615 }],
    ['ict', 'the optimal trade entry', { from: 0.5 }],
    ['ict', 'the swings of legs', { barsAfter: 2 }],
    ['wyckoff', 'the rules of the schematics', { climaxRangeAtr: 1 }],
  ])('draws %s by its settings: %s', async (family, _, settings) => {
    const hourly = { ...bars, timeMs: bars.timeMs.map((_, i) => bars.timeMs[0] + i * 1_800_000) };
    const { document } = await drawnWith({ smc: false, [family]: settings }, hourly);
    const usual = await drawnWith({ smc: false, [family]: true }, hourly);
    expect(document.overlays[family as 'ict']).not.toEqual(usual.document.overlays[family as 'ict']);
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
