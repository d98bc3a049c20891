import { describe, expect, it } from 'vitest';
import {
  closestGroups,
  combinatorialCounts,
  combinatorialCv,
} from '../../../src/domain/ml/combinatorial-cv.ts';
import { ABSENT, hasSharedData, sharedText } from '../../support/shared-data.ts';

const FILE = 'skfolio/cpcv_expected.json';
const PRESENT = hasSharedData(FILE);

interface Case {
  readonly n_folds: number;
  readonly n_test_folds: number;
  readonly purged_size: number;
  readonly embargo_size: number;
  readonly n_observations: number;
  readonly splits: readonly { train: number[]; test_folds: number[][] }[];
  readonly n_splits?: number;
  readonly n_test_paths?: number;
  readonly test_set_index?: number[][];
  readonly recombined_paths?: number[][];
}
interface Vectors {
  readonly cpcv: readonly Case[];
  readonly optimal_folds_number: readonly {
    n_observations: number;
    target_n_test_paths: number;
    target_train_size: number;
    optimal_folds: [number, number];
  }[];
}

/** A purge of p observations is what labels that end p bars later ask for. */
const cvOf = (c: Case) =>
  combinatorialCv({
    rows: Int32Array.from({ length: c.n_observations }, (_, i) => i),
    endIndex: Int32Array.from({ length: c.n_observations }, (_, i) => i + c.purged_size),
    groups: c.n_folds,
    testGroups: c.n_test_folds,
    embargoBars: c.embargo_size,
  });

describe.skipIf(!PRESENT)(
  `combinatorial purged cross-validation, vectors of skfolio ${PRESENT ? '' : ABSENT}`,
  () => {
    const vectors: Vectors = PRESENT ? JSON.parse(sharedText(FILE)) : { cpcv: [], optimal_folds_number: [] };

    it('has the very splits', () => {
      expect(vectors.cpcv.length).toBeGreaterThan(0);
      for (const vector of vectors.cpcv) {
        const { groups, splits } = cvOf(vector);
        expect(
          splits.map(({ trainRows, testGroups }) => ({
            train: [...trainRows],
            test_folds: testGroups.map((g) => [...groups[g]]),
          })),
        ).toEqual(vector.splits);
      }
    });

    it('recombines the very paths', () => {
      for (const vector of vectors.cpcv.filter((v) => v.recombined_paths)) {
        const { splits, paths } = cvOf(vector);
        expect(splits.map(({ testGroups }) => [...testGroups])).toEqual(vector.test_set_index);
        // skfolio lists the splits of each group; a path takes one column.
        expect(vector.recombined_paths?.map((_, g) => paths.map((path) => path[g]))).toEqual(
          vector.recombined_paths,
        );
        expect(combinatorialCounts(vector.n_folds, vector.n_test_folds)).toEqual({
          splits: vector.n_splits,
          paths: vector.n_test_paths,
        });
      }
    });

    it('chooses the very numbers of groups', () => {
      for (const vector of vectors.optimal_folds_number) {
        const { groups, testGroups } = closestGroups({
          rows: vector.n_observations,
          paths: vector.target_n_test_paths,
          trainRows: vector.target_train_size,
        });
        expect([groups, testGroups]).toEqual(vector.optimal_folds);
      }
    });
  },
);
