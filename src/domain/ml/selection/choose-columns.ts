import { AppError } from '../../../kernel/errors.ts';

/** What is known of one column when it is chosen or not. */
export interface RatedColumn {
  readonly name: string;
  /** Mean rank over the criteria, 1 the best. */
  readonly meanRank: number;
  /** Share of the draws of stability selection that kept it, 0 to 1. */
  readonly frequency: number;
}

export interface ChoiceOptions {
  /** Groups that say much the same: the best of each speaks for it. A name in none stands for itself. */
  readonly clusters: readonly (readonly string[])[];
  readonly minFrequency: number;
  /** Share of those left that are kept, the best ranked first; above 0, at most 1. */
  readonly share: number;
  /** Most columns that are kept. */
  readonly maxColumns: number;
  /** The best ranked that are kept whatever their frequency: a model needs something to read. */
  readonly minColumns: number;
}

export type Rejection = 'cluster' | 'unstable' | 'unimportant';

export interface Choice {
  /** In the order of the columns. */
  readonly kept: readonly string[];
  readonly rejected: readonly {
    readonly name: string;
    readonly reason: Rejection;
    /** The column that speaks for its cluster. */
    readonly of?: string;
  }[];
}

/**
 * Chooses columns by what they were rated: the best ranked of each cluster, of these the stable ones, of these the best
 * share. Ties go to the earlier column.
 * @throws AppError `parameter_invalid` for a share outside (0, 1].
 */
export function chooseColumns(columns: readonly RatedColumn[], options: ChoiceOptions): Choice {
  const { minFrequency, share, maxColumns, minColumns } = options;
  if (!(share > 0 && share <= 1)) {
    throw new AppError('parameter_invalid', `share is ${share}; it must be above 0 and at most 1`);
  }
  const ranked = [...columns].sort((a, b) => a.meanRank - b.meanRank);
  const speaker = speakers(ranked, options.clusters);
  const rejected: Choice['rejected'][number][] = [];
  const speaking = ranked.filter(({ name }) => {
    const of = speaker.get(name) ?? name;
    if (of === name) return true;
    rejected.push({ name, reason: 'cluster', of });
    return false;
  });
  const stable = speaking.filter(({ name, frequency }, place) => {
    if (frequency >= minFrequency || place < minColumns) return true;
    rejected.push({ name, reason: 'unstable' });
    return false;
  });
  const count = Math.max(1, Math.min(maxColumns, Math.ceil(share * stable.length)));
  for (const { name } of stable.slice(count)) rejected.push({ name, reason: 'unimportant' });
  const kept = new Set(stable.slice(0, count).map(({ name }) => name));
  return { kept: columns.flatMap(({ name }) => (kept.has(name) ? [name] : [])), rejected };
}

/** Of each clustered name the best ranked of its cluster. */
function speakers(
  ranked: readonly RatedColumn[],
  clusters: ChoiceOptions['clusters'],
): ReadonlyMap<string, string> {
  const place = new Map(ranked.map(({ name }, k) => [name, k]));
  const placeOf = (name: string): number => place.get(name) ?? ranked.length;
  return new Map(
    clusters.flatMap((cluster) => {
      const best = [...cluster].sort((a, b) => placeOf(a) - placeOf(b))[0];
      return cluster.map((name) => [name, best] as const);
    }),
  );
}
