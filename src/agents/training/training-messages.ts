import type { ModelInfo, Note } from '../../orchestration/state.ts';
import type { SearchResult } from './run-search.ts';
import type { Selection } from './select-features.ts';
import type { Study } from './study.ts';

/** What was found, as a person reads it. */
export function describeTraining(
  study: Study,
  selection: Selection,
  model: ModelInfo,
  search: SearchResult,
): string {
  const { data, spec } = study;
  const { auc, sharpe, trades } = model.metrics;
  const traded =
    sharpe === undefined
      ? 'it never traded'
      : `Sharpe ${sharpe.toFixed(2)} a year after costs over ${trades} trades`;
  return [
    `${search.outcomes.length} trials${prunedOf(search)} over ${data.folds.length} purged folds of ${data.rows.length} labels, scored by ${spec.training.objective}.`,
    `Best is trial ${search.best.trial.index + 1}: out of fold ${traded}, AUC ${(auc ?? 0.5).toFixed(3)}.`,
    describeSelection(selection),
    `Most important: ${model.importance
      .slice(0, 3)
      .map(({ feature, share }) => `${feature} ${(share * 100).toFixed(0)} %`)
      .join(', ')}.`,
  ].join(' ');
}

function prunedOf({ outcomes }: SearchResult): string {
  const pruned = outcomes.filter((outcome) => outcome.status === 'pruned').length;
  return pruned > 0 ? ` (${pruned} given up early)` : '';
}

/** A warning when trials failed, with the first reason. */
export function warnOfFailures({ outcomes }: SearchResult): Note[] {
  const failed = outcomes.filter((outcome) => outcome.status === 'failed');
  const [first] = failed;
  if (!first) return [];
  const message = `${failed.length} of ${outcomes.length} trials failed; the first: ${first.error.message}`;
  return [{ role: 'ml_engineer', code: first.error.code, message: message.slice(0, 2_000) }];
}

function describeSelection({ features, dropped, unimportant }: Selection): string {
  const reasons = (['empty', 'constant', 'duplicate'] as const)
    .map((reason) => [dropped.filter((column) => column.reason === reason).length, reason] as const)
    .filter(([count]) => count > 0)
    .map(([count, reason]) => `${count} ${reason}`);
  if (unimportant.length > 0) reasons.push(`${unimportant.length} of little importance to the last model`);
  const total = features.length + dropped.length + unimportant.length;
  const left = reasons.length > 0 ? ` (left out: ${reasons.join(', ')})` : '';
  return `It reads ${features.length} of ${total} candidate features${left}.`;
}
