import type { Choice } from '../../../domain/ml/selection/choose-columns.ts';
import type { CandidateScreen } from '../../../domain/ml/selection/screen-candidates.ts';
import type { SelectionReport } from '../../../orchestration/selection-report.ts';
import type { SelectionSpec } from '../../../orchestration/spec/selection.ts';
import type { Stationary } from './difference-columns.ts';
import type { RatedPart } from './rate-part.ts';

interface Seen {
  readonly names: readonly string[];
  readonly screen: CandidateScreen;
  readonly stationary: Stationary;
  readonly options: SelectionSpec;
  readonly clusters: readonly (readonly string[])[];
  readonly rows: number;
  readonly looks: number;
  readonly choice: Choice;
  /** Of the whole train segment; null where no label was looked at. */
  readonly rated: RatedPart | null;
  readonly foldFeatures: readonly (readonly string[])[];
}

type Column = SelectionReport['columns'][number];

/** One line a candidate, and one a difference: the kept ones first, by rank. */
export function buildSelectionReport(seen: Seen): SelectionReport {
  const { names, stationary, options, clusters, rows, looks, rated, foldFeatures } = seen;
  const all = [...new Set([...names, ...stationary.names])];
  const columns = all.map((name) => columnOf(name, seen));
  const place = ({ outcome, rating }: Column): number =>
    (outcome === 'kept' ? 0 : 1e6) + (rating?.meanRank ?? 1e5);
  return {
    method: options.method,
    criteria: options.method === 'ranked' ? [...options.criteria] : [],
    rows,
    folds: foldFeatures.length,
    looks,
    importanceLogLoss: rated?.importanceLogLoss ?? null,
    columns: columns.sort((a, b) => place(a) - place(b)),
    clusters: clusters.filter((cluster) => cluster.length > 1).map((cluster) => [...cluster]),
  };
}

function columnOf(name: string, { screen, stationary, choice, rated, foldFeatures }: Seen): Column {
  const test = screen.stationarity.find((column) => column.name === name);
  const rating = rated?.columns.find((column) => column.name === name);
  return {
    name,
    ...outcomeOf(name, { screen, stationary, choice }),
    stationarity: test
      ? { statistic: test.statistic, critical: test.critical, isStationary: test.isStationary }
      : null,
    rating: rating ? withoutName(rating) : null,
    folds: foldFeatures.filter((features) => features.includes(name)).length,
  };
}

function outcomeOf(
  name: string,
  { screen, stationary, choice }: Pick<Seen, 'screen' | 'stationary' | 'choice'>,
): Pick<Column, 'outcome' | 'of'> {
  const dropped = screen.dropped.find((column) => column.name === name);
  if (dropped) return { outcome: dropped.reason, of: dropped.of ?? null };
  const difference = stationary.replaced.get(name);
  if (difference !== undefined) {
    return difference === null
      ? { outcome: 'non_stationary', of: null }
      : { outcome: 'differenced', of: difference };
  }
  const rejected = choice.rejected.find((column) => column.name === name);
  return rejected ? { outcome: rejected.reason, of: rejected.of ?? null } : { outcome: 'kept', of: null };
}

function withoutName({
  name: _name,
  ...rating
}: RatedPart['columns'][number]): NonNullable<Column['rating']> {
  return rating;
}
