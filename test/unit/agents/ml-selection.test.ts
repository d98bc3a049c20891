import { afterAll, describe, expect, it } from 'vitest';
import type { AgentInput } from '../../../src/agents/agent.ts';
import { mlEngineer } from '../../../src/agents/ml-engineer.ts';
import type { Columns } from '../../../src/agents/ports.ts';
import { selectFeatures } from '../../../src/agents/training/selection/select-features.ts';
import { loadTrainingData } from '../../../src/agents/training/training-data.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { findFeature } from '../../../src/domain/features/registry.ts';
import { fractionalDifference } from '../../../src/domain/ml/selection/fractional-differencing.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { initialPlan } from '../../../src/orchestration/plan.ts';
import { selectionReportSchema } from '../../../src/orchestration/selection-report.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { generateMarket, trainingInput } from '../../support/training-state.ts';

const BARS = 900;
const TRAIN = 675;
const compute = createCompute({ threads: 2 });
afterAll(() => compute.stop());

const { bars, regime } = generateMarket(BARS, 0.5, 'edge');
const noise = (seed: string): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: BARS }, () => rng.normal());
};
const walk = (seed: string): Float64Array => {
  let level = 0;
  return noise(seed).map((step) => {
    level += step;
    return level;
  });
};
const hint = noise('hint').map((value, i) => regime[i] + 0.3 * value);
const columns: Columns = {
  hint,
  nearly_hint: hint.map((value, i) => value + 0.25 * noise('near')[i]),
  // The name of a feature of the registry: a difference of it can be computed from bars again.
  rsi_14: walk('level'),
  flat: new Float64Array(BARS).fill(1),
  ...Object.fromEntries(Array.from({ length: 8 }, (_, k) => [`noise_${k}`, noise(`noise ${k}`)])),
};

async function select(
  selection: object = {},
  overrides: { columns?: Columns; compute?: typeof compute; state?: object } = {},
) {
  const probe = createAgentContext({ compute: overrides.compute ?? compute });
  const spec = { training: { trials: 2, folds: 3, search: { num_iterations: [10, 20] }, selection } };
  const technical = overrides.columns ?? columns;
  const input = await trainingInput(probe.artifacts, {
    bars,
    families: { technical },
    spec,
    ...(overrides.state && { state: overrides.state }),
  });
  const data = await loadTrainingData(input, probe.context);
  const chosen = await selectFeatures(data, input.spec, input.state, probe.context);
  const outcomeOf = (name: string) => chosen.report.columns.find((column) => column.name === name);
  return { probe, input, data, chosen, outcomeOf };
}

