import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mlEngineer } from '../../../src/agents/ml-engineer.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { type ModelCard, modelCardSchema } from '../../../src/orchestration/model-card.ts';
import type { ModelInfo } from '../../../src/orchestration/state.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { generateMarket, trainingInput } from '../../support/training-state.ts';

const BARS = 900;
const compute = createCompute({ threads: 2 });
afterAll(() => compute.stop());
const training = {
  trials: 2,
  folds: 3,
  search: { num_iterations: [10, 20], num_leaves: [3, 6], min_data_in_leaf: [10, 30] },
};

/** A market with an edge of this size, a feature that knows it, one that does not, and one that moves away. */
async function cardOf(edge: number, spec: object = {}): Promise<{ card: ModelCard; model: ModelInfo }> {
  const { bars, regime } = generateMarket(BARS, edge, 'card');
  const rng = createRng('features');
  const families = {
    technical: {
      hint: regime.map((side) => side + 0.3 * rng.normal()),
      noise: regime.map(() => rng.normal()),
      drifting: regime.map((_, i) => rng.normal() + i / 200),
    },
  };
  const probe = createAgentContext({ compute });
  const input = await trainingInput(probe.artifacts, {
    bars,
    families,
    spec: { training: { ...training, ...spec } },
  });
  const { bestModel } = await mlEngineer.run(input, probe.context);
  const model = bestModel as ModelInfo;
  if (!model.card) throw new Error('the model has no card');
  return { model, card: modelCardSchema.parse(await probe.artifacts.getJson(model.card)) };
}

