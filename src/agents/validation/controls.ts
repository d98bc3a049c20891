import { auc } from '../../domain/ml/auc.ts';
import {
  aucNoiseBound,
  type ControlScores,
  dependentAucBound,
} from '../../domain/validation/leakage/auc-noise.ts';
import type { ControlAuc } from '../../domain/validation/leakage/leakage-gates.ts';
import type { WalkForwardWindow } from '../../domain/validation/walk-forward.ts';
import { shuffled } from '../../kernel/rng.ts';
import type { AgentContext } from '../agent.ts';
import type { SharedMatrix } from '../ports.ts';
import { fitOnce } from '../training/fit-once.ts';
import { fitTask } from './model-fit.ts';
import { labelledRows, type Study } from './study.ts';
import type { WindowRun } from './walk-forward-run.ts';

/**
 * The shuffled-label control: permutes all labels, trains for a window as the walk-forward does and scores the
 * window on its permuted labels. Whatever a model finds there can only come from rows it should not have seen.
 */
export async function shuffledLabelControl(
  study: Study,
  window: WalkForwardWindow,
  context: AgentContext,
): Promise<ControlAuc> {
  const rng = context.rng.fork('shuffled-labels');
  const outcome = rearranged(study, (values) => shuffled(values, rng));
  const { scores, outcomes } = await score(study, window, outcome, context);
  const positives = outcomes.reduce((count, value) => count + value, 0);
  return { auc: auc(scores, outcomes), bound: aucNoiseBound(positives, outcomes.length - positives) };
}

/**
 * The label-shift control: moves all labels by half the series, in a circle, so that none belongs to its bar any more but
 * neighbours stay neighbours. A shuffled label forgets its neighbours and so cannot show that labels which overlap the
 * window were trained on; a moved one does.
 */
export async function labelShiftControl(
  study: Study,
  window: WalkForwardWindow,
  context: AgentContext,
): Promise<ControlAuc> {
  const outcome = rearranged(study, (values) => {
    const half = Math.floor(values.length / 2);
    return [...values.slice(half), ...values.slice(0, half)];
  });
  const control = await score(study, window, outcome, context);
  return { auc: auc(control.scores, control.outcomes), bound: dependentAucBound(control) };
}

/** Whether a model that is given a feature from the future shows it: its AUC over the window is beyond noise. */
export async function seesCanary(
  study: Study,
  window: WalkForwardWindow,
  canary: SharedMatrix,
  context: AgentContext,
): Promise<boolean> {
  const planted = { ...study, matrix: canary, model: { ...study.model, features: ['canary'] } };
  const control = await score(planted, window, study.outcome, context);
  const positives = control.outcomes.reduce((count, value) => count + value, 0);
  const bound = aucNoiseBound(positives, control.outcomes.length - positives);
  const seen = auc(control.scores, control.outcomes);
  return seen !== null && bound !== null && seen - 0.5 > bound;
}

/** Trains for a window on any classes and predicts its labelled rows. */
async function score(
  study: Study,
  window: WalkForwardWindow,
  outcome: Int8Array,
  context: AgentContext,
): Promise<ControlScores> {
  const predictRows = labelledRows(study, window.from, window.to);
  const { predictions } = await fitOnce(
    fitTask(study, { trainRows: window.trainRows, predictRows }, outcome),
    context,
  );
  return { scores: predictions, outcomes: Int8Array.from(predictRows, (row) => outcome[row]) };
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

/** The classes of all labelled rows in another order. */
function rearranged(study: Study, order: (values: number[]) => readonly number[]): Int8Array {
  const rows = labelledRows(study, 0, study.outcome.length);
  const values = order(Array.from(rows, (row) => study.outcome[row]));
  const outcome = new Int8Array(study.outcome.length);
  for (const [i, row] of rows.entries()) outcome[row] = values[i];
  return outcome;
}
