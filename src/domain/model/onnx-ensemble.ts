import { AppError } from '../../kernel/errors.ts';
import type { Tree, TreeModel } from './tree-model.ts';

/** Attributes of `TreeEnsembleClassifier`, by their names and types. */
export interface EnsembleAttributes {
  readonly ints: Readonly<Record<string, readonly number[]>>;
  readonly floats: Readonly<Record<string, readonly number[]>>;
  readonly modes: readonly string[];
}

/**
 * Nodes and leaves of all trees, leaves behind the splits of their tree.
 * Each leaf votes for class 1 with its value and for class 0 with its negative: the logistic of both sums is the pair
 * of probabilities, with no rule of a runtime about binary classifiers in between.
 * @param sigmoid Factor of the raw score before the logistic function.
 */
export function ensembleAttributes(model: TreeModel, sigmoid: number): EnsembleAttributes {
  const nodes = new NodeTable();
  const scale = sigmoid / (model.isAverage ? Math.max(1, model.trees.length) : 1);
  // A model without trees says nothing: one leaf of 0.
  const trees = model.trees.length > 0 ? model.trees : [EMPTY];
  for (const [index, tree] of trees.entries()) nodes.addTree(tree, index, scale);
  return nodes.attributes();
}

const none = new Float64Array(0);
const EMPTY: Tree = {
  splitFeature: new Int32Array(0),
  splitGain: none,
  threshold: none,
  defaultLeft: [],
  missing: [],
  leftChild: new Int32Array(0),
  rightChild: new Int32Array(0),
  internalValue: none,
  internalWeight: none,
  internalCount: none,
  leafValue: Float64Array.of(0),
  leafWeight: Float64Array.of(0),
  leafCount: Float64Array.of(0),
  shrinkage: 1,
};

class NodeTable {
  readonly #ints: Record<string, number[]> = {
    nodes_treeids: [],
    nodes_nodeids: [],
    nodes_featureids: [],
    nodes_truenodeids: [],
    nodes_falsenodeids: [],
    nodes_missing_value_tracks_true: [],
    class_treeids: [],
    class_nodeids: [],
    class_ids: [],
    classlabels_int64s: [0, 1],
  };
  readonly #values: number[] = [];
  readonly #weights: number[] = [];
  readonly #modes: string[] = [];

  addTree(tree: Tree, index: number, scale: number): void {
    const splits = tree.splitFeature.length;
    // Leaf l is node splits + l.
    const idOf = (child: number): number => (child >= 0 ? child : splits - child - 1);
    for (let node = 0; node < splits; node++) {
      this.#addNode(index, node, {
        mode: 'BRANCH_LEQ',
        feature: tree.splitFeature[node],
        value: floorToFloat32(tree.threshold[node]),
        yes: idOf(tree.leftChild[node]),
        no: idOf(tree.rightChild[node]),
        missingGoesLeft: missingGoesLeft(tree, node, index),
      });
    }
    for (let leaf = 0; leaf < tree.leafValue.length; leaf++) {
      const id = splits + leaf;
      this.#addNode(index, id, { mode: 'LEAF', feature: 0, value: 0, yes: 0, no: 0, missingGoesLeft: false });
      this.#vote(index, id, 0, -tree.leafValue[leaf] * scale);
      this.#vote(index, id, 1, tree.leafValue[leaf] * scale);
    }
  }

  attributes(): EnsembleAttributes {
    return {
      ints: this.#ints,
      floats: { nodes_values: this.#values, class_weights: this.#weights },
      modes: this.#modes,
    };
  }

  #addNode(
    tree: number,
    id: number,
    node: {
      readonly mode: string;
      readonly feature: number;
      readonly value: number;
      readonly yes: number;
      readonly no: number;
      readonly missingGoesLeft: boolean;
    },
  ): void {
    this.#ints.nodes_treeids.push(tree);
    this.#ints.nodes_nodeids.push(id);
    this.#ints.nodes_featureids.push(node.feature);
    this.#ints.nodes_truenodeids.push(node.yes);
    this.#ints.nodes_falsenodeids.push(node.no);
    this.#ints.nodes_missing_value_tracks_true.push(node.missingGoesLeft ? 1 : 0);
    this.#values.push(node.value);
    this.#modes.push(node.mode);
  }

  #vote(tree: number, node: number, label: number, weight: number): void {
    this.#ints.class_treeids.push(tree);
    this.#ints.class_nodeids.push(node);
    this.#ints.class_ids.push(label);
    this.#weights.push(weight);
  }
}

/** A split that knows no missing values reads NaN as 0. */
function missingGoesLeft(tree: Tree, node: number, index: number): boolean {
  const kind = tree.missing[node];
  if (kind === 'NaN') return tree.defaultLeft[node];
  if (kind === 'None') return tree.threshold[node] >= 0;
  throw new AppError(
    'model_invalid',
    `Tree ${index} takes zeros for missing values, which ONNX cannot express`,
  );
}

/** The largest float32 that is not above the value: the same float32 numbers lie on each side of both. */
export function floorToFloat32(value: number): number {
  const nearest = Math.fround(value);
  if (nearest <= value) return nearest;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, nearest);
  const bits = view.getInt32(0);
  // Neighbours of a float are neighbours of its bits; below zero they count the other way.
  if (nearest === 0) view.setInt32(0, -0x7fffffff);
  else view.setInt32(0, nearest > 0 ? bits - 1 : bits + 1);
  return view.getFloat32(0);
}
