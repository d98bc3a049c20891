import { AppError } from '../../kernel/errors.ts';
import type { MissingKind, Tree, TreeModel } from './tree-model.ts';
import { unsoundNode } from './tree-shape.ts';

/* Bits of `decision_type` (`include/LightGBM/tree.h`). */
const CATEGORICAL = 1;
const DEFAULT_LEFT = 2;
const MISSING_SHIFT = 2;
const MISSING: readonly MissingKind[] = ['None', 'Zero', 'NaN'];

/**
 * Reads LightGBM's text format.
 * @throws AppError `model_invalid` for a text that is damaged, and for what has no equal outside LightGBM: several
 *   classes, categorical splits, linear leaves.
 */
export function parseModelText(text: string): TreeModel {
  const [head = '', ...sections] = text.split('\n\nTree=');
  if (!head.startsWith('tree\n')) throw invalid('it does not start with "tree"');
  if (!text.includes('\nend of trees')) throw invalid('its trees do not end');
  const header = fieldsOf(head);
  if (header.get('num_class') !== '1') throw invalid('it has several classes');
  const sizes = wordsOf(need(header, 'tree_sizes'));
  if (sizes.length !== sections.length) {
    throw invalid(`it announces ${sizes.length} trees and has ${sections.length}`);
  }
  const features = wordsOf(need(header, 'feature_names'));
  return {
    version: need(header, 'version'),
    objective: header.get('objective') ?? '',
    features,
    featureInfos: wordsOf(need(header, 'feature_infos')),
    isAverage: header.has('average_output'),
    trees: sections.map((section, i) => parseTree(section, i, features.length)),
  };
}

function parseTree(section: string, index: number, features: number): Tree {
  const fields = fieldsOf(section.split('\n\n')[0] ?? '');
  if (fields.get('num_cat') !== '0') throw invalid(`tree ${index} splits by categories`);
  if ((fields.get('is_linear') ?? '0') !== '0') throw invalid(`tree ${index} has linear leaves`);
  const leaves = Number(need(fields, 'num_leaves'));
  const numbers = (key: string, length: number, read: (word: string) => number = Number): Float64Array => {
    // A tree of one leaf leaves out the lines of its splits.
    const words = length === 0 ? [] : wordsOf(fields.get(key) ?? '');
    const isOptional = /_(weight|count)$/.test(key) && words.length === 0;
    const values = isOptional ? new Float64Array(length) : Float64Array.from(words, read);
    if (values.length === length && values.every((value) => !Number.isNaN(value))) return values;
    throw invalid(`tree ${index} has no ${length} numbers in ${key}`);
  };
  const splits = leaves - 1;
  const decisions = [...numbers('decision_type', splits)];
  if (decisions.some((bits) => bits & CATEGORICAL)) throw invalid(`tree ${index} splits by categories`);
  const tree: Tree = {
    splitFeature: Int32Array.from(numbers('split_feature', splits)),
    // LightGBM keeps gains in float32.
    splitGain: numbers('split_gain', splits).map(Math.fround),
    threshold: numbers('threshold', splits, thresholdOf),
    defaultLeft: decisions.map((bits) => (bits & DEFAULT_LEFT) !== 0),
    missing: decisions.map((bits) => MISSING[(bits >> MISSING_SHIFT) & 3] ?? unknownMissing(index)),
    leftChild: Int32Array.from(numbers('left_child', splits)),
    rightChild: Int32Array.from(numbers('right_child', splits)),
    internalValue: numbers('internal_value', splits),
    internalWeight: numbers('internal_weight', splits),
    internalCount: numbers('internal_count', splits),
    leafValue: numbers('leaf_value', leaves),
    leafWeight: numbers('leaf_weight', leaves),
    leafCount: numbers('leaf_count', leaves),
    shrinkage: Number(need(fields, 'shrinkage')),
  };
  requireSound(tree, index, features);
  return tree;
}

function requireSound({ splitFeature, leftChild, rightChild }: Tree, index: number, features: number): void {
  const wrong = splitFeature.find((feature) => feature < 0 || feature >= features);
  if (wrong !== undefined) throw invalid(`tree ${index} splits by feature ${wrong}`);
  const node = unsoundNode(leftChild, rightChild);
  if (node !== undefined) throw invalid(`tree ${index} is no tree at node ${node}`);
}

function fieldsOf(section: string): Map<string, string> {
  const lines = section.split('\n').map((line) => {
    const at = line.indexOf('=');
    return at < 0 ? ([line, ''] as const) : ([line.slice(0, at), line.slice(at + 1)] as const);
  });
  return new Map(lines);
}

/** The threshold `inf`, of a split of missing values from all others, as LightGBM's own JSON writes it. */
const LARGEST_THRESHOLD = 1e300;
const thresholdOf = (word: string): number => (word === 'inf' ? LARGEST_THRESHOLD : Number(word));

const wordsOf = (line: string): string[] => line.split(' ').filter(Boolean);

function need(fields: ReadonlyMap<string, string>, key: string): string {
  const value = fields.get(key);
  if (value !== undefined) return value;
  throw invalid(`the line "${key}" is missing`);
}

function unknownMissing(index: number): never {
  throw invalid(`tree ${index} treats missing values in an unknown way`);
}

const invalid = (reason: string): AppError =>
  new AppError('model_invalid', `This LightGBM model cannot be read: ${reason}`);
