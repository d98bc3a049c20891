import { unsoundNode } from '../../domain/model/tree-shape.ts';
import { AppError } from '../../kernel/errors.ts';

const END_OF_TREES = 'end of trees';
/* Bits of `decision_type` (`include/LightGBM/tree.h`): 1 categorical, 2 default left, the rest missing (0 to 2). */
const CATEGORICAL = 1;
const MAX_DECISION = 11;
const MAX_INT32 = 2 ** 31 - 1;
const MAX_UINT32 = 2 ** 32 - 1;
const INTEGER = /^-?\d+$/;
const DECIMAL = /^[-+]?\d+(\.\d*)?(e[-+]?\d+)?$/i;
/* A split of missing values from all others has no finite threshold. */
const THRESHOLD = /^[-+]?(\d+(\.\d*)?(e[-+]?\d+)?|inf)$/i;
/* What no prediction reads: a gain may be infinite, a weight not a number. */
const STATISTIC = /^[-+]?(\d+(\.\d*)?(e[-+]?\d+)?|inf|nan)$/i;

type Fields = ReadonlyMap<string, string>;

/**
 * Refuses a model text that LightGBM must not see: it trusts what it reads, and ends the process on lengths that do
 * not fit, children and features out of range, trees that run in circles or words that are no numbers. Every kind of
 * model it writes passes: several classes, categorical splits, linear leaves, trees of one leaf. A digit changed into
 * another one cannot be told here: that is what the hash of a model is for.
 * @throws AppError `model_invalid` with what does not fit.
 */
export function assertModelText(text: string): void {
  if (!text.startsWith('tree\n')) throw invalid('it does not start with "tree"');
  const at = text.indexOf('\ntree_sizes=');
  if (at < 0) throw invalid('the line "tree_sizes" is missing');
  const end = text.indexOf('\n\n', at);
  if (end < 0) throw invalid('it ends within its header');
  const header = fieldsOf(text.slice(0, end));
  const sizes = integers(header, 'tree_sizes', { where: 'the header', min: 1, max: MAX_INT32 });
  const features = requireHeader(header, sizes.length);
  // Lengths count bytes; names of features may be longer in bytes than in characters, the trees are ASCII.
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let start = end + 2;
  if (!text.startsWith(END_OF_TREES, start + total)) {
    throw invalid(`${total} characters of trees are announced, and something else is there`);
  }
  sizes.forEach((size, index) => {
    requireTree(text.slice(start, start + size), index, features);
    start += size;
  });
}

/** Returns the number of features. */
function requireHeader(header: Fields, trees: number): number {
  const one = (key: string, min: number): number => {
    return integers(header, key, { where: 'the header', min, max: MAX_INT32 - 1, length: 1 })[0];
  };
  const classes = one('num_class', 1);
  const perRound = header.has('num_tree_per_iteration') ? one('num_tree_per_iteration', 1) : classes;
  const ofObjective = /\bnum_class:(\d+)/.exec(header.get('objective') ?? '')?.[1] ?? classes;
  if (perRound !== classes || Number(ofObjective) !== classes || trees % classes !== 0) {
    throw invalid(`${trees} trees, ${perRound} a round, do not make ${classes} classes`);
  }
  return one('max_feature_idx', 0) + 1;
}

function requireTree(section: string, index: number, features: number): void {
  const where = `tree ${index}`;
  const [, lines] = /^Tree=\d+\n((?:\w+=[^\r\n]*\n)+)\n+$/.exec(section) ?? [];
  if (lines === undefined) throw invalid(`${where} does not lie where it should`);
  const tree = fieldsOf(lines);
  const count = (key: string, min: number): number =>
    integers(tree, key, { where, min, max: MAX_INT32, length: 1 })[0];
  const leaves = count('num_leaves', 1);
  const splits = leaves - 1;
  const categories = count('num_cat', 0);
  decimals(tree, 'leaf_value', where, leaves);
  if (tree.has('shrinkage')) decimals(tree, 'shrinkage', where, 1);
  requireSplits(tree, where, { splits, features, categories });
  for (const key of ['split_gain', 'internal_value', 'internal_weight', 'internal_count']) {
    requireStatistic(tree, key, where, splits);
  }
  // A tree of one leaf that was read and written again has lost them.
  for (const key of ['leaf_weight', 'leaf_count']) {
    if (leaves > 1 || tree.get(key)) requireStatistic(tree, key, where, leaves);
  }
  if (categories > 0) requireCategories(tree, where, categories);
  if (tree.has('is_linear') && integers(tree, 'is_linear', { where, min: 0, max: 1, length: 1 })[0] === 1) {
    requireLinear(tree, where, leaves, features);
  }
}

