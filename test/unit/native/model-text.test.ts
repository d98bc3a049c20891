import { describe, expect, it } from 'vitest';
import { Booster } from '../../../src/native/lightgbm/booster.ts';
import { Dataset, type DatasetInput } from '../../../src/native/lightgbm/dataset.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { assertModelText } from '../../../src/native/lightgbm/model-text.ts';
import { repeatableParams } from '../../../src/native/lightgbm/params.ts';
import { trainBooster } from '../../../src/native/lightgbm/train.ts';

const library = loadLightGbm();
const ROWS = 300;
const values = Float64Array.from({ length: ROWS * 2 }, (_, i) =>
  i % 2 === 0 ? (i / 2) % 12 : Math.sin(i * i),
);
const matrix = { values, rows: ROWS, columns: 2 };
const binary = Float32Array.from({ length: ROWS }, (_, row) =>
  Number((values[2 * row] % 2 === 0) === values[2 * row + 1] > 0),
);
const three = Float32Array.from({ length: ROWS }, (_, row) => values[2 * row] % 3);

const textOf = (
  changes: Record<string, number | string | boolean>,
  data: Partial<DatasetInput> = {},
): string => {
  const params = repeatableParams({
    objective: 'binary',
    num_iterations: 3,
    num_leaves: 5,
    min_data_in_leaf: 5,
    min_data_per_group: 1,
    ...changes,
  });
  const names = { featureNames: ['code', 'größe'] };
  using dataset = Dataset.create(library, { matrix, label: binary, ...names, params, ...data });
  using booster = trainBooster(library, { dataset, params }).booster;
  return booster.toText();
};
const plain = textOf({});
const categorical = textOf({}, { categorical: [0] });
const linear = textOf({ linear_tree: true });
const KINDS: readonly (readonly [string, string, RegExp])[] = [
  ['binary', plain, /^num_leaves=5$/m],
  ['categorical', categorical, /^cat_threshold=\d/m],
  ['linear', linear, /^leaf_coeff= *-?\d/m],
  ['several classes', textOf({ objective: 'multiclass', num_class: 3 }, { label: three }), /^num_class=3$/m],
  ['one leaf', textOf({ min_data_in_leaf: ROWS }), /^num_leaves=1$/m],
  ['random forest', textOf({ boosting: 'rf', bagging_freq: 1, bagging_fraction: 0.5 }), /^average_output$/m],
];

