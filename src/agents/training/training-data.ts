import { type Labels, labelBars } from '../../domain/labels/label.ts';
import { sampleWeights } from '../../domain/labels/sample-weights.ts';
import { averageUniqueness } from '../../domain/labels/uniqueness.ts';
import { type Bars, barCount, sliceBars } from '../../domain/market/bars.ts';
import { type Fold, purgedKFold } from '../../domain/ml/purged-k-fold.ts';
import { AppError } from '../../kernel/errors.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { DatasetInfo } from '../../orchestration/state.ts';
import type { AgentContext, AgentInput } from '../agent.ts';
import { columnsToBars } from '../columns.ts';
import { loadFeatureColumns } from '../feature-matrix.ts';
import { labelOptions } from '../label-options.ts';
import type { Columns } from '../ports.ts';
import type { TradingSpec } from '../trading-rules.ts';
import { currentCandidateSets } from './candidate-sets.ts';

/** Fewer labels than this in a fold, and its scores are mostly luck. */
const MIN_LABELS_PER_FOLD = 30;

/** What a model may learn from: the train segment and nothing after it. */
export interface TrainingData {
  readonly dataset: DatasetInfo;
  /** Bars of the train segment. Every list of this object but `candidates` has one value for each. */
  readonly bars: Bars;
  readonly labels: Labels;
  /** Bars with a label that ends inside the train segment, ascending. */
  readonly rows: Int32Array;
  /** 1 where the label is up, else 0. */
  readonly target: Float32Array;
  /** Average uniqueness of each label. */
  readonly uniqueness: Float32Array;
  /** Sample weights by bar of a model trained on these rows. */
  readonly weightOf: (trainRows: Int32Array) => Float32Array;
  /** Candidate columns over all development bars, the train segment being their first rows. */
  readonly candidates: Columns;
  readonly folds: readonly Fold[];
}

/**
 * Reads bars and candidate columns, labels the train segment and cuts it into purged folds. Labels are computed on the
 * train bars alone, so none can look into the validation segment.
 * @throws AppError `agent_failed` when dataset or candidates are absent, `data_insufficient`, `labels_degenerate`.
 */
export async function loadTrainingData(
  { state, spec }: AgentInput,
  { artifacts }: Pick<AgentContext, 'artifacts'>,
): Promise<TrainingData> {
  const { dataset } = state;
  if (!dataset) throw notReady('dataset', 'data engineer');
  const sets = currentCandidateSets(state, spec, dataset);
  if (sets.length === 0) throw notReady('candidate set over this dataset', 'feature discovery');
  const names = [...new Set(sets.flatMap((set) => set.columns))];
  const candidates = await loadFeatureColumns({ candidateFeatures: [...sets] }, names, artifacts);
  const development = columnsToBars(await artifacts.getColumns(dataset.development));
  const { train } = dataset.segments;
  const bars = sliceBars(development, 0, train.to - train.from);
  return { dataset, candidates, ...labelSegment(bars, spec) };
}

/** Labels, weights and folds of one segment. */
export function labelSegment(
  bars: Bars,
  spec: TradingSpec & Pick<WorkflowSpec, 'training' | 'split'>,
): Omit<TrainingData, 'dataset' | 'candidates'> {
  const labels = labelBars(bars, labelOptions(spec, bars));
  const rows = Int32Array.from(labels.direction.keys()).filter((row) => labels.direction[row] !== 0);
  requireLabels(labels, rows, barCount(bars), spec.training.folds);
  const target = Float32Array.from(labels.direction, (direction) => (direction === 1 ? 1 : 0));
  const uniqueness = Float32Array.from(averageUniqueness(labels));
  return {
    bars,
    labels,
    rows,
    target,
    uniqueness,
    weightOf: (trainRows) => sampleWeights({ rows: trainRows, uniqueness, target, ...spec.training.weights }),
    folds: purgedKFold({
      rows,
      endIndex: labels.endIndex,
      folds: spec.training.folds,
      embargoBars: spec.split.embargoBars,
      lookbackBars: spec.training.lookbackBars,
    }),
  };
}

function requireLabels(labels: Labels, rows: Int32Array, bars: number, folds: number): void {
  const needed = folds * MIN_LABELS_PER_FOLD;
  if (rows.length < needed) {
    throw new AppError(
      'data_insufficient',
      `The train segment has ${rows.length} labels over ${bars} bars; ${folds} folds need at least ${needed}. Use more data, fewer folds or a shorter horizon.`,
      { details: { labels: rows.length, needed } },
    );
  }
  const up = rows.filter((row) => labels.direction[row] === 1).length;
  if (up > 0 && up < rows.length) return;
  throw new AppError(
    'labels_degenerate',
    `All ${rows.length} labels of the train segment are ${up > 0 ? 'up' : 'down'}: there is nothing to tell apart. Change labels.takeProfitAtr, labels.stopLossAtr or labels.horizonBars.`,
    { details: { up, down: rows.length - up } },
  );
}

const notReady = (what: string, who: string): AppError =>
  new AppError('agent_failed', `There is no ${what} to train on: ${who} must come first`);
