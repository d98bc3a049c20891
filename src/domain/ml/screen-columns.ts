import { averageRanks } from './correlation.ts';
import { correlationMatrix } from './correlation-matrix.ts';

export interface ScreenInput {
  readonly names: readonly string[];
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Rows to judge by: training rows only, or the screening itself would look ahead. */
  readonly rows: Int32Array;
  /** Two columns correlated above this (Pearson or Spearman, absolute) count as one; 1 keeps all. */
  readonly maxCorrelation: number;
}

export interface DroppedColumn {
  readonly name: string;
  readonly reason: 'empty' | 'constant' | 'duplicate';
  /** The column that says the same. */
  readonly of?: string;
}

export interface ScreenResult {
  readonly kept: readonly string[];
  readonly dropped: readonly DroppedColumn[];
  /** Spearman's correlation of the kept ones, each pair over the rows it shares; NaN where it is not defined. */
  readonly rankCorrelation: readonly Float64Array[];
}

/** Two columns are compared only where both are present; on less than this share of the larger one they are not the same. */
const MIN_OVERLAP = 0.9;

/**
 * Leaves out columns that can teach a model nothing: without values, with one value only, or saying what an earlier
 * column says already. Infinities count as missing. O(columns² · rows).
 */
export function screenColumns({ names, columns, rows, maxCorrelation }: ScreenInput): ScreenResult {
  const dropped = new Map<string, DroppedColumn>();
  const varying: Column[] = [];
  for (const name of names) {
    const values = Float64Array.from(rows, (row) => finiteOrMissing(columns[name][row]));
    const present = values.filter((value) => !Number.isNaN(value));
    if (present.length === 0) dropped.set(name, { name, reason: 'empty' });
    else if (present.length === values.length && present.every((value) => value === present[0])) {
      dropped.set(name, { name, reason: 'constant' });
    } else varying.push({ name, values, present: present.length });
  }
  const linear = correlationMatrix(varying.map(({ values }) => values));
  const ofRanks = correlationMatrix(varying.map(({ values }) => averageRanks(values)));
  const isSame = (a: number, b: number): boolean =>
    linear.shared[a][b] >= MIN_OVERLAP * Math.max(varying[a].present, varying[b].present) &&
    [linear, ofRanks].some(({ correlation }) => Math.abs(correlation[a][b]) > maxCorrelation);
  const kept: number[] = [];
  varying.forEach(({ name }, k) => {
    const twin = kept.find((earlier) => isSame(earlier, k));
    if (twin === undefined) kept.push(k);
    else dropped.set(name, { name, reason: 'duplicate', of: varying[twin].name });
  });
  return {
    kept: kept.map((k) => varying[k].name),
    dropped: names.flatMap((name) => dropped.get(name) ?? []),
    rankCorrelation: kept.map((a) => Float64Array.from(kept, (b) => ofRanks.correlation[a][b])),
  };
}

interface Column {
  readonly name: string;
  readonly values: Float64Array;
  readonly present: number;
}

const finiteOrMissing = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
