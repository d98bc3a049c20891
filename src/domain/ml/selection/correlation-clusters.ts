import { AppError } from '../../../kernel/errors.ts';
import { averageRanks, pearson } from '../correlation.ts';

export interface ClusterInput {
  readonly names: readonly string[];
  /** One list a name, all of one length: training rows only. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Clusters are joined while their mean absolute rank correlation is at least this, 0 to 1. */
  readonly minCorrelation: number;
}

/**
 * Groups columns that say much the same: average-linkage clustering on 1 - |Spearman's rho|. Pairs whose correlation is
 * not defined count as uncorrelated. Clusters are in the order of their first names, names in the given order.
 * O(k^2 n + k^3) for k columns of n rows.
 * @throws AppError `parameter_invalid` for a threshold outside 0 to 1.
 */
export function correlationClusters({ names, columns, minCorrelation }: ClusterInput): string[][] {
  if (!(minCorrelation >= 0 && minCorrelation <= 1)) {
    throw new AppError('parameter_invalid', `minCorrelation is ${minCorrelation}; it must lie in 0 to 1`);
  }
  const ranks = names.map((name) => averageRanks(columns[name]));
  const similarity = ranks.map((a) => Float64Array.from(ranks, (b) => Math.abs(pearson(a, b) ?? 0)));
  let clusters = names.map((_, i) => [i]);
  for (;;) {
    const pair = closestPair(clusters, similarity);
    if (!pair || pair.similarity < minCorrelation) break;
    const joined = [...clusters[pair.a], ...clusters[pair.b]];
    clusters = clusters.filter((_, k) => k !== pair.a && k !== pair.b);
    // Lance & Williams: the mean over the joined pairs, kept in the row of the first member.
    joinRows(similarity, joined, pair, clusters);
    clusters.push(joined);
  }
  return clusters
    .map((members) => members.sort((a, b) => a - b))
    .sort((a, b) => a[0] - b[0])
    .map((members) => members.map((i) => names[i]));
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly sizes: readonly [number, number];
  readonly heads: readonly [number, number];
  readonly similarity: number;
}

/** The two most similar clusters; a cluster is known by its first member. The earliest pair on a tie. */
function closestPair(clusters: readonly number[][], similarity: readonly Float64Array[]): Pair | undefined {
  let best: Pair | undefined;
  for (let a = 0; a < clusters.length; a++) {
    for (let b = a + 1; b < clusters.length; b++) {
      const value = similarity[clusters[a][0]][clusters[b][0]];
      if (best && value <= best.similarity) continue;
      best = {
        a,
        b,
        sizes: [clusters[a].length, clusters[b].length],
        heads: [clusters[a][0], clusters[b][0]],
        similarity: value,
      };
    }
  }
  return best;
}

function joinRows(
  similarity: readonly Float64Array[],
  joined: readonly number[],
  { sizes, heads }: Pair,
  others: readonly number[][],
): void {
  const [first, second] = heads;
  for (const [other] of others) {
    const mean =
      (sizes[0] * similarity[first][other] + sizes[1] * similarity[second][other]) / (sizes[0] + sizes[1]);
    similarity[joined[0]][other] = mean;
    similarity[other][joined[0]] = mean;
  }
}
