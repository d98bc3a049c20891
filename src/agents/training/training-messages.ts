import type { SelectionReport } from '../../orchestration/selection-report.ts';
import type { ModelInfo, Note } from '../../orchestration/state.ts';
import type { SearchResult } from './run-search.ts';
import type { Study } from './study.ts';

/** What was found, as a person reads it. */
export function describeTraining(
  study: Study,
  selection: SelectionReport,
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
    `${search.outcomes.length} trials${prunedOf(search)} over ${foldsOf(study)} of ${data.rows.length} labels, scored by ${spec.training.objective}.`,
    `Best is trial ${search.best.trial.index + 1}: out of fold ${traded}, AUC ${(auc ?? 0.5).toFixed(3)}.`,
    ...(search.stopped ? [`The search was ended by its budget: ${search.stopped.reason}.`] : []),
    describeSelection(selection),
    `Most important: ${model.importance
      .slice(0, 3)
      .map(({ feature, share }) => `${feature} ${(share * 100).toFixed(0)} %`)
      .join(', ')}.`,
  ].join(' ');
}

function foldsOf({ data, spec }: Study): string {
  const { length } = data.folds;
  if (data.paths.length === 1) return `${length} purged folds`;
  return `${length} combinations of ${spec.training.crossValidation.testGroups} of ${spec.training.folds} purged groups, ${data.paths.length} paths`;
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

const REASONS = {
  empty: 'empty',
  constant: 'constant',
  duplicate: 'duplicate',
  non_stationary: 'not stationary',
  differenced: 'replaced by a difference',
  cluster: 'said better by another',
  unstable: 'not stable',
  unimportant: 'of little importance',
} as const;

function describeSelection({ columns, looks }: SelectionReport): string {
  const count = (outcome: string): number => columns.filter((column) => column.outcome === outcome).length;
  const reasons = (Object.keys(REASONS) as (keyof typeof REASONS)[])
    .filter((reason) => count(reason) > 0)
    .map((reason) => `${count(reason)} ${REASONS[reason]}`);
  const left = reasons.length > 0 ? ` (left out: ${reasons.join(', ')})` : '';
  const looked = looks > 0 ? ` Choosing them took ${looks} looks at the labels, which count as trials.` : '';
  return `It reads ${count('kept')} of ${columns.length} candidate features${left}.${looked}`;
}
