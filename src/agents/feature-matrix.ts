import { AppError } from '../kernel/errors.ts';
import type { AgentState, FeatureSet } from '../orchestration/state.ts';
import type { Artifacts, Columns, SharedMatrix } from './ports.ts';

type FeatureSets = Pick<AgentState, 'candidateFeatures'> & Partial<Pick<AgentState, 'selectedFeatures'>>;

/**
 * The feature columns `names`, read from the candidate sets of the state, as one matrix the compute threads share.
 * A column that several sets hold is taken from the latest one; one that none holds (a fractional difference) from the selected set.
 *
 * @returns Row-major matrix: one row a development bar, one column a name, in the order of `names`. NaN: missing.
 * @throws AppError `agent_output_invalid` when no set holds a column, or the sets differ in length.
 */
export async function loadFeatureMatrix(
  state: FeatureSets,
  names: readonly string[],
  artifacts: Pick<Artifacts, 'getColumns'>,
): Promise<SharedMatrix> {
  return toSharedMatrix(await loadFeatureColumns(state, names, artifacts), names);
}

/** The same columns, not yet packed. Each artifact is read once. */
export async function loadFeatureColumns(
  state: FeatureSets,
  names: readonly string[],
  artifacts: Pick<Artifacts, 'getColumns'>,
): Promise<Columns> {
  const { selectedFeatures, candidateFeatures } = state;
  const known = selectedFeatures ? [selectedFeatures, ...candidateFeatures] : candidateFeatures;
  const setOfName = new Map(names.map((name) => [name, latestSetWith(known, name)]));
  const sets = [...new Set(setOfName.values())];
  const loaded = new Map(
    await Promise.all(sets.map(async (set) => [set, await artifacts.getColumns(set.artifact)] as const)),
  );
  return Object.fromEntries(
    [...setOfName].map(([name, set]) => [name, columnOf(loaded.get(set), name, set)]),
  );
}

/** Packs columns of one length into a row-major matrix in shared memory. Infinities become missing values. */
export function toSharedMatrix(columns: Columns, names: readonly string[]): SharedMatrix {
  const rows = columns[names[0]]?.length ?? 0;
  const width = names.length;
  const values = new Float64Array(
    new SharedArrayBuffer(rows * width * Float64Array.BYTES_PER_ELEMENT),
  ) as Float64Array<SharedArrayBuffer>;
  names.forEach((name, c) => {
    const column = columns[name];
    if (column?.length !== rows) {
      throw new AppError(
        'agent_output_invalid',
        `Feature column "${name}" has ${column?.length ?? 'no'} rows, the first one has ${rows}`,
        { details: { name } },
      );
    }
    for (let r = 0; r < rows; r++) {
      values[r * width + c] = Number.isFinite(column[r]) ? column[r] : Number.NaN;
    }
  });
  return { values, rows, columns: width };
}

function latestSetWith(sets: readonly FeatureSet[], name: string): FeatureSet {
  const set = sets.findLast((candidate) => candidate.columns.includes(name));
  if (set) return set;
  throw new AppError(
    'agent_output_invalid',
    `No candidate set holds the feature "${name}"; there are ${sets.map((s) => s.name).join(', ') || 'none'}`,
    { details: { name } },
  );
}

function columnOf(columns: Columns | undefined, name: string, set: FeatureSet): Float64Array {
  const column = columns?.[name];
  if (column) return column;
  throw new AppError('agent_output_invalid', `The feature set "${set.name}" lacks its column "${name}"`, {
    details: { name, artifact: set.artifact.hash },
  });
}
