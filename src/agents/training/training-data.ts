import { longestLookBack } from '../../domain/features/look-back.ts';
import { forwardReturns } from '../../domain/labels/forward-returns.ts';
import type { Labels } from '../../domain/labels/label.ts';
import { averageUniqueness } from '../../domain/labels/uniqueness.ts';
import { type Bars, barCount, sliceBars } from '../../domain/market/bars.ts';
import { AppError } from '../../kernel/errors.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { DatasetInfo } from '../../orchestration/state.ts';
import type { AgentContext, AgentInput, Threads } from '../agent.ts';
import { columnsToBars } from '../columns.ts';
import { loadFeatureColumns } from '../feature-matrix.ts';
import { labelledBars } from '../label-in-threads.ts';
import { labelWeights, trainingWeights } from '../label-weights.ts';
import type { LabelledBars } from '../labelled-bars.ts';
import type { Columns } from '../ports.ts';
import { loadNews } from '../signals/knowledge.ts';
import { currentCandidateSets } from './candidate-sets.ts';
import { type CrossValidation, cutFolds } from './cross-validation.ts';

/** Fewer labels than this in a fold, and its scores are mostly luck. */
const MIN_LABELS_PER_FOLD = 30;

/** What a model may learn from: the train segment and nothing after it. Every list but `candidates` has one value a bar of it. */
export interface TrainingData extends CrossValidation, LabelledBars {
  readonly dataset: DatasetInfo;
  /** Bars with a label that ends inside the train segment, ascending. */
  readonly rows: Int32Array;
  /** Return from the entry to the end of the label, in the direction the model speaks of; NaN where there is none. */
  readonly returns: Float64Array;
  /** Average uniqueness of each label. */
  readonly uniqueness: Float32Array;
  /** Sample weights by bar of a model trained on these rows. */
  readonly weightOf: (trainRows: Int32Array) => Float32Array;
  /** Candidate columns over all development bars, the train segment being their first rows. */
  readonly candidates: Columns;
  readonly embargoBars: number;
  /** Bars the purge is widened by. */
  readonly lookbackBars: number;
}

/**
 * Reads bars and candidate columns, labels the train segment and cuts it into purged folds. Labels are computed on the
 * train bars alone, so none can look into the validation segment.
 * @throws AppError `agent_failed` when dataset or candidates are absent, `data_insufficient`, `labels_degenerate`.
 */
export async function loadTrainingData(
  { state, spec }: AgentInput,
  { artifacts, compute, signal }: Pick<AgentContext, 'artifacts' | 'compute' | 'signal'>,
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
  const newsMs = await loadNews(dataset, artifacts);
  return { dataset, candidates, ...(await labelSegment(bars, names, spec, newsMs, { compute, signal })) };
}

/** What a training reads of a segment, but its candidate columns. */
export type SegmentData = Omit<TrainingData, 'dataset' | 'candidates'>;

/** Labels, weights and folds of one segment. @throws what `labelledBars` and `segmentData` throw. */
export async function labelSegment(
  bars: Bars,
  candidates: readonly string[],
  spec: WorkflowSpec,
  newsMs: Float64Array | null,
  context: Threads,
): Promise<SegmentData> {
  const labelled = await labelledBars({ bars, spec, newsMs }, context);
  return context.compute.share(segmentData(labelled, candidates, spec));
}

/**
 * Weights and folds of a segment that is labelled.
 * @throws AppError `data_insufficient`, `labels_degenerate`.
 */
export function segmentData(
  labelled: LabelledBars,
  candidates: readonly string[],
  spec: Pick<WorkflowSpec, 'training' | 'split'>,
): SegmentData {
  const { bars, labels, side, target } = labelled;
  const rows = Int32Array.from(labels.direction.keys()).filter((row) => labels.direction[row] !== 0);
  requireLabels(target, rows, barCount(bars), spec.training.folds);
  const sample = { labels, target, ofLabel: labelWeights(bars, labels, spec.training) };
  const purge = purgeOf(bars, candidates, spec);
  return {
    ...labelled,
    rows,
    uniqueness: Float32Array.from(averageUniqueness(labels)),
    returns: labelReturns(bars, labels, rows, side),
    weightOf: oncePerRows((trainRows) => trainingWeights(sample, trainRows, spec.training)),
    ...purge,
    ...cutFolds({ rows, endIndex: labels.endIndex, ...purge }, spec.training),
  };
}

/** Embargo of the cross-validation, and the bars its purge is widened by. */
function purgeOf(
  { timeMs }: Pick<Bars, 'timeMs'>,
  features: readonly string[],
  { training, split }: Pick<WorkflowSpec, 'training' | 'split'>,
): Pick<TrainingData, 'embargoBars' | 'lookbackBars'> {
  return {
    embargoBars: training.crossValidation.embargoBars ?? split.embargoBars,
    lookbackBars:
      training.lookbackBars === 'features'
        ? longestLookBack(features, shortestStep(timeMs))
        : training.lookbackBars,
  };
}

/** The length of a bar: weekends and holidays only make steps longer. */
function shortestStep(timeMs: Float64Array): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < timeMs.length; i++) shortest = Math.min(shortest, timeMs[i] - timeMs[i - 1]);
  return shortest;
}

function labelReturns(bars: Bars, labels: Labels, rows: Int32Array, side: Int8Array | null): Float64Array {
  const returns = new Float64Array(barCount(bars)).fill(Number.NaN);
  forwardReturns(bars, labels, rows).forEach((value, i) => {
    returns[rows[i]] = value * (side?.[rows[i]] ?? 1);
  });
  return returns;
}

/** The weights of a fold are asked for by every trial; they are drawn once. */
function oncePerRows(weigh: (rows: Int32Array) => Float32Array): (rows: Int32Array) => Float32Array {
  const known = new WeakMap<Int32Array, Float32Array>();
  return (rows) => {
    const weights = known.get(rows) ?? weigh(rows);
    known.set(rows, weights);
    return weights;
  };
}

function requireLabels(target: Float32Array, rows: Int32Array, bars: number, folds: number): void {
  const needed = folds * MIN_LABELS_PER_FOLD;
  if (rows.length < needed) {
    throw new AppError(
      'data_insufficient',
      `The train segment has ${rows.length} labels over ${bars} bars; ${folds} folds need at least ${needed}. Use more data, fewer folds or a shorter horizon.`,
      { details: { labels: rows.length, needed } },
    );
  }
  const up = rows.filter((row) => target[row] === 1).length;
  if (up > 0 && up < rows.length) return;
  throw new AppError(
    'labels_degenerate',
    `All ${rows.length} labels of the train segment are ${up > 0 ? 'up' : 'down'}: there is nothing to tell apart. Change labels.takeProfitAtr, labels.stopLossAtr or labels.horizonBars.`,
    { details: { up, down: rows.length - up } },
  );
}

const notReady = (what: string, who: string): AppError =>
  new AppError('agent_failed', `There is no ${what} to train on: ${who} must come first`);
