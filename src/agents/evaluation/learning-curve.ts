import { auc } from '../../domain/ml/auc.ts';
import { logLoss } from '../../domain/ml/probability-scores.ts';
import type { Fold } from '../../domain/ml/purged-k-fold.ts';
import type { ErrorCode } from '../../kernel/error-registry.ts';
import { AppError } from '../../kernel/errors.ts';
import type { ModelCard } from '../../orchestration/model-card.ts';
import { type FitContext, fitOnce } from '../training/fit-once.ts';
import { forEachInFlight } from '../training/in-flight.ts';
import { type Study, type Trial, trialTask } from '../training/study.ts';

/** Shares of each fold's training rows. */
const SHARES = [0.25, 0.5, 0.75, 1] as const;
const TOO_SMALL: readonly ErrorCode[] = ['labels_degenerate', 'data_insufficient'];

/**
 * How the configuration learns as it is given more: every fold is trained on the nearest share of its training rows,
 * in time, and scored on those and on its test rows. A test loss that still falls says that more history would help;
 * a wide gap to the training loss says that the model learns its rows by heart. Empty when the spec does not ask for it;
 * without a share that is too small in every fold to be learned from.
 */
export async function learningCurve(
  study: Study,
  trial: Trial,
  context: FitContext,
): Promise<ModelCard['learningCurve']> {
  if (!study.spec.training.learningCurve) return [];
  const { folds } = study.data;
  const jobs = SHARES.flatMap((share) => folds.map((fold, k) => ({ share, fold, k })));
  const results = new Map<number, (FoldScore | undefined)[]>(SHARES.map((share) => [share, []]));
  await forEachInFlight(jobs, context.compute.concurrency, async ({ share, fold, k }) => {
    const scores = results.get(share);
    if (scores) scores[k] = await scoreFold(study, trial, { fold, k, share }, context);
  });
  return SHARES.flatMap((share) => summarise(share, results.get(share) ?? []));
}

interface FoldScore {
  readonly rows: number;
  readonly train: number;
  readonly test: number;
  readonly testAuc: number | null;
}

async function scoreFold(
  study: Study,
  trial: Trial,
  { fold, k, share }: { readonly fold: Fold; readonly k: number; readonly share: number },
  context: FitContext,
): Promise<FoldScore | undefined> {
  const rows = nearestRows(fold, share);
  const outcomes = (of: Int32Array): Int8Array => Int8Array.from(of, (row) => study.data.target[row]);
  const learned = outcomes(rows);
  const predictRows = new Int32Array(rows.length + fold.testRows.length);
  predictRows.set(rows);
  predictRows.set(fold.testRows, rows.length);
  const predictions = await predictionsOf(study, trial, k, { trainRows: rows, predictRows }, context);
  if (!predictions) return undefined;
  const [train, test] = [predictions.subarray(0, rows.length), predictions.subarray(rows.length)];
  const asked = outcomes(fold.testRows);
  return {
    rows: rows.length,
    train: logLoss(train, learned) ?? 0,
    test: logLoss(test, asked) ?? 0,
    testAuc: auc(test, asked),
  };
}

/** Undefined where the rows hold one class, or early stopping leaves them one or nothing: so small a share says nothing. */
async function predictionsOf(
  study: Study,
  { params }: Trial,
  fold: number,
  rows: Parameters<typeof trialTask>[3],
  context: FitContext,
): Promise<Float64Array | undefined> {
  try {
    return (await fitOnce(trialTask(study, study.foldViews[fold], params, rows), context)).predictions;
  } catch (error) {
    if (error instanceof AppError && TOO_SMALL.includes(error.code)) return undefined;
    throw error;
  }
}

/** The share of the training rows that lies nearest to the test part, ascending. */
function nearestRows({ trainRows: rows, testRows }: Fold, share: number): Int32Array {
  const [first, last] = [testRows[0], testRows[testRows.length - 1]];
  const distance = (row: number): number => (row < first ? first - row : row - last);
  const count = Math.max(1, Math.round(rows.length * share));
  return Int32Array.from([...rows].sort((a, b) => distance(a) - distance(b) || a - b).slice(0, count)).sort();
}

function summarise(share: number, scores: readonly (FoldScore | undefined)[]): ModelCard['learningCurve'] {
  const known = scores.filter((score) => score !== undefined);
  if (known.length === 0) return [];
  const mean = (of: (score: FoldScore) => number): number =>
    known.reduce((sum, score) => sum + of(score), 0) / known.length;
  const aucs = known.map((score) => score.testAuc).filter((value) => value !== null);
  const point = {
    share,
    rows: Math.round(mean((score) => score.rows)),
    train: mean((score) => score.train),
    test: mean((score) => score.test),
    testAuc: aucs.length === 0 ? null : aucs.reduce((sum, value) => sum + value, 0) / aucs.length,
  };
  return [point];
}
