import { registryHash } from '../../domain/features/registry.ts';
import { EVALUATION_CONFIDENCE } from '../../domain/ml/evaluation/block-resample.ts';
import type { PredictedRows } from '../../domain/ml/evaluation/predicted-rows.ts';
import { AppError } from '../../kernel/errors.ts';
import type { ArtifactRef } from '../../orchestration/artifact-ref.ts';
import { type CardSample, type ModelCard, modelCardSchema } from '../../orchestration/model-card.ts';
import type { ModelInfo } from '../../orchestration/state.ts';
import type { AgentContext } from '../agent.ts';
import { datasetFacts } from '../dataset-facts.ts';
import type { LabelledBars } from '../labelled-bars.ts';
import type { FitContext } from '../training/fit-once.ts';
import type { SearchResult } from '../training/run-search.ts';
import { tradedParts } from '../training/score-paths.ts';
import type { Study } from '../training/study.ts';
import { measureDrift } from './drift.ts';
import { RESAMPLES, type SampleInput } from './evaluate-sample.ts';
import { explainModel } from './explain-model.ts';
import { type HeldOut, predictHeldOut } from './held-out.ts';
import { learningCurve } from './learning-curve.ts';
import { limitsOf } from './limits.ts';

export interface CardInput {
  readonly study: Study;
  readonly search: SearchResult;
  readonly model: Omit<ModelInfo, 'card'>;
}

/**
 * Evaluates and explains a model that is final, and stores the card that says all of it. Nothing on the card is read
 * back by the search: the validation segment stays held out.
 * @throws AppError `agent_output_invalid` when a figure does not fit the card, and what compute and artifacts throw.
 */
export async function storeModelCard(
  input: CardInput,
  context: FitContext & Pick<AgentContext, 'artifacts' | 'rng'>,
): Promise<ArtifactRef> {
  const { study, search, model } = input;
  const modelText = await context.artifacts.getText(model.artifact);
  const heldOut = await predictHeldOut(study, model, modelText, context);
  const rng = context.rng.fork('evaluation');
  const { spec, data } = study;
  const shared = { spec, barsPerYear: data.dataset.barsPerYear };
  const facts = {
    ...describeOrigin(input),
    evaluation: {
      confidence: EVALUATION_CONFIDENCE,
      resamples: RESAMPLES,
      minConfidence: spec.signals.minConfidence,
      outOfFold: await evaluate(
        {
          ...shared,
          ...sampleOf(data),
          parts: tradedParts(data),
          calibrated: search.best.result.calibrated,
          groups: outOfFoldRows(input),
          seed: rng.fork('out of fold').seed,
        },
        context,
      ),
      validation:
        heldOut.rows.length === 0
          ? null
          : await evaluate(
              {
                ...shared,
                ...sampleOf(heldOut),
                parts: heldOut.parts,
                calibrated: heldOut.calibrated,
                groups: [heldOut.predicted],
                seed: rng.fork('validation').seed,
              },
              context,
            ),
    },
    explanation: await explain(study, modelText, heldOut, context),
    learningCurve: await learningCurve(study, search.best.trial, context),
    drift: measureDrift(study, heldOut, search.best.result.probability.filter(Number.isFinite)),
  };
  return context.artifacts.putJson('model_card', parseCard({ ...facts, limits: limitsOf(facts) }));
}

const evaluate = (
  input: SampleInput,
  { compute, signal }: Pick<FitContext, 'compute' | 'signal'>,
): Promise<CardSample> => compute.calculate('evaluation', input, signal);

/** What of a sample its evaluation reads: the rest need not cross to a thread. */
const sampleOf = ({
  bars,
  labels,
  side,
  target,
  filterSeries,
  loneTrades,
  newsMs,
}: LabelledBars): LabelledBars => ({ bars, labels, side, target, filterSeries, loneTrades, newsMs });

function describeOrigin({
  study,
  model,
}: CardInput): Pick<ModelCard, 'format' | 'modelId' | 'data' | 'features' | 'labels' | 'training'> {
  const { data, spec } = study;
  const { dataset, rows, target, uniqueness } = data;
  const { meta, ...rules } = spec.labels;
  const up = rows.reduce((count, row) => count + target[row], 0);
  return {
    format: 1,
    modelId: model.id,
    data: {
      datasetId: dataset.id,
      ...datasetFacts(dataset),
      knownTo: dataset.segments.test.lastAt,
      qualityVerdict: dataset.quality.verdict,
    },
    features: { names: model.features, registryHash: registryHash() },
    labels: {
      rules: { ...rules, ...(meta && { primary_rule: describePrimary(meta) }) },
      up,
      down: rows.length - up,
      meanUniqueness: rows.reduce((sum, row) => sum + uniqueness[row], 0) / rows.length,
    },
    training: {
      objective: model.objective,
      params: model.params,
      seed: spec.training.seed,
      trials: model.trials,
      folds: data.folds.length,
      calibration: spec.training.calibration,
      costs: { ...spec.costs },
    },
  };
}

const describePrimary = ({
  feature,
  threshold,
  reversed,
}: NonNullable<CardInput['study']['spec']['labels']['meta']>): string =>
  `long ${reversed ? 'below' : 'above'}, short ${reversed ? 'above' : 'below'} ${feature} = ${threshold}`;

const outOfFoldRows = ({ study: { data }, search }: CardInput): PredictedRows[] =>
  search.best.result.folds.map(({ testRows }, fold) => ({
    row: testRows,
    raw: search.best.result.predictions[fold],
    calibrated: Float64Array.from(testRows, (row) => search.best.result.calibrated[row]),
    outcome: Int8Array.from(testRows, (row) => data.target[row]),
    forwardReturn: Float64Array.from(testRows, (row) => data.returns[row]),
  }));

async function explain(
  { spec, features }: Study,
  modelText: string,
  { rows, matrix, target }: HeldOut,
  context: Pick<AgentContext, 'compute' | 'signal' | 'rng'>,
): Promise<ModelCard['explanation']> {
  if (rows.length === 0) return null;
  return explainModel(
    {
      modelText,
      features,
      matrix,
      rows,
      outcome: (row) => (target[row] === 1 ? 1 : 0),
      horizonBars: spec.labels.horizonBars,
      rng: context.rng.fork('explanation'),
    },
    context,
  );
}

function parseCard(card: ModelCard): ModelCard {
  const parsed = modelCardSchema.safeParse(card);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message }));
  throw new AppError(
    'agent_output_invalid',
    `The model card does not fit its schema at ${issues[0].path}: ${issues[0].message}`,
    { issues },
  );
}
