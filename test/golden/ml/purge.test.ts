import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { purgeTrainRows } from '../../../src/domain/ml/purged-k-fold.ts';

/** Cases of the mlfinpy test suite: ten labels, one a bar, each ending two bars after its start. */
const VECTORS = new URL('../../../../shared/data/stats/sharpe_overfit_vectors.json', import.meta.url);

interface PurgeVectors {
  readonly purge_train_times: {
    readonly cases: readonly { readonly test: [number, number]; readonly train_starts: readonly number[] }[];
  };
}

describe.skipIf(!existsSync(VECTORS))('purging against mlfinpy (skipped without ../shared/data)', () => {
  it('keeps the same labels: start inside, end inside, envelop', () => {
    const { cases } = (JSON.parse(readFileSync(VECTORS, 'utf8')) as PurgeVectors).purge_train_times;
    const rows = Int32Array.from({ length: 10 }, (_, i) => i);
    const endIndex = rows.map((row) => row + 2);
    expect(cases.length).toBeGreaterThan(0);
    for (const { test, train_starts } of cases) {
      const kept = purgeTrainRows({ rows, endIndex, testFrom: test[0], testTo: test[1], embargoBars: 0 });
      expect([...kept]).toEqual(train_starts);
    }
  });
});
