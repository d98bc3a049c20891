import { type DroppedColumn, screenColumns } from '../screen-columns.ts';
import { correlationClusters } from './correlation-clusters.ts';
import { dickeyFuller, type TestLevel } from './stationarity.ts';

/** The latest rows the test for a unit root reads: more make it slow and hardly sharper. */
const TESTED_ROWS = 1_000;
/** The test needs that many. */
const FEWEST_ROWS = 30;

export interface CandidateInput {
  readonly names: readonly string[];
  /** Values of the training rows, one list a name, in the order of `names`. */
  readonly columns: readonly Float64Array[];
  /** Of two columns correlated above this the later one is left out. */
  readonly maxCorrelation: number;
  /** Columns are one cluster while their mean rank correlation is at least this; 1: each is its own. */
  readonly clusterCorrelation: number;
  readonly stationarityLevel: TestLevel;
}

export interface ColumnStationarity {
  readonly name: string;
  readonly statistic: number;
  readonly critical: number;
  readonly isStationary: boolean;
}

/** What can be said of columns without looking at a label. */
export interface CandidateScreen {
  readonly kept: readonly string[];
  readonly dropped: readonly DroppedColumn[];
  /** Of the kept ones that have enough values. */
  readonly stationarity: readonly ColumnStationarity[];
  /** The kept ones, in groups that say much the same. */
  readonly clusters: readonly (readonly string[])[];
}

/**
 * Screens columns without looking at a label: what is empty, constant or said twice goes; the rest is tested for a unit
 * root (over its present values, the latest 1,000) and put into clusters.
 */
export function screenCandidates(input: CandidateInput): CandidateScreen {
  const { names, maxCorrelation, clusterCorrelation, stationarityLevel } = input;
  const columns = Object.fromEntries(names.map((name, k) => [name, input.columns[k]]));
  const rows = Int32Array.from(input.columns[0]?.keys() ?? []);
  const { kept, dropped, rankCorrelation } = screenColumns({ names, columns, rows, maxCorrelation });
  return {
    kept,
    dropped,
    stationarity: kept.flatMap((name) => stationarityOf(name, columns[name], stationarityLevel) ?? []),
    clusters:
      clusterCorrelation < 1
        ? correlationClusters({ names: kept, rankCorrelation, minCorrelation: clusterCorrelation })
        : kept.map((name) => [name]),
  };
}

/** Undefined where too few values are present. */
function stationarityOf(
  name: string,
  column: Float64Array,
  level: TestLevel,
): ColumnStationarity | undefined {
  const present = column.filter(Number.isFinite);
  if (present.length < FEWEST_ROWS) return undefined;
  const { statistic, critical, isStationary } = dickeyFuller(present.slice(-TESTED_ROWS), level);
  return { name, statistic, critical, isStationary };
}
