import { auc } from '../../domain/ml/auc.ts';
import type { WalkForwardWindow } from '../../domain/validation/walk-forward.ts';
import { shuffled } from '../../kernel/rng.ts';
import type { AgentContext } from '../agent.ts';
import { fitOnce } from '../training/fit-once.ts';
import { fitTask } from './model-fit.ts';
import { labelledRows, type Study } from './study.ts';
import type { WindowRun } from './walk-forward-run.ts';

export interface ShuffledControl {
  /** AUC on the permuted labels; null when the window holds one class of them. */
  readonly auc: number | null;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * The shuffled-label control: permutes all labels, trains for a window as the walk-forward does and scores the
 * window on its permuted labels. Whatever a model finds there can only come from rows it should not have seen.
 */
export async function shuffledLabelControl(
  study: Study,
  window: WalkForwardWindow,
  context: AgentContext,
): Promise<ShuffledControl> {
  const outcome = permutedOutcomes(study, context);
  const predictRows = labelledRows(study, window.from, window.to);
  const { predictions } = await fitOnce(
    fitTask(study, { trainRows: window.trainRows, predictRows }, outcome),
    context,
  );
  const scored = Int8Array.from(predictRows, (row) => outcome[row]);
  const positives = scored.reduce((count, value) => count + value, 0);
  return { auc: auc(predictions, scored), positives, negatives: scored.length - positives };
}

/** AUC of the walk-forward's predictions over all its labelled bars; null for one class. */
export function outOfSampleAuc(study: Study, runs: readonly WindowRun[]): number | null {
  const scores: number[] = [];
  const outcomes: number[] = [];
  for (const { window, probability } of runs) {
    for (const row of labelledRows(study, window.from, window.to)) {
      scores.push(probability[row - window.from]);
      outcomes.push(study.outcome[row]);
    }
  }
  return auc(Float64Array.from(scores), Int8Array.from(outcomes));
}

function permutedOutcomes(study: Study, context: AgentContext): Int8Array {
  const rows = labelledRows(study, 0, study.outcome.length);
  const values = shuffled(
    Array.from(rows, (row) => study.outcome[row]),
    context.rng.fork('shuffled-labels'),
  );
  const outcome = new Int8Array(study.outcome.length);
  for (const [i, row] of rows.entries()) outcome[row] = values[i];
  return outcome;
}
