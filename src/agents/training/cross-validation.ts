import { combinatorialCv, foldsOfPath } from '../../domain/ml/combinatorial-cv.ts';
import { type Fold, purgedKFold } from '../../domain/ml/purged-k-fold.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';

/** What is trained to score one configuration, and how the predictions go together. */
export interface CrossValidation {
  /** One training each. */
  readonly folds: readonly Fold[];
  /** Ways through all rows: each row is tested once on each of them. One but for a combinatorial cross-validation. */
  readonly paths: readonly (readonly PathFold[])[];
}

/** A part of a path: rows that one of the folds predicts. */
export interface PathFold extends Fold {
  /** Number of the fold, and where in its test rows these stand. */
  readonly fold: number;
  readonly from: number;
}

export interface CutInput {
  /** Rows with a label, ascending, and by bar the last bar a label looks at. */
  readonly rows: Int32Array;
  readonly endIndex: Int32Array;
  readonly embargoBars: number;
  readonly lookbackBars: number;
}

/**
 * Cuts rows as the spec asks. @throws AppError `parameter_invalid`, `data_insufficient` when purging leaves nothing to
 * train on.
 */
export function cutFolds(
  input: CutInput,
  { folds, crossValidation }: Pick<WorkflowSpec['training'], 'folds' | 'crossValidation'>,
): CrossValidation {
  if (crossValidation.kind !== 'combinatorial') return onePath(purgedKFold({ ...input, folds }));
  const cv = combinatorialCv({ ...input, groups: folds, testGroups: crossValidation.testGroups });
  const offsets = cv.splits.map(({ testGroups }) => {
    let from = 0;
    return new Map(
      testGroups.map((group) => {
        const at = from;
        from += cv.groups[group].length;
        return [group, at] as const;
      }),
    );
  });
  return {
    folds: cv.splits.map(({ trainRows, testGroups }) => ({
      trainRows,
      testRows: Int32Array.from(testGroups.flatMap((group) => [...cv.groups[group]])),
    })),
    paths: cv.paths.map((splits, path) =>
      foldsOfPath(cv, path).map((fold, group) => ({
        ...fold,
        fold: splits[group],
        from: offsets[splits[group]].get(group) ?? 0,
      })),
    ),
  };
}

/** Every fold is tested once: the folds are the path. */
export const onePath = (folds: readonly Fold[]): CrossValidation => ({
  folds,
  paths: [folds.map((fold, k) => ({ ...fold, fold: k, from: 0 }))],
});

/** The predictions of a path, by its parts, out of those of all folds. */
export const predictionsOfPath = (
  path: readonly PathFold[],
  predictions: readonly Float64Array[],
): Float64Array[] =>
  path.map(({ fold, from, testRows }) => predictions[fold].subarray(from, from + testRows.length));
