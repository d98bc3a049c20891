import { computeColumns } from '../domain/features/compute.ts';
import { registryHash } from '../domain/features/registry.ts';
import { distributionShift } from '../domain/ml/drift.ts';
import { AppError } from '../kernel/errors.ts';
import { type CardShift, type ModelCard, modelCardSchema } from '../orchestration/model-card.ts';
import type { Dependencies } from './dependencies.ts';
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

/** How a model's features have moved since its training. */
export interface ModelDrift {
  /** Bars that nothing the model came from had seen. */
  readonly bars: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** The most moved first. */
  readonly features: readonly CardShift[];
}

/**
 * Holds the features of later bars of the same market against the model's training. Only bars after the model's own
 * dataset count: nothing can be learned here about its sealed test segment.
 *
 * @throws AppError `not_found`; `conflict` for another market or other feature definitions than the model's;
 *   `data_insufficient` when the dataset has no later bar.
 */
export async function modelDrift(
  deps: Deps & Pick<Dependencies, 'datasetBars'>,
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
  // The bars before warm the features up.
  const columns = computeColumns(card.features.names, bars);
  const features = Object.entries(card.drift.reference).map(([feature, reference]) => ({
    feature,
    ...distributionShift(reference, columns[feature].subarray(from)),
  }));
  return {
    bars: bars.timeMs.length - from,
    firstAt: new Date(bars.timeMs[from]).toISOString(),
    lastAt: new Date(bars.timeMs[bars.timeMs.length - 1]).toISOString(),
    features: features.sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0)),
  };
}

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
  if (features.registryHash === registryHash()) return;
  throw new AppError(
    'conflict',
    'The features of this version are defined otherwise than those the model was trained on; train it again.',
  );
}
