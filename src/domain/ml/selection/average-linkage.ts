/**
 * Average-linkage clustering (Sokal & Michener 1958): the two clusters whose members are most similar on average are
 * joined, the earliest pair on a tie, until no pair reaches `minSimilarity`. O(k^3) for k items.
 * @param similarity Symmetric, one row an item; left as it is.
 * @returns Members of each cluster, ascending, the clusters in the order of their first members.
 */
export function averageLinkage(similarity: readonly Float64Array[], minSimilarity: number): number[][] {
  const rows = similarity.map((row) => Float64Array.from(row));
  let clusters = rows.map((_, i) => [i]);
  for (;;) {
    const pair = closestPair(clusters, rows);
    if (!pair || pair.similarity < minSimilarity) break;
    const joined = [...clusters[pair.a], ...clusters[pair.b]];
    clusters = clusters.filter((_, k) => k !== pair.a && k !== pair.b);
    // Lance & Williams: the mean over the joined pairs, kept in the row of the first member.
    joinRows(rows, joined, pair, clusters);
    clusters.push(joined);
  }
  return clusters.map((members) => members.sort((a, b) => a - b)).sort((a, b) => a[0] - b[0]);
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
