/**
 * The first node whose children keep the nodes from being one tree: every node but the root, and every leaf, must hang on
 * exactly one node before it. Undefined when all do.
 * @param leftChild, rightChild Children by node: another node, or leaf `-child - 1`; n nodes have n + 1 leaves.
 */
export function unsoundNode(leftChild: ArrayLike<number>, rightChild: ArrayLike<number>): number | undefined {
  const seen = new Set<number>();
  const nodes = leftChild.length;
  for (let node = 0; node < nodes; node++) {
    for (const child of [leftChild[node], rightChild[node]]) {
      const isNode = child > node && child < nodes;
      const isLeaf = child < 0 && -child - 1 <= nodes;
      if (!(isNode || isLeaf) || seen.has(child)) return node;
      seen.add(child);
    }
  }
  return undefined;
}
