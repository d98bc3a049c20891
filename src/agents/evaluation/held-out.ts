import { forwardReturns } from '../../domain/labels/forward-returns.ts';
import { barCount } from '../../domain/market/bars.ts';
import { applyCalibration } from '../../domain/ml/calibration.ts';
import type { PredictedRows } from '../../domain/ml/evaluation/predicted-rows.ts';
import type { ModelInfo } from '../../orchestration/state.ts';
import type { AgentContext } from '../agent.ts';
import { columnsToBars } from '../columns.ts';
import { toSharedMatrix } from '../feature-matrix.ts';
import { labelledBars } from '../label-in-threads.ts';
import type { LabelledBars } from '../labelled-bars.ts';
import type { SharedMatrix } from '../ports.ts';
import { rowsOf } from '../row-range.ts';
import type { TradedPart } from '../trade-probabilities.ts';
import type { Study } from '../training/study.ts';

/** The validation segment as the final model sees it. Lists have one value a development bar. */
export interface HeldOut extends LabelledBars {
  readonly matrix: SharedMatrix;
  /** The segment, traded by what the train segment teaches. */
  readonly parts: readonly TradedPart[];
  /** Labelled rows of the segment. */
  readonly rows: Int32Array;
  readonly predicted: PredictedRows;
  /** NaN outside the segment. */
  readonly calibrated: Float64Array;
}

/**
 * Predicts the validation segment with the final model, which has learned from the train segment alone. It is looked
 * at to describe the model, after everything about the model was chosen.
 */
export async function predictHeldOut(
  { data, features, spec }: Study,
  model: Pick<ModelInfo, 'calibration'>,
  modelText: string,
  { artifacts, compute, signal }: Pick<AgentContext, 'artifacts' | 'compute' | 'signal'>,
): Promise<HeldOut> {
  const bars = columnsToBars(await artifacts.getColumns(data.dataset.development));
  const labelled = await labelledBars({ bars, spec, newsMs: data.newsMs }, { compute, signal });
  const { labels, side, target } = labelled;
  const range = rowsOf(data.dataset, 'validation');
  const matrix = toSharedMatrix(data.candidates, features);
  const all = Int32Array.from({ length: range.to - range.from }, (_, i) => range.from + i);
  const raw = await compute.predict({ modelText, matrix, rows: all }, signal);
  const calibrated = new Float64Array(barCount(bars)).fill(Number.NaN);
  calibrated.set(applyCalibration(model.calibration, raw), range.from);
  const rows = all.filter((row) => labels.direction[row] !== 0);
  const predicted: PredictedRows = {
    row: rows,
    raw: Float64Array.from(rows, (row) => raw[row - range.from]),
    calibrated: Float64Array.from(rows, (row) => calibrated[row]),
    outcome: Int8Array.from(rows, (row) => target[row]),
    forwardReturn: forwardReturns(bars, labels, rows).map((value, i) => value * (side?.[rows[i]] ?? 1)),
  };
  const parts = [{ learn: [rowsOf(data.dataset, 'train')], trade: range }];
  return { ...labelled, matrix, parts, rows, predicted, calibrated };
}