describe('a model text of LightGBM', () => {
  it.each(KINDS)('passes: %s, as written and as written again', (_, text, mark) => {
    expect(text).toMatch(mark);
    using booster = Booster.fromText(library, text);
    const again = booster.toText();
    assertModelText(again);
    using second = Booster.fromText(library, again);
    expect(second.predict(matrix)).toEqual(booster.predict(matrix));
  });

  // The damage keeps `tree_sizes` true: what lies within the trees must be seen, before LightGBM reads it.
  const damaged = (text: string, line: RegExp, by: (line: string) => string): string => {
    const { 0: found, index } = line.exec(text) ?? { 0: '', index: -1 };
    const damage = by(found);
    expect(damage).not.toBe(found);
    const tree = text.slice(0, index).split('\nTree=').length - 2;
    const whole = text.slice(0, index) + damage + text.slice(index + found.length);
    return whole.replace(/^tree_sizes=(.*)$/m, (_, sizes: string) => {
      const grown = (size: string, i: number) =>
        Number(size) + (i === tree ? damage.length - found.length : 0);
      return `tree_sizes=${sizes.split(' ').map(grown).join(' ')}`;
    });
  };
  it.each<[string, string, RegExp, (line: string) => string, RegExp]>([
    ['a feature it does not have', plain, /^split_feature=.*$/m, first('900000000'), /split_feature/],
    ['a child out of range', plain, /^left_child=.*$/m, first('7'), /left_child/],
    ['a leaf out of range', plain, /^right_child=.*$/m, first('-900'), /right_child/],
    ['a circle', plain, /^left_child=.*$/m, () => 'left_child=0 0 0 0', /no tree at node 0/],
    ['a leaf on two nodes', plain, /^right_child=.*$/m, (line) => twice(plain, line), /no tree at node/],
    ['more leaves than values', plain, /^num_leaves=5$/m, () => 'num_leaves=6', /leaf_value/],
    ['endless leaves', plain, /^num_leaves=5$/m, () => 'num_leaves=2147483648', /num_leaves/],
    ['words for values', plain, /^leaf_value=.*$/m, first('xxx'), /"xxx", which is no number/],
    ['a value too large', plain, /^leaf_value=.*$/m, first('1e999'), /leaf_value .* 1e999/],
    ['a count that is none', plain, /^leaf_count=.*$/m, first('--'), /leaf_count/],
    ['an unknown decision', plain, /^decision_type=.*$/m, first('12'), /decision_type/],
    ['a line without a name', plain, /^shrinkage=/m, () => 'shrinkage:', /does not lie where/],
    ['a line less', plain, /^threshold=.*\n/m, () => '', /no line "threshold"/],
    ['a set it does not have', categorical, /^num_cat=.*$/m, () => 'num_cat=0', /no set of categories/],
    ['sets that end beyond', categorical, /^cat_boundaries=.*$/m, last('99'), /cat_boundaries/],
    ['sets that end before', categorical, /^cat_threshold=.*$/m, (line) => `${line} 1`, /do not fit/],
    ['a linear leaf of no feature', linear, /^leaf_features= *\d.*$/m, first('9'), /leaf_features/],
    ['too few coefficients', linear, /^leaf_coeff= *-?\d.*$/m, () => 'leaf_coeff=', /leaf_coeff/],
  ])('with %s is refused', (_, text, line, by, message) => {
    expect(() => assertModelText(damaged(text, line, by))).toThrowError(
      expect.objectContaining({ code: 'model_invalid', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['no tree a round', 'num_tree_per_iteration=1', 'num_tree_per_iteration=0', /num_tree_per_iteration/],
    ['trees that are no rounds', 'num_class=1\nnum_tree_per_iteration=1', 'num_class=2', /do not make 2/],
    ['another number of classes', 'objective=binary', 'objective=multiclass num_class:3', /do not make 1/],
    ['fewer features than it splits by', 'max_feature_idx=1', 'max_feature_idx=0', /split_feature/],
  ])('with %s in its header is refused', (_, from, to, message) => {
    expect(plain).toContain(from);
    expect(() => assertModelText(plain.replace(from, to))).toThrowError(message);
  });
});

it('refits by leaves that the trees have, and by nothing else', () => {
  const params = repeatableParams({ objective: 'binary', num_leaves: 5 });
  using model = Booster.fromText(library, plain);
  using dataset = Dataset.create(library, { matrix, label: binary, featureNames: ['code', 'größe'], params });
  using booster = Booster.create(library, dataset, params, model);
  const leaves = Int32Array.from(model.predict(matrix, undefined, { kind: 'leaf' }));
  for (const [at, leaf] of [
    [0, 5],
    [ROWS * 3 - 1, -1],
  ]) {
    const wrong = leaves.slice();
    wrong[at] = leaf;
    expect(() => booster.refit(wrong, ROWS)).toThrowError(`leaf ${leaf} at ${at} for 300 rows and 3 trees`);
  }
  expect(() => booster.refit(leaves.subarray(3), ROWS)).toThrowError('897 leaves for 300 rows and 3 trees');
  booster.refit(leaves, ROWS);
});

function first(word: string): (line: string) => string {
  return (line) => line.replace(/= *\S+/, `=${word}`);
}

function last(word: string): (line: string) => string {
  return (line) => line.replace(/\S+$/, word);
}

/** The line of right children, with the last child being one that hangs on the left of a node already. */
function twice(text: string, right: string): string {
  const leaf = /^left_child=.*?(-\d+)/m.exec(text)?.[1] ?? '';
  return last(leaf)(right);
}
