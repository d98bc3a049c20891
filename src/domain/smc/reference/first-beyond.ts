/** Finds, in a series, the first value from a bar on that reaches a level. */
export interface LevelSearch {
  /** First index from `from` on whose value is above `level` (`beyond`) or not below it (`at`); -1: none. */
  first(from: number, level: number, rule: 'at' | 'beyond'): number;
  /** Takes one value out of the search. */
  remove(index: number): void;
}

/**
 * A tournament tree of maxima: O(n) to build, O(log n) a search. Search the negated series for values below a level
 * (negation is exact, so it is the same comparison).
 */
export function createLevelSearch(values: Float64Array): LevelSearch {
  const n = values.length;
  const leaves = 2 ** Math.ceil(Math.log2(Math.max(n, 1)));
  const tree = new Float64Array(2 * leaves).fill(Number.NEGATIVE_INFINITY);
  tree.set(values, leaves);
  for (let node = leaves - 1; node > 0; node--) tree[node] = Math.max(tree[2 * node], tree[2 * node + 1]);

  const descend = (start: number, level: number, isAt: boolean): number => {
    let node = start;
    while (node < leaves) {
      const left = tree[2 * node];
      node = (isAt ? left >= level : left > level) ? 2 * node : 2 * node + 1;
    }
    return node - leaves;
  };

  return {
    first: (from, level, rule) => {
      if (from >= n) return -1;
      const isAt = rule === 'at';
      let node = Math.max(from, 0) + leaves;
      for (;;) {
        if (isAt ? tree[node] >= level : tree[node] > level) return descend(node, level, isAt);
        // Up to the first ancestor that is a left child, then over to its sibling: the bars that come next.
        while (node & 1) node >>= 1;
        if (node === 0) return -1;
        node += 1;
      }
    },
    remove: (index) => {
      let node = index + leaves;
      tree[node] = Number.NEGATIVE_INFINITY;
      for (node >>= 1; node > 0; node >>= 1) tree[node] = Math.max(tree[2 * node], tree[2 * node + 1]);
    },
  };
}

/** The series upside down. */
export const negated = (values: Float64Array): Float64Array => values.map((value) => -value);
