import { DIFFERENCE_THRESHOLD, differencedName, differenceIn } from '../../../domain/features/fractional.ts';
import { fractionalDifference } from '../../../domain/ml/selection/fractional-differencing.ts';
import type { CandidateScreen } from '../../../domain/ml/selection/screen-candidates.ts';
import { smallestStationaryOrder } from '../../../domain/ml/selection/stationarity.ts';
import type { SelectionSpec } from '../../../orchestration/spec/selection.ts';
import type { Columns } from '../../ports.ts';

/** A difference has no value while its window holds a missing one: with fewer left than this it says too little. */
const MIN_PRESENT = 0.9;
/** The latest rows the order is found on. */
const TESTED_ROWS = 1_000;

/** What became of the columns that look like random walks. */
export interface Stationary {
  readonly names: readonly string[];
  /** The candidates and the differences made of some of them. */
  readonly columns: Columns;
  /** Random walk to its difference; null where it is simply left out. */
  readonly replaced: ReadonlyMap<string, string | null>;
}

/**
 * Deals with random walks as the spec asks. A difference is a feature of the registry, so that whatever uses the model
 * later computes it from bars.
 */
export function makeStationary(
  screen: CandidateScreen,
  candidates: Columns,
  rows: Int32Array,
  { nonStationary, stationarityLevel }: SelectionSpec,
): Stationary {
  const walks = new Set(
    screen.stationarity.flatMap(({ name, isStationary }) => (isStationary ? [] : [name])),
  );
  if (nonStationary === 'keep' || walks.size === 0) {
    return { names: screen.kept, columns: candidates, replaced: new Map() };
  }
  const columns: Record<string, Float64Array> = { ...candidates };
  const replaced = new Map<string, string | null>();
  const names = screen.kept.flatMap((name) => {
    if (!walks.has(name)) return [name];
    const made =
      nonStationary === 'difference' ? differenceOf(name, candidates[name], rows, stationarityLevel) : null;
    replaced.set(name, made?.name ?? null);
    if (made === null) return [];
    columns[made.name] = made.values;
    return [made.name];
  });
  return { names, columns, replaced };
}

/** The columns, with the differences that are named and not among them. */
export function withDifferences(columns: Columns, names: readonly string[]): Columns {
  const made = names.flatMap((name) => {
    const difference = name in columns ? undefined : differenceIn(name);
    if (!difference) return [];
    const { order, inner } = difference;
    return [[name, fractionalDifference(columns[inner], order, DIFFERENCE_THRESHOLD)] as const];
  });
  return made.length > 0 ? { ...columns, ...Object.fromEntries(made) } : columns;
}

function differenceOf(
  name: string,
  column: Float64Array,
  rows: Int32Array,
  level: SelectionSpec['stationarityLevel'],
): { readonly name: string; readonly values: Float64Array } | null {
  const present = Float64Array.from(rows, (row) => column[row]).filter(Number.isFinite);
  const order = smallestStationaryOrder(present.slice(-TESTED_ROWS), {
    level,
    threshold: DIFFERENCE_THRESHOLD,
  });
  if (order === null || order === 0) return null;
  const values = fractionalDifference(column, order, DIFFERENCE_THRESHOLD);
  const left = rows.reduce((count, row) => count + (Number.isFinite(values[row]) ? 1 : 0), 0);
  return left >= MIN_PRESENT * present.length ? { name: differencedName(name, order), values } : null;
}
