import { averageRanks, pearson } from './correlation.ts';

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
}

/** Two columns are compared only where both are present; on less than this share of the larger one they are not the same. */
const MIN_OVERLAP = 0.9;

/**
 * Leaves out columns that can teach a model nothing: without values, with one value only, or saying what an earlier
 * column says already. Infinities count as missing. O(columns² · rows).
 */
export function screenColumns({ names, columns, rows, maxCorrelation }: ScreenInput): ScreenResult {
  const kept: Column[] = [];
  const dropped: DroppedColumn[] = [];
  for (const name of names) {
    const values = Float64Array.from(rows, (row) => finiteOrMissing(columns[name][row]));
    const present = values.filter((value) => !Number.isNaN(value));
    if (present.length === 0) {
      dropped.push({ name, reason: 'empty' });
      continue;
    }
    if (present.length === values.length && present.every((value) => value === present[0])) {
      dropped.push({ name, reason: 'constant' });
      continue;
    }
    const column = { name, values, ranks: averageRanks(values), present: present.length };
    const twin = kept.find((earlier) => saysTheSame(earlier, column, maxCorrelation));
    if (twin) dropped.push({ name, reason: 'duplicate', of: twin.name });
    else kept.push(column);
  }
  return { kept: kept.map(({ name }) => name), dropped };
}

interface Column {
  readonly name: string;
  readonly values: Float64Array;
  readonly ranks: Float64Array;
  readonly present: number;
}

function saysTheSame(a: Column, b: Column, maxCorrelation: number): boolean {
  let both = 0;
  for (let i = 0; i < a.values.length; i++) {
    if (!Number.isNaN(a.values[i]) && !Number.isNaN(b.values[i])) both++;
  }
  if (both < MIN_OVERLAP * Math.max(a.present, b.present)) return false;
  const isAbove = (correlation: number | null): boolean =>
    correlation !== null && Math.abs(correlation) > maxCorrelation;
  return isAbove(pearson(a.values, b.values)) || isAbove(pearson(a.ranks, b.ranks));
}

const finiteOrMissing = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
