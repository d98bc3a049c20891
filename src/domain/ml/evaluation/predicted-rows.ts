import { AppError } from '../../../kernel/errors.ts';
import { requireProbabilities } from '../outcomes.ts';

/** Rows that one model predicted without having learned from them, in the order of time. Lists of one length. */
export interface PredictedRows {
  /** Bar of each row. */
  readonly row: Int32Array;
  readonly raw: Float64Array;
  readonly calibrated: Float64Array;
  /** 0 or 1. */
  readonly outcome: Int8Array;
  /** From the entry to the end of the label, a share; what the rank correlation asks about. */
  readonly forwardReturn: Float64Array;
}

/** The rows that `keep` names by their bar. */
export function filterRows(rows: PredictedRows, keep: (row: number) => boolean): PredictedRows {
  const kept = Int32Array.from(rows.row.keys()).filter((i) => keep(rows.row[i]));
  const float = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i]);
  return {
    row: Int32Array.from(kept, (i) => rows.row[i]),
    raw: float(rows.raw),
    calibrated: float(rows.calibrated),
    outcome: Int8Array.from(kept, (i) => rows.outcome[i]),
    forwardReturn: float(rows.forwardReturn),
  };
}

/** @throws AppError `parameter_invalid` for lists of other lengths or values that are no probabilities. */
export function requirePredicted({ row, raw, calibrated, outcome, forwardReturn }: PredictedRows): void {
  requireProbabilities(raw, outcome);
  requireProbabilities(calibrated, outcome);
  if (row.length === raw.length && forwardReturn.length === raw.length) return;
  throw new AppError(
    'parameter_invalid',
    `${row.length} rows and ${forwardReturn.length} returns for ${raw.length} predictions`,
  );
}