describe('the selection of features', () => {
  it('keeps what says something, and one of what says the same', async () => {
    const { chosen, outcomeOf } = await select();
    const said = ['hint', 'nearly_hint'].filter((name) => chosen.features.includes(name));
    expect(said).toHaveLength(1);
    expect(chosen.report.columns[0]).toMatchObject({ name: said[0], outcome: 'kept', folds: 3 });
    const other = said[0] === 'hint' ? 'nearly_hint' : 'hint';
    expect(outcomeOf(other)).toMatchObject({ outcome: 'cluster', of: said[0] });
    expect(outcomeOf('flat')).toMatchObject({ outcome: 'constant', rating: null, folds: 0 });
    const rating = outcomeOf(said[0])?.rating;
    expect(rating?.tStatistic).toBeGreaterThan(4);
    expect(rating?.frequency).toBe(1);
    expect(rating?.permutation).toBeGreaterThan(0.02);
    const { low, high } = rating?.permutationInterval ?? { low: 0, high: 0 };
    expect(low).toBeGreaterThan(0);
    expect(rating?.permutation).toBeGreaterThan(low);
    expect(rating?.permutation).toBeLessThan(high);
    expect(chosen.features.length).toBeLessThan(10);
    expect(() => selectionReportSchema.parse(chosen.report)).not.toThrow();
  });

  it('of a fold looks at the training rows of that fold alone', async () => {
    const { data, chosen } = await select();
    // In the test part of the first fold one noise column tells the label, another one the reverse.
    const spoiled = { ...columns, noise_0: columns.noise_0.slice(), noise_1: columns.noise_1.slice() };
    for (const row of data.folds[0].testRows) {
      spoiled.noise_0[row] = 3 * data.returns[row] * 100;
      spoiled.noise_1[row] = -3 * data.returns[row] * 100;
    }
    const changed = await select({}, { columns: spoiled });
    expect(changed.chosen.foldFeatures[0]).toEqual(chosen.foldFeatures[0]);
    // Whoever looks at those rows sees it.
    const before = chosen.report.columns.find(({ name }) => name === 'noise_0')?.rating?.tStatistic ?? 0;
    expect(Math.abs(changed.outcomeOf('noise_0')?.rating?.tStatistic ?? 0)).toBeGreaterThan(
      Math.abs(before) + 2,
    );
  });

  it('of a screen that a plan cuts ranks by gain in each training part, as a look', async () => {
    const state = { plan: { ...initialPlan, attempt: 2, featureShare: 0.2 } };
    const { data, chosen, probe } = await select({ method: 'screen' }, { state });
    expect(chosen.features).toContain('hint');
    expect(chosen.features).toHaveLength(3);
    expect(chosen.report).toMatchObject({ method: 'ranked', criteria: ['gain'], looks: 1 });
    expect(probe.ledger.records.map(({ status }) => status)).toEqual(['look']);
    // A column that is the label itself in the test part of the first fold: only the others learn from it.
    const spoiled = { ...columns, noise_7: columns.noise_7.slice() };
    for (const row of data.folds[0].testRows) spoiled.noise_7[row] = 100 * data.returns[row];
    const changed = await select({ method: 'screen' }, { state, columns: spoiled });
    expect(changed.chosen.foldFeatures[0]).toEqual(chosen.foldFeatures[0]);
    expect(chosen.foldFeatures.flat()).not.toContain('noise_7');
    expect(changed.chosen.foldFeatures[1]).toContain('noise_7');
    expect(changed.chosen.features).toContain('noise_7');
  });

  it('reads nothing after the train segment, and is the same with another number of threads', async () => {
    const spoiled = Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, values.map((v, i) => (i < TRAIN ? v : -7 * v))]),
    );
    const single = createCompute({ threads: 1 });
    const [first, other] = [await select(), await select({}, { columns: spoiled, compute: single })];
    await single.stop();
    expect(other.chosen.report).toEqual(first.chosen.report);
    expect(other.chosen.foldFeatures).toEqual(first.chosen.foldFeatures);
  });

  it('writes every look at the labels into the ledger, a repetition once', async () => {
    const { probe, data, input, chosen } = await select();
    const looks = () => probe.ledger.records.map(({ params }) => (params as { look: string }).look);
    expect(looks()).toEqual([
      'information_coefficient',
      'mutual_information',
      'gain',
      'permutation',
      'stability',
    ]);
    expect(probe.ledger.records.every(({ status }) => status === 'look')).toBe(true);
    expect(chosen.report.looks).toBe(5);
    await selectFeatures(data, input.spec, input.state, probe.context);
    expect(looks()).toHaveLength(5);
    // Another purge is another look, and so are other candidates; parts of the same rows are not.
    const again = (other: Partial<typeof data>, edits = {}) =>
      selectFeatures({ ...data, ...other }, { ...input.spec, ...edits }, input.state, probe.context);
    const half = data.rows.slice(0, data.rows.length / 2);
    await again({ rows: half });
    expect(looks()).toHaveLength(5);
    await again({ embargoBars: data.embargoBars + 3 });
    expect(looks()).toHaveLength(10);
    const weights = { ...input.spec.training.weights, by: 'equal' };
    await again({}, { training: { ...input.spec.training, weights } });
    expect(looks()).toHaveLength(15);
    const { noise_7: _, ...fewer } = data.candidates;
    await again({ candidates: fewer });
    expect(looks()).toHaveLength(20);
    const cheap = await select({ criteria: ['mutual_information'], stabilityDraws: 0 });
    expect(cheap.probe.ledger.records).toHaveLength(1);
    expect(cheap.outcomeOf('hint')?.rating).toMatchObject({ gainShare: null, permutation: null });
    const blind = await select({ method: 'screen' });
    expect(blind.probe.ledger.records).toHaveLength(0);
    expect(blind.chosen.foldFeatures).toEqual(Array(3).fill(blind.chosen.features));
  });

  it('keeps a random walk, leaves it out or differences it, as it is asked', async () => {
    const kept = await select({ method: 'screen' });
    expect(kept.outcomeOf('rsi_14')).toMatchObject({
      outcome: 'kept',
      stationarity: { isStationary: false },
    });
    const dropped = await select({ method: 'screen', nonStationary: 'drop' });
    expect(dropped.outcomeOf('rsi_14')?.outcome).toBe('non_stationary');
    const { chosen, outcomeOf } = await select({ method: 'screen', nonStationary: 'difference' });
    const { outcome, of } = outcomeOf('rsi_14') ?? {};
    expect(outcome).toBe('differenced');
    expect(of).toMatch(/^fd([1-9]|10)_rsi_14$/);
    expect(chosen.features).toContain(of);
    const order = Number(/^fd(\d+)/.exec(of ?? '')?.[1]) / 10;
    expect(chosen.columns[of ?? '']).toEqual(fractionalDifference(columns.rsi_14, order, 1e-3));
    expect(findFeature(of ?? '')?.parameters).toMatchObject({ difference_order: order });
  });

  it('leaves out a random walk with holes, of which no difference has values', async () => {
    const rsi_14 = columns.rsi_14.map((value, i) => (i % 5 === 2 ? Number.NaN : value));
    const holed = await select(
      { method: 'screen', nonStationary: 'difference' },
      { columns: { ...columns, rsi_14 } },
    );
    expect(holed.outcomeOf('rsi_14')?.outcome).toBe('non_stationary');
  });

  it.each([
    ['information_coefficient', 'tStatistic'],
    ['mutual_information', 'mutualInformation'],
    ['gain', 'gainShare'],
    ['permutation', 'permutation'],
  ] as const)('ranks by the criterion it is asked for: %s', async (criterion, figure) => {
    const { chosen } = await select({ criteria: [criterion], stabilityDraws: 0 });
    const ratings = chosen.report.columns.flatMap(({ rating }) => rating ?? []);
    expect(ratings.length).toBeGreaterThan(8);
    const ranked = ratings.toSorted((a, b) => a.meanRank - b.meanRank);
    const strengths = ranked.map((rating) =>
      criterion === 'information_coefficient' ? Math.abs(rating.tStatistic) : (rating[figure] ?? Number.NaN),
    );
    expect(strengths).toEqual(strengths.toSorted((a, b) => b - a));
    if (criterion === 'gain') expect(strengths.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  });

  it('takes no more than the spec allows, and the share of the plan', async () => {
    const few = await select({ maxFeatures: 2, minFrequency: 0, clusterCorrelation: 1 });
    expect(few.chosen.features).toHaveLength(2);
    const plan = { ...initialPlan, attempt: 2, featureShare: 0.3 };
    const cut = await select({ minFrequency: 0 }, { state: { plan } });
    expect(cut.chosen.features).toHaveLength(Math.ceil(0.3 * 10));
    expect(cut.outcomeOf('noise_0')?.outcome).toBe('unimportant');
  });

  it('is named with a remedy when nothing is left', async () => {
    await expect(select({}, { columns: { flat: columns.flat } })).rejects.toMatchObject({
      code: 'data_insufficient',
      message: expect.stringContaining('nonStationary: keep'),
    });
  });
});

