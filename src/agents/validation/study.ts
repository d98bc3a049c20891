import { barCount } from '../../domain/market/bars.ts';
import { AppError } from '../../kernel/errors.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentState, DatasetInfo, ModelInfo } from '../../orchestration/state.ts';
import type { AgentContext, AgentInput } from '../agent.ts';
import { columnsToBars } from '../columns.ts';
import { loadFeatureColumns, toSharedMatrix } from '../feature-matrix.ts';
import { labelledBars } from '../label-in-threads.ts';
import { labelWeights } from '../label-weights.ts';
import type { LabelledBars } from '../labelled-bars.ts';
import type { Columns, SharedMatrix } from '../ports.ts';
import { loadNews } from '../signals/knowledge.ts';
import { currentCandidateSets } from '../training/candidate-sets.ts';

/** Everything a validation works on. */
export interface Study extends LabelledBars {
  readonly spec: WorkflowSpec;
  readonly dataset: DatasetInfo;
  readonly model: ModelInfo;
  /** What the search that found the model was asked for. */
  readonly plan: AgentState['plan'];
  /** All candidate columns a model may draw on, one row a development bar. */
  readonly candidates: Columns;
  /** Features of the model, one row a development bar. */
  readonly matrix: SharedMatrix;
  /** Class of each bar, 0 or 1; meaningless where there is no label. */
  readonly outcome: Int8Array;
  /** What each label weighs by itself, as in the training of the model. */
  readonly ofLabel: Float32Array;
}

/**
 * Loads the development bars and the model's feature columns, and labels the bars as the training did.
 * @throws AppError `agent_failed` when there is no dataset or model yet, `agent_output_invalid` when bars and
 *   features differ in length.
 */
export async function loadStudy({ state, spec }: AgentInput, context: AgentContext): Promise<Study> {
  const { dataset, bestModel: model } = state;
  if (!dataset || !model) {
    const missing = dataset ? 'model: the ML engineer' : 'dataset: the data engineer';
    throw new AppError('agent_failed', `There is no ${missing} must run before the validation`);
  }
  const names = new Set([
    ...currentCandidateSets(state, spec, dataset).flatMap((set) => set.columns),
    ...model.features,
  ]);
  const [columns, candidates] = await Promise.all([
    context.artifacts.getColumns(dataset.development),
    loadFeatureColumns(state, [...names], context.artifacts),
  ]);
  const bars = columnsToBars(columns);
  const matrix = toSharedMatrix(candidates, model.features);
  if (matrix.rows !== barCount(bars)) {
    throw new AppError(
      'agent_output_invalid',
      `The features have ${matrix.rows} rows for ${barCount(bars)} development bars`,
    );
  }
  const newsMs = await loadNews(dataset, context.artifacts);
  const labelled = await labelledBars({ bars, spec, newsMs }, context);
  return {
    ...labelled,
    spec,
    dataset,
    model,
    plan: state.plan,
    candidates,
    matrix,
    outcome: Int8Array.from(labelled.target),
    ofLabel: labelWeights(bars, labelled.labels, spec.training),
  };
}

/** Rows of [from, to) that have a label. */
export function labelledRows({ labels }: LabelledBars, from: number, to: number): Int32Array {
  const rows: number[] = [];
  for (let row = from; row < to; row++) if (labels.endIndex[row] >= 0) rows.push(row);
  return Int32Array.from(rows);
}
