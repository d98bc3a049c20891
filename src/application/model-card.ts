import { toSharedMatrix } from '../agents/feature-matrix.ts';
import type { Columns } from '../agents/ports.ts';
import { findFeature, registryHash } from '../domain/features/registry.ts';
import type { Bars } from '../domain/market/bars.ts';
import { distributionShift, type ReferenceDistribution } from '../domain/ml/drift.ts';
import { AppError } from '../kernel/errors.ts';
import { type CardShift, type ModelCard, modelCardSchema } from '../orchestration/model-card.ts';
import type { Dependencies } from './dependencies.ts';
import { UNTIL_ANSWERED } from './until-answered.ts';
import { usableDataset } from './usable-dataset.ts';

type Deps = Pick<Dependencies, 'store' | 'artifactStore'>;

/**
 * The card of a registered model: data, features, labels, parameters, scores, explanation, limits.
 * @throws AppError `not_found` for an unknown model or one trained before there were cards; `artifact_missing`,
 *   `artifact_corrupt`.
 */
export async function readModelCard({ store, artifactStore }: Deps, modelId: string): Promise<ModelCard> {
  const model = await store.models.get(modelId);
  if (!model) {
    throw new AppError('not_found', `There is no model "${modelId}". GET /v1/models lists those there are.`);
  }
  const { card } = model.info;
  if (!card)
    throw new AppError(
      'not_found',
      `The model ${modelId} was trained before models had cards; train it again.`,
    );
  const parsed = modelCardSchema.safeParse(
    JSON.parse(new TextDecoder().decode(await artifactStore.get(card.hash))),
  );
  if (parsed.success) return parsed.data;
  throw new AppError('artifact_corrupt', `The card of ${modelId} does not have the form of a model card`, {
    issues: parsed.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message })),
  });
}

/** How a model's features and predictions have moved since its training. */
export interface ModelDrift {
  /** Bars that nothing the model came from had seen. */
  readonly bars: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** Against the train segment, the most moved first. */
  readonly features: readonly CardShift[];
  /** Against the validation segment, the most moved first; none for a card of a version that did not keep it. */
  readonly sinceValidation: readonly CardShift[];
  /** The raw probability against that out of fold, and against that on the validation segment. */
  readonly prediction: { readonly train: CardShift | null; readonly validation: CardShift | null };
}

/**
 * Holds features and predictions of later bars of the same market against the model's train and validation segments.
 * Only bars after the model's own dataset count: nothing can be learned here about its sealed test segment.
 *
 * @throws AppError `not_found`; `conflict` for another market or other feature definitions than the model's, and for
 *   features of a second market, whose bars a dataset of its own does not have; `data_insufficient` when the dataset has no later bar; what the compute threads throw.
 */
export async function modelDrift(
  deps: Deps & Pick<Dependencies, 'datasetBars' | 'compute'>,
  modelId: string,
  datasetId: string,
): Promise<ModelDrift> {
  const card = await readModelCard(deps, modelId);
  const { row, bars } = await usableDataset(deps, datasetId);
  requireComparable(card, row);
  const from = bars.timeMs.findIndex((time) => time > Date.parse(card.data.knownTo));
  if (from < 0) {
    throw new AppError(
      'data_insufficient',
      `The dataset ends ${row.lastAt.toISOString()}; the model's own data go to ${card.data.knownTo}. Import later bars.`,
    );
  }
  const later = await laterColumns(deps, card, bars, from);
  const { reference, validationReference, predictionReference } = card.drift;
  const predicted = await predictLater(deps, modelId, card.features.names, later);
  const shiftOf = (before: ReferenceDistribution | null): CardShift | null =>
    before && { feature: 'prediction', ...distributionShift(before, predicted) };
  return {
    bars: bars.timeMs.length - from,
    firstAt: new Date(bars.timeMs[from]).toISOString(),
    lastAt: new Date(bars.timeMs[bars.timeMs.length - 1]).toISOString(),
    features: shiftsOf(reference, later),
    sinceValidation: shiftsOf(validationReference, later),
    prediction: {
      train: shiftOf(predictionReference.train),
      validation: shiftOf(predictionReference.validation),
    },
  };
}

/** The model's features over the later bars; the bars before warm them up. */
async function laterColumns(
  { compute }: Pick<Dependencies, 'compute'>,
  { features: { names } }: ModelCard,
  bars: Bars,
  from: number,
): Promise<Columns> {
  const columns = await compute.calculate('columns', { names, bars }, UNTIL_ANSWERED);
  return Object.fromEntries(names.map((name) => [name, columns[name].subarray(from)]));
}

async function predictLater(
  { store, artifactStore, compute }: Deps & Pick<Dependencies, 'compute'>,
  modelId: string,
  names: readonly string[],
  later: Columns,
): Promise<Float64Array> {
  const model = await store.models.get(modelId);
  if (!model) throw new AppError('not_found', `There is no model "${modelId}".`);
  const modelText = new TextDecoder().decode(await artifactStore.get(model.info.artifact.hash));
  const matrix = toSharedMatrix(later, names);
  const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row);
  return compute.predict({ modelText, matrix, rows }, UNTIL_ANSWERED);
}

const shiftsOf = (reference: Readonly<Record<string, ReferenceDistribution>>, later: Columns): CardShift[] =>
  Object.entries(reference)
    .map(([feature, before]) => ({ feature, ...distributionShift(before, later[feature]) }))
    .sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0));

function requireComparable(
  { data, features }: ModelCard,
  row: { readonly symbol: string; readonly timeframe: string },
): void {
  if (row.symbol !== data.symbol || row.timeframe !== data.timeframe) {
    throw new AppError(
      'conflict',
      `The model reads ${data.symbol} ${data.timeframe}, the dataset holds ${row.symbol} ${row.timeframe}.`,
    );
  }
  if (features.registryHash !== registryHash()) {
    throw new AppError(
      'conflict',
      'The features of this version are defined otherwise than those the model was trained on; train it again.',
    );
  }
  // Computed without it they would all be missing, and the predictions those of another model.
  const ofCompanion = features.names.filter((name) => findFeature(name)?.inputs?.includes('companion'));
  if (ofCompanion.length === 0) return;
  throw new AppError(
    'conflict',
    `The model reads a second market: ${ofCompanion.join(', ')}. A dataset has the bars of one, so its drift cannot be told.`,
    { details: { features: ofCompanion } },
  );
}
