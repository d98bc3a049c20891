import type { Interval } from '../../../domain/ml/evaluation/block-resample.ts';
import { meanRanks } from '../../../domain/ml/selection/assess-columns.ts';
import type { Rng } from '../../../kernel/rng.ts';
import type { SelectionCriterion, SelectionSpec } from '../../../orchestration/spec/selection.ts';
import type { SharedMatrix } from '../../ports.ts';
import { type FitContext, hashOf } from '../fit-once.ts';
import type { TrainingData } from '../training-data.ts';
import { type FoldImportance, importanceInFolds } from './importance-in-folds.ts';

/** What one training part says about the columns. */
export interface RatedPart {
  readonly columns: readonly RatedColumn[];
  /** Of the models that gain and permutation were read from; null without them. */
  readonly importanceLogLoss: number | null;
}

export interface RatedColumn {
  readonly name: string;
  readonly meanRank: number;
  readonly informationCoefficient: number | null;
  readonly tStatistic: number;
  readonly mutualInformation: number;
  readonly gainShare: number | null;
  readonly permutation: number | null;
  readonly permutationInterval: Interval | null;
  readonly frequency: number;
}

export interface PartInput {
  readonly data: TrainingData;
  readonly matrix: SharedMatrix;
  readonly names: readonly string[];
  /** Training rows of the part. */
  readonly rows: Int32Array;
  readonly options: SelectionSpec;
  readonly horizonBars: number;
  readonly seed: number;
}

/** Rates the columns by the training rows of one part alone. */
export async function ratePart(input: PartInput, context: FitContext, rng: Rng): Promise<RatedPart> {
  const { data, matrix, names, rows, options, horizonBars, seed } = input;
  const assessed = await context.compute.assess(
    {
      matrix,
      rows,
      names,
      target: Float32Array.from(rows, (row) => data.target[row]),
      returns: Float64Array.from(rows, (row) => data.returns[row]),
      horizonBars,
      draws: options.stabilityDraws,
      share: options.stabilityShare,
      seed: `${seed}/stability/${hashOf(rows)}`,
    },
    context.signal,
  );
  const importance = await importanceOf(input, context, rng);
  const scores: Record<SelectionCriterion, () => readonly number[]> = {
    // By t, not by value: a column with few values has an unsure coefficient.
    information_coefficient: () => assessed.map(({ tStatistic }) => Math.abs(tStatistic)),
    mutual_information: () => assessed.map(({ mutualInformation }) => mutualInformation),
    gain: () => importance?.gainShare ?? [],
    permutation: () => importance?.permutation ?? [],
  };
  const ranks = meanRanks(options.criteria.map((criterion) => scores[criterion]()));
  const isMeasured = (criterion: SelectionCriterion): boolean => options.criteria.includes(criterion);
  return {
    importanceLogLoss: importance?.logLoss ?? null,
    columns: assessed.map(({ name, ...rating }, k) => ({
      name,
      ...rating,
      // Without draws nothing is known to be unstable.
      frequency: options.stabilityDraws > 0 ? rating.frequency : 1,
      meanRank: ranks[k],
      gainShare: isMeasured('gain') ? (importance?.gainShare[k] ?? null) : null,
      permutation: isMeasured('permutation') ? (importance?.permutation[k] ?? null) : null,
      permutationInterval: importance?.permutationInterval[k] ?? null,
    })),
  };
}

async function importanceOf(
  { data, matrix, names, rows, options, horizonBars, seed }: PartInput,
  context: FitContext,
  rng: Rng,
): Promise<FoldImportance | null> {
  const withPermutation = options.criteria.includes('permutation');
  if (!withPermutation && !options.criteria.includes('gain')) return null;
  const { folds } = options;
  return importanceInFolds(
    { data, matrix, names, rows, folds, horizonBars, seed, withPermutation },
    context,
    rng,
  );
}
