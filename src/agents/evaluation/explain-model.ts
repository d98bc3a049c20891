import {
  type PermutationImportance,
  permutationImportance,
} from '../../domain/ml/evaluation/permutation-importance.ts';
import { quantileGrid } from '../../domain/ml/evaluation/quantile-grid.ts';
import { evenly, shapSummary } from '../../domain/ml/evaluation/shap-summary.ts';
import type { Rng } from '../../kernel/rng.ts';
import { shuffled } from '../../kernel/rng.ts';
import type { ModelCard } from '../../orchestration/model-card.ts';
import type { Threads } from '../agent.ts';
import type { ColumnVariant, PredictTask, SharedMatrix } from '../ports.ts';
import { forEachInFlight } from '../training/in-flight.ts';
import { RESAMPLES } from './evaluate-sample.ts';

/** Rows asked about, at most: SHAP values of more would say the same. */
const ROWS = 2_000;
const TOP_FEATURES = 12;
const POINTS = 160;
/** Shufflings of each feature. */
const REPETITIONS = 3;
const DEPENDENCE_FEATURES = 6;
const GRID = 15;
/** Variants a thread is handed at once. */
const BATCH = 24;

export interface ExplainInput {
  readonly modelText: string;
  readonly features: readonly string[];
  readonly matrix: SharedMatrix;
  /** Rows the model has not learned from, ascending, at least one. */
  readonly rows: Int32Array;
  /** 0 or 1 by row of the matrix. */
  readonly outcome: (row: number) => number;
  readonly horizonBars: number;
  readonly rng: Rng;
}

/** SHAP summary and dependence, permutation importance and partial dependence of a model on rows new to it. */
export async function explainModel(
  input: ExplainInput,
  { compute, signal }: Threads,
): Promise<NonNullable<ModelCard['explanation']>> {
  const { modelText, features, matrix } = input;
  const rows = Int32Array.from(evenly(input.rows.length, ROWS), (i) => input.rows[i]);
  const task: PredictTask = { modelText, matrix, rows };
  const value = (row: number, feature: number): number => matrix.values[rows[row] * matrix.columns + feature];
  const contributions = await compute.contributions(task, signal);
  const shap = shapSummary({
    features,
    value,
    contributions,
    rows: rows.length,
    top: TOP_FEATURES,
    points: POINTS,
  });
  const used = usedFeatures(contributions, features.length, rows.length);
  const ask = (variants: readonly ColumnVariant[]): Promise<Float64Array[]> =>
    predictAll(task, variants, { compute, signal });
  const outcome = Int8Array.from(rows, input.outcome);
  const base = await compute.predict(task, signal);
  return {
    rows: rows.length,
    shap,
    permutation: await permutations({ ...input, rows, value, used, outcome, base }, ask),
    partialDependence: await dependences(
      shap.slice(0, DEPENDENCE_FEATURES).map(({ feature }) => features.indexOf(feature)),
      { features, value, rows: rows.length },
      ask,
    ),
  };
}

type Ask = (variants: readonly ColumnVariant[]) => Promise<Float64Array[]>;

/** Features that moved a prediction at all; the others' importance is nothing without asking. */
function usedFeatures(contributions: Float64Array, features: number, rows: number): number[] {
  const isUsed = new Array<boolean>(features).fill(false);
  for (let row = 0; row < rows; row++) {
    for (let feature = 0; feature < features; feature++) {
      if (contributions[row * (features + 1) + feature] !== 0) isUsed[feature] = true;
    }
  }
  return [...isUsed.keys()].filter((feature) => isUsed[feature]);
}

interface PermutationInput extends ExplainInput {
  readonly value: (row: number, feature: number) => number;
  readonly used: readonly number[];
  readonly base: Float64Array;
}

async function permutations(
  {
    features,
    rows,
    value,
    used,
    base,
    rng,
    horizonBars,
    ...rest
  }: Omit<PermutationInput, 'outcome'> & {
    readonly outcome: Int8Array;
  },
  ask: Ask,
): Promise<PermutationImportance[]> {
  const variants = used.flatMap((column) => {
    const values = Array.from(rows, (_, row) => value(row, column));
    const own = rng.fork(`shuffle ${features[column]}`);
    return Array.from({ length: REPETITIONS }, () => ({
      column,
      values: Float64Array.from(shuffled(values, own)),
    }));
  });
  const answers = await ask(variants);
  return used
    .map((column, k) => {
      const repetitions = answers.slice(k * REPETITIONS, (k + 1) * REPETITIONS);
      const options = { horizonBars, resamples: RESAMPLES, rng: rng.fork(`rows ${features[column]}`) };
      return permutationImportance(features[column], base, repetitions, rest.outcome, options);
    })
    .sort((a, b) => b.lossIncrease - a.lossIncrease);
}

/** Mean probability with a feature set to each of a grid of its values (Friedman 2001). */
async function dependences(
  columns: readonly number[],
  sample: {
    readonly features: readonly string[];
    readonly value: (row: number, feature: number) => number;
    readonly rows: number;
  },
  ask: Ask,
): Promise<NonNullable<ModelCard['explanation']>['partialDependence']> {
  const grids = columns.map((column) =>
    quantileGrid(
      Float64Array.from({ length: sample.rows }, (_, row) => sample.value(row, column)),
      GRID,
    ),
  );
  const variants = columns.flatMap((column, k) =>
    grids[k].map((value) => ({ column, values: Float64Array.of(value) })),
  );
  const answers = await ask(variants);
  let next = 0;
  return columns.map((column, k) => ({
    feature: sample.features[column],
    points: grids[k].map((value) => {
      const predictions = answers[next++];
      return {
        value,
        probability: predictions.reduce((sum, p) => sum + p, 0) / predictions.length,
      };
    }),
  }));
}

/** The variants in batches, as many at once as there are threads. */
async function predictAll(
  task: PredictTask,
  variants: readonly ColumnVariant[],
  { compute, signal }: Threads,
): Promise<Float64Array[]> {
  const answers = new Array<Float64Array>(variants.length);
  const starts = Array.from({ length: Math.ceil(variants.length / BATCH) }, (_, i) => i * BATCH);
  await forEachInFlight(starts, compute.concurrency, async (from) => {
    const batch = variants.slice(from, from + BATCH);
    const results = await compute.predictVariants({ ...task, variants: batch }, signal);
    results.forEach((result, i) => {
      answers[from + i] = result;
    });
  });
  return answers;
}