describe('a training with a ranked selection', () => {
  const train = async (selection: object, technical: Columns = columns) => {
    const probe = createAgentContext({ compute });
    const training = { trials: 2, folds: 3, search: { num_iterations: [10, 20] }, selection };
    const input: AgentInput = await trainingInput(probe.artifacts, {
      bars,
      families: { technical },
      spec: { training },
    });
    return { probe, patch: await mlEngineer.run(input, probe.context) };
  };

  it('stores what was seen and chosen with the model, and says it', async () => {
    const { probe, patch } = await train({});
    const ref = patch.bestModel?.selection;
    const report = selectionReportSchema.parse(ref && (await probe.artifacts.getJson(ref)));
    expect(
      report.columns
        .filter(({ outcome }) => outcome === 'kept')
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...(patch.bestModel?.features ?? [])].sort());
    expect(patch.messages?.[0].text).toContain('5 looks at the labels, which count as trials');
    expect((await probe.ledger.summary('TEST:1d')).count).toBe(2 + 5);
  });

  it('stores a differenced column, so that the model can be used', async () => {
    const { probe, patch } = await train({ method: 'screen', nonStationary: 'difference' });
    const name = patch.bestModel?.features.find((feature) => feature.startsWith('fd')) ?? '';
    const set = patch.selectedFeatures;
    expect(set && Object.keys(await probe.artifacts.getColumns(set.artifact))).toContain(name);
  });
});