interface SplitLimits {
  readonly splits: number;
  readonly features: number;
  readonly categories: number;
}

function requireSplits(tree: Fields, where: string, { splits, features, categories }: SplitLimits): void {
  // A tree of one leaf may leave the lines out.
  if (splits === 0 && !tree.get('split_feature')) return;
  const length = splits;
  integers(tree, 'split_feature', { where, min: 0, max: features - 1, length });
  const thresholds = words(tree, 'threshold', where, THRESHOLD, splits);
  if (tree.has('decision_type')) {
    const decisions = integers(tree, 'decision_type', { where, min: 0, max: MAX_DECISION, length });
    decisions.forEach((bits, node) => {
      const set = Number(thresholds[node]);
      if ((bits & CATEGORICAL) === 0 || (Number.isInteger(set) && set >= 0 && set < categories)) return;
      throw invalid(`${where} has no set of categories ${set} for node ${node}`);
    });
  }
  const left = integers(tree, 'left_child', { where, min: -splits - 1, max: splits - 1, length });
  const right = integers(tree, 'right_child', { where, min: -splits - 1, max: splits - 1, length });
  const node = unsoundNode(left, right);
  if (node !== undefined) throw invalid(`${where} is no tree at node ${node}`);
}

/** The sets of categories are bits in 32-bit words, from boundary to boundary. */
function requireCategories(tree: Fields, where: string, categories: number): void {
  const words = integers(tree, 'cat_threshold', { where, min: 0, max: MAX_UINT32 }).length;
  const length = categories + 1;
  const boundaries = integers(tree, 'cat_boundaries', { where, min: 0, max: words, length });
  const doAscend = boundaries.every((boundary, i) => i === 0 || boundary >= boundaries[i - 1]);
  if (doAscend && boundaries[0] === 0 && boundaries[categories] === words) return;
  throw invalid(`the sets of categories of ${where} do not fit`);
}

function requireLinear(tree: Fields, where: string, leaves: number, features: number): void {
  decimals(tree, 'leaf_const', where, leaves);
  const counts = integers(tree, 'num_features', { where, min: 0, max: features, length: leaves });
  const length = counts.reduce((sum, count) => sum + count, 0);
  integers(tree, 'leaf_features', { where, min: 0, max: features - 1, length });
  decimals(tree, 'leaf_coeff', where, length);
}

interface Integers {
  readonly where: string;
  readonly min: number;
  readonly max: number;
  readonly length?: number;
}

function integers(fields: Fields, key: string, { where, min, max, length }: Integers): number[] {
  const values = words(fields, key, where, INTEGER, length).map(Number);
  const wrong = values.find((value) => value < min || value > max);
  if (wrong === undefined) return values;
  throw invalid(`${key} of ${where} has ${wrong}, outside ${min} to ${max}`);
}

function decimals(fields: Fields, key: string, where: string, length: number): string[] {
  const found = words(fields, key, where, DECIMAL, length);
  const wrong = found.find((word) => !Number.isFinite(Number(word)));
  if (wrong === undefined) return found;
  throw invalid(`${key} of ${where} has ${wrong}`);
}

/** Older versions leave lines of statistics out. */
function requireStatistic(fields: Fields, key: string, where: string, length: number): void {
  if (fields.has(key)) words(fields, key, where, STATISTIC, length);
}

function words(fields: Fields, key: string, where: string, syntax: RegExp, length?: number): string[] {
  const line = fields.get(key);
  if (line === undefined) throw invalid(`${where} has no line "${key}"`);
  const found = line.split(' ').filter(Boolean);
  if (length !== undefined && found.length !== length) {
    throw invalid(`${key} of ${where} has ${found.length} numbers for ${length}`);
  }
  const wrong = found.find((word) => !syntax.test(word));
  if (wrong === undefined) return found;
  throw invalid(`${key} of ${where} has "${wrong.slice(0, 40)}", which is no number`);
}

function fieldsOf(lines: string): Fields {
  return new Map(
    lines.split('\n').map((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

const invalid = (reason: string): AppError =>
  new AppError('model_invalid', `This is not a whole LightGBM model: ${reason}`);
