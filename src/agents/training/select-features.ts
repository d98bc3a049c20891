import { keepImportant } from '../../domain/ml/importance.ts';
import { type DroppedColumn, screenColumns } from '../../domain/ml/screen-columns.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AgentState } from '../../orchestration/state.ts';
import type { TrainingData } from './training-data.ts';

/** Two columns correlated above this say the same. */
const MAX_CORRELATION = 0.98;

export interface Selection {
  readonly features: readonly string[];
  readonly dropped: readonly DroppedColumn[];
  /** Left out because the plan asks for fewer features. */
  readonly unimportant: readonly string[];
}

/**
 * Which candidate columns the model reads: those that are neither empty, constant nor duplicates on the training rows,
 * and of them the plan's share, by importance in the last model.
 * @throws AppError `data_insufficient` when nothing is left.
 */
export function selectFeatures(
  { candidates, rows }: Pick<TrainingData, 'candidates' | 'rows'>,
  { plan, bestModel }: Pick<AgentState, 'plan' | 'bestModel'>,
): Selection {
  const names = Object.keys(candidates);
  const { kept, dropped } = screenColumns({
    names,
    columns: candidates,
    rows,
    maxCorrelation: MAX_CORRELATION,
  });
  if (kept.length === 0) {
    throw new AppError(
      'data_insufficient',
      `None of the ${names.length} candidate features varies over the train segment`,
    );
  }
  const features = keepImportant(kept, bestModel?.importance ?? [], plan.featureShare);
  return { features, dropped, unimportant: kept.filter((name) => !features.includes(name)) };
}
