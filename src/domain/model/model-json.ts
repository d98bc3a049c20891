import type { Json } from '../../kernel/json.ts';
import type { Tree, TreeModel } from './tree-model.ts';

/** The model as LightGBM's own `dump_model` writes it: nested nodes, for programs that walk trees. */
export function modelToJson(model: TreeModel): Json {
  return {
    name: 'tree',
    version: model.version,
    num_class: 1,
    num_tree_per_iteration: 1,
    label_index: 0,
    max_feature_idx: model.features.length - 1,
    objective: model.objective,
    average_output: model.isAverage,
    feature_names: [...model.features],
    tree_info: model.trees.map((tree, index) => ({
      tree_index: index,
      num_leaves: tree.leafValue.length,
      num_cat: 0,
      shrinkage: tree.shrinkage,
      tree_structure: tree.leafValue.length === 1 ? { leaf_value: tree.leafValue[0] } : nodeOf(tree, 0),
    })),
  };
}

function nodeOf(tree: Tree, node: number): Json {
  if (node < 0) {
    const leaf = -node - 1;
    return {
      leaf_index: leaf,
      leaf_value: tree.leafValue[leaf],
      leaf_weight: tree.leafWeight[leaf],
      leaf_count: tree.leafCount[leaf],
    };
  }
  return {
    split_index: node,
    split_feature: tree.splitFeature[node],
    split_gain: tree.splitGain[node],
    threshold: tree.threshold[node],
    decision_type: '<=',
    default_left: tree.defaultLeft[node],
    missing_type: tree.missing[node],
    internal_value: tree.internalValue[node],
    internal_weight: tree.internalWeight[node],
    internal_count: tree.internalCount[node],
    left_child: nodeOf(tree, tree.leftChild[node]),
    right_child: nodeOf(tree, tree.rightChild[node]),
  };
}