describe('the model card', () => {
  let card: ModelCard;
  let model: ModelInfo;
  beforeAll(async () => {
    ({ card, model } = await cardOf(0.5));
  });

  it('says out of fold what the search said', () => {
    const { scores, profit } = card.evaluation.outOfFold;
    for (const name of [
      'auc',
      'pr_auc',
      'log_loss',
      'brier',
      'brier_calibrated',
      'calibration_error',
    ] as const)
      expect(scores[name].value).toBeCloseTo(model.metrics[name], 10);
    expect(scores.information_coefficient.value).toBeCloseTo(model.metrics.information_coefficient, 10);
    expect(profit.sharpe.value).toBeCloseTo(model.metrics.sharpe, 10);
    expect(profit.figures.trades).toBe(model.metrics.trades);
    // The whole table of the metrics, of the very returns the figures are of.
    const metric = (name: string) => profit.metrics.find((one) => one.name === name);
    expect(profit.metrics.length).toBeGreaterThan(40);
    expect(metric('total_return')?.value).toBeCloseTo(profit.figures.total_return ?? Number.NaN, 12);
    expect(metric('sharpe')?.value).toBeCloseTo(model.metrics.sharpe, 10);
    expect(metric('sharpe')?.low).toBeLessThan(model.metrics.sharpe);
    expect(metric('sharpe')?.high).toBeGreaterThan(model.metrics.sharpe);
    expect(card.modelId).toBe(model.id);
  });

  it('finds the edge on the validation segment too, with intervals about its figures', () => {
    const { outOfFold, validation } = card.evaluation;
    for (const sample of [outOfFold, validation]) {
      const auc = sample?.scores.auc;
      expect(auc?.interval?.low).toBeGreaterThan(0.55);
      expect(auc?.interval?.high).toBeGreaterThan(auc?.value ?? 1);
      expect(auc?.interval?.low).toBeLessThan(auc?.value ?? 0);
    }
    expect(validation?.rows).toBeLessThanOrEqual(225);
    expect(validation?.profit.sharpe.value).toBeGreaterThan(0);
  });

  it('has every bar in one year, one third of volatility and one side of the trend at most', () => {
    const { slices, rows } = card.evaluation.outOfFold;
    const rowsOf = (by: string) =>
      slices.filter((slice) => slice.by === by).reduce((sum, slice) => sum + slice.rows, 0);
    expect(rowsOf('year')).toBe(rows);
    expect(rowsOf('volatility')).toBeLessThanOrEqual(rows);
    expect(rowsOf('trend')).toBeGreaterThan(0.6 * rows);
    const grown = slices
      .filter((slice) => slice.by === 'year')
      .reduce((equity, slice) => equity * (1 + slice.totalReturn), 1);
    expect(grown - 1).toBeCloseTo(card.evaluation.outOfFold.profit.figures.total_return ?? Number.NaN, 8);
  });

  it('calls less often as the threshold rises, and trades the spec’s own as everywhere', () => {
    const { thresholds, rows } = card.evaluation.outOfFold;
    expect(thresholds[0]).toMatchObject({ confidence: 0.5, called: rows });
    const called = thresholds.map((one) => one.called);
    expect(called).toEqual([...called].sort((a, b) => b - a));
    const { minConfidence } = card.evaluation;
    const own = thresholds.find(({ confidence }) => confidence === minConfidence);
    const { trades, total_return: totalReturn } = card.evaluation.outOfFold.profit.figures;
    expect(own).toMatchObject({ trades, totalReturn });
  });

  it('names the feature that knows, by SHAP, by permutation and by partial dependence', () => {
    const { shap, permutation, partialDependence } = card.explanation ?? {};
    expect(shap?.[0]).toMatchObject({ feature: 'hint' });
    expect(shap?.[0].direction).toBeGreaterThan(0.5);
    expect(permutation?.[0].feature).toBe('hint');
    expect(permutation?.[0].interval?.low).toBeGreaterThan(0);
    expect(permutation?.find(({ feature }) => feature === 'noise')?.interval?.low ?? 0).toBeLessThanOrEqual(
      0.005,
    );
    const rise = (name: string) => {
      const points = partialDependence?.find(({ feature }) => feature === name)?.points ?? [];
      return (points.at(-1)?.probability ?? 0) - (points[0]?.probability ?? 1);
    };
    expect(rise('hint')).toBeGreaterThan(0.05);
    expect(Math.abs(rise('noise'))).toBeLessThan(rise('hint') / 2);
  });

  it('sees the feature that has moved, and says so', () => {
    const { features, reference, validationReference, predictionReference } = card.drift;
    expect(features[0]).toMatchObject({ feature: 'drifting' });
    expect(features[0].psi).toBeGreaterThan(0.25);
    expect(features.find(({ feature }) => feature === 'noise')?.psi).toBeLessThan(0.25);
    expect(reference.noise.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    // What later windows are held against: the feature rises, so its deciles on the validation segment lie above.
    expect(validationReference.drifting.edges[0]).toBeGreaterThan(reference.drifting.edges[0]);
    for (const known of Object.values(predictionReference)) {
      expect(known?.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(known?.edges.every((edge) => edge > 0 && edge < 1)).toBe(true);
    }
    expect(card.limits.join(' ')).toMatch(/moved strongly.*drifting/);
    expect(card.limits.join(' ')).not.toMatch(/does not rule out a coin/);
  });

  it('has a learning curve over four shares of the training rows', () => {
    expect(card.learningCurve.map(({ share }) => share)).toEqual([0.25, 0.5, 0.75, 1]);
    const [first, , , last] = card.learningCurve;
    expect(first.rows).toBeLessThan(last.rows / 3);
    expect(last.testAuc).toBeGreaterThan(0.7);
  });

  it('is the same on every run, and without a learning curve when the spec says so', async () => {
    const again = await cardOf(0.5);
    expect(again.model.card?.hash).toBe(model.card?.hash);
    const { card: short } = await cardOf(0.5, { learningCurve: false });
    expect(short.learningCurve).toEqual([]);
  });

  it('says of a model without an edge that a coin is not ruled out', async () => {
    const { bars, regime } = generateMarket(BARS, 0, 'no edge');
    const rng = createRng('nothing');
    const probe = createAgentContext({ compute });
    const families = { technical: { a: regime.map(() => rng.normal()), b: regime.map(() => rng.normal()) } };
    const input = await trainingInput(probe.artifacts, { bars, families, spec: { training } });
    const { bestModel } = await mlEngineer.run(input, probe.context);
    const ref = (bestModel as ModelInfo).card;
    const limits = ref && modelCardSchema.parse(await probe.artifacts.getJson(ref)).limits.join(' ');
    expect(limits).toMatch(/on the validation segment is [\d.]+; its interval does not rule out a coin/);
  });
});
