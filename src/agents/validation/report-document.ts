import type { Bars } from '../../domain/market/bars.ts';
import { calibrationBins } from '../../domain/ml/calibration-bins.ts';
import { confusion } from '../../domain/ml/confusion.ts';
import { totalReturn } from '../../domain/performance/growth.ts';
import type { Metric } from '../../domain/performance/measure.ts';
import { rolling } from '../../domain/performance/rolling.ts';
import { equityCurve } from '../../domain/risk/drawdown.ts';
import type { TrackRecord } from '../../domain/validation/figures.ts';
import { moments } from '../../domain/validation/moments.ts';
import { annualised, sharpePerBar } from '../../domain/validation/sharpe.ts';
import { AppError } from '../../kernel/errors.ts';
import { type ValidationReport, validationReportSchema } from '../../orchestration/validation-report.ts';
import { holdingReturns } from '../metrics-task.ts';
import type { Columns } from '../ports.ts';
import { tradeRow } from '../trade-row.ts';
import type { Judgement } from './judge.ts';
import type { Study } from './study.ts';
import type { WindowRun } from './walk-forward-run.ts';

/** Bins of the reliability diagram. */
const CALIBRATION_BINS = 10;
/** Points of the rolling figures, at most. */
const ROLLING_POINTS = 250;
/** Probability from which class 1 is predicted in the confusion matrix. */
const DECISION_THRESHOLD = 0.5;

export type Verdict = Pick<
  ValidationReport,
  'modelId' | 'attempt' | 'passed' | 'gates' | 'figures' | 'trialCount'
>;

export interface ReportInput {
  readonly verdict: Verdict;
  /** What the judgement has beside its figures. */
  readonly details: Pick<Judgement, 'logits' | 'pathSharpes' | 'surface'>;
  readonly study: Study;
  readonly runs: readonly WindowRun[];
  readonly stitched: TrackRecord;
  /** Out-of-fold predictions of the model: columns `calibrated` and `label`. */
  readonly predictions: Columns;
  /** Of the stitched record. */
  readonly metrics: readonly Metric[];
}

/**
 * The document behind a verdict. Pure.
 * @throws AppError `agent_output_invalid` when the document does not fit its schema, or the predictions lack a column.
 */
export function buildReport({
  verdict,
  details,
  study,
  runs,
  stitched,
  predictions,
  metrics,
}: ReportInput): ValidationReport {
  const { bars, dataset, model } = study;
  const { from } = runs[0].window;
  const { probability, outcome } = outOfFold(predictions);
  const timeMs = bars.timeMs.subarray(from, from + stitched.returns.length);
  const benchmark = holdingReturns(bars, from, stitched.returns.length);
  const document: ValidationReport = {
    ...verdict,
    logits: details.logits && { from: [...details.logits.from], share: [...details.logits.share] },
    pathSharpes: [...details.pathSharpes],
    surface: [...details.surface],
    metrics: [...metrics],
    skippedSignals: skippedOf(runs),
    equity: {
      timeMs: [...timeMs],
      value: [...equityCurve(stitched.returns)],
      benchmark: [...equityCurve(benchmark)],
      cash: [...cashCurve(timeMs.length, study)],
    },
    rolling: rollingSharpe(stitched.returns, timeMs, dataset.barsPerYear),
    windows: runs.map((run) => windowRow(run, bars, dataset.barsPerYear)),
    calibration: calibrationBins(probability, outcome, CALIBRATION_BINS),
    confusion: confusion(probability, outcome, DECISION_THRESHOLD),
    importance: [...model.importance],
    trades: stitched.trades.map((trade) => tradeRow(trade, bars)),
  };
  const parsed = validationReportSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message }));
  throw new AppError(
    'agent_output_invalid',
    `The validation report does not fit its schema at ${issues[0].path}: ${issues[0].message}`,
    { issues },
  );
}

/** One unit of cash at the close of each bar, a year being as many bars as the data has in one. */
const cashCurve = (length: number, { spec, dataset }: Study): Float64Array =>
  Float64Array.from({ length }, (_, i) => (1 + spec.account.cashRate) ** ((i + 1) / dataset.barsPerYear));

/** Over half a year of bars; null where the record is not even twice as long. */
function rollingSharpe(
  returns: Float64Array,
  timeMs: Float64Array,
  barsPerYear: number,
): ValidationReport['rolling'] {
  const window = Math.max(2, Math.round(barsPerYear / 2));
  if (returns.length < 2 * window) return null;
  const step = Math.ceil((returns.length - window + 1) / ROLLING_POINTS);
  const sharpe = rolling(returns.length, { window, step }, (from, to) =>
    annualised(sharpePerBar(moments(returns.subarray(from, to))), barsPerYear),
  );
  return { window, timeMs: sharpe.map((_, k) => timeMs[window - 1 + k * step]), sharpe };
}

function skippedOf(runs: readonly WindowRun[]): ValidationReport['skippedSignals'] {
  const total = { noBarrier: 0, noSize: 0, outsideSession: 0, unfilled: 0 };
  for (const { record } of runs) {
    for (const reason of Object.keys(total) as (keyof typeof total)[])
      total[reason] += record.skipped[reason];
  }
  return total;
}

/** One row a bar of the walk-forward, for a notebook. */
export function walkForwardColumns({ bars }: Study, runs: readonly WindowRun[]): Columns {
  const join = (part: (run: WindowRun) => ArrayLike<number>): Float64Array =>
    Float64Array.from(runs.flatMap((run) => Array.from(part(run))));
  const slice = (run: WindowRun, column: Float64Array | Int8Array) =>
    column.subarray(run.window.from, run.window.to);
  return {
    timeMs: join((run) => slice(run, bars.timeMs)),
    window: Float64Array.from(
      runs.flatMap((run, k) => new Array<number>(run.probability.length).fill(k + 1)),
    ),
    probability: join((run) => run.probability),
    side: join((run) => slice(run, run.record.side)),
    return: join((run) => run.record.returns),
  };
}

function outOfFold({ calibrated, label }: Columns): { probability: Float64Array; outcome: Int8Array } {
  if (calibrated && label) {
    return { probability: calibrated, outcome: Int8Array.from(label, (value) => (value > 0 ? 1 : 0)) };
  }
  throw new AppError('agent_output_invalid', 'The predictions lack the column "calibrated" or "label"');
}

function windowRow({ window, record, features }: WindowRun, { timeMs }: Bars, barsPerYear: number) {
  return {
    trainFrom: iso(timeMs[window.trainFrom]),
    from: iso(timeMs[window.from]),
    to: iso(timeMs[window.to - 1]),
    bars: window.to - window.from,
    trades: record.trades.length,
    return: totalReturn(record.returns),
    sharpe: annualised(sharpePerBar(moments(record.returns)), barsPerYear),
    features: features.length,
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
