import { type Choice, chooseColumns } from '../../../domain/ml/selection/choose-columns.ts';
import type { CandidateScreen } from '../../../domain/ml/selection/screen-candidates.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { SelectionReport } from '../../../orchestration/selection-report.ts';
import type { SelectionSpec } from '../../../orchestration/spec/selection.ts';
import type { WorkflowSpec } from '../../../orchestration/spec/spec.ts';
import type { AgentState } from '../../../orchestration/state.ts';
import type { AgentContext } from '../../agent.ts';
import { toSharedMatrix } from '../../feature-matrix.ts';
import type { Columns } from '../../ports.ts';
import { forEachInFlight } from '../in-flight.ts';
import type { TrainingData } from '../training-data.ts';
import { makeStationary, type Stationary } from './difference-columns.ts';
import { type RatedPart, ratePart } from './rate-part.ts';
import { recordLooks } from './record-looks.ts';
import { buildSelectionReport } from './selection-report.ts';

/** So many of the best ranked are kept, stable or not. */
const MIN_COLUMNS = 5;

/** What the models read. */
export interface Selection {
  /** Of the released model: chosen on the whole train segment. */
  readonly features: readonly string[];
  /** Of each fold's model: chosen on the training rows of that fold alone. */
  readonly foldFeatures: readonly (readonly string[])[];
  /** The candidate columns, and differences made of some of them, over the development bars. */
  readonly columns: Columns;
  readonly report: SelectionReport;
}

type SelectionContext = Pick<AgentContext, 'compute' | 'fitMemo' | 'trials' | 'signal' | 'rng' | 'progress'>;

/**
 * Chooses among the candidate columns. What needs no label is asked once over the train segment: empty, constant and
 * duplicate columns, the test for a unit root, clusters. What looks at labels is asked anew in the training rows of every
 * fold, so that the out-of-fold scores of a search are scores of the choosing too, and once over all rows for the released
 * model. Each look is a row of the trial ledger.
 *
 * @param scope `whole`: one choice for all folds. For a search whose outcome is judged on rows beyond these rows (a window
 *   of the walk-forward, a fold of a nested cross-validation), and whose own scores only rank its trials.
 * @throws AppError `data_insufficient` when nothing is left; what the ports throw.
 */
export async function selectFeatures(
  data: TrainingData,
  spec: WorkflowSpec,
  state: Pick<AgentState, 'plan'>,
  context: SelectionContext,
  scope: 'folds' | 'whole' = 'folds',
): Promise<Selection> {
  const options = wantedSelection(spec.training.selection, state.plan.featureShare);
  const names = Object.keys(data.candidates);
  const trainBars = data.bars.timeMs.length;
  const matrixOf = (columns: Columns, of: readonly string[]) =>
    toSharedMatrix(Object.fromEntries(of.map((name) => [name, columns[name].subarray(0, trainBars)])), of);
  const screen = await context.compute.screen(
    { ...options, matrix: matrixOf(data.candidates, names), rows: data.rows, names },
    context.signal,
  );
  const stationary = makeStationary(screen, data.candidates, data.rows, options);
  requireSomething(stationary.names, names);
  const found = { names, screen, stationary };
  if (options.method === 'screen') return screened(data, found, options);

  const matrix = matrixOf(stationary.columns, stationary.names);
  const parts = [...(scope === 'folds' ? data.folds.map(({ trainRows }) => trainRows) : []), data.rows];
  const rated = new Array<RatedPart>(parts.length);
  let done = 0;
  await forEachInFlight([...parts.entries()], context.compute.concurrency, async ([part, rows]) => {
    const input = {
      data,
      matrix,
      names: stationary.names,
      rows,
      options,
      horizonBars: spec.labels.horizonBars,
      seed: spec.training.seed,
    };
    rated[part] = await ratePart(input, context, context.rng.fork(`selection/${part}`));
    done++;
    context.progress(done / parts.length, `selecting features: part ${done}/${parts.length}`);
  });
  const clusters = clustersOf(found);
  const choices = rated.map(({ columns }) =>
    chooseColumns(columns, {
      ...options,
      clusters,
      share: state.plan.featureShare,
      maxColumns: options.maxFeatures ?? Number.POSITIVE_INFINITY,
      minColumns: MIN_COLUMNS,
    }),
  );
  const choice = choices[choices.length - 1];
  const foldFeatures = data.folds.map((_, fold) => (scope === 'folds' ? choices[fold].kept : choice.kept));
  const looks = await recordLooks(
    { data, spec, options, names: stationary.names, rated: rated[rated.length - 1] },
    context,
  );
  return {
    features: choice.kept,
    foldFeatures,
    columns: stationary.columns,
    report: buildSelectionReport({
      ...found,
      options,
      clusters,
      rows: data.rows.length,
      looks,
      choice,
      rated: rated[rated.length - 1],
      foldFeatures,
    }),
  };
}

interface Found {
  readonly names: readonly string[];
  readonly screen: CandidateScreen;
  readonly stationary: Stationary;
}

/**
 * What is left out of a screen is said by no label, but a share of it is: a plan that wants one ranks by gain, inside
 * each training part and written down as the look it is. Clusters and stability stay out of it.
 */
function wantedSelection(selection: SelectionSpec, share: number): SelectionSpec {
  if (selection.method === 'ranked' || share >= 1) return selection;
  return { ...selection, method: 'ranked', criteria: ['gain'], stabilityDraws: 0, clusterCorrelation: 1 };
}

/** Without a look at the labels: all there is, or the first of it up to the limit. */
function screened({ rows, folds }: TrainingData, found: Found, options: SelectionSpec): Selection {
  const { names, columns } = found.stationary;
  const features = names.slice(0, options.maxFeatures);
  const kept = new Set(features);
  const choice: Choice = {
    kept: features,
    rejected: names.flatMap((name) => (kept.has(name) ? [] : [{ name, reason: 'unimportant' as const }])),
  };
  const foldFeatures = folds.map(() => features);
  const report = buildSelectionReport({
    ...found,
    options,
    clusters: clustersOf(found),
    rows: rows.length,
    looks: 0,
    choice,
    rated: null,
    foldFeatures,
  });
  return { features, foldFeatures, columns, report };
}

/** Clusters of what is left: a difference takes the place of its random walk. */
function clustersOf({ screen, stationary: { replaced } }: Found): string[][] {
  return screen.clusters
    .map((cluster) =>
      cluster.flatMap((name) => {
        const instead = replaced.has(name) ? replaced.get(name) : name;
        return instead ? [instead] : [];
      }),
    )
    .filter((cluster) => cluster.length > 0);
}

function requireSomething(left: readonly string[], names: readonly string[]): void {
  if (left.length > 0) return;
  throw new AppError(
    'data_insufficient',
    `None of the ${names.length} candidate features is left: all are empty, constant or non-stationary over the train segment. Use more data, other features, or training.selection.nonStationary: keep.`,
    { details: { candidates: names.length } },
  );
}
