import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Dataset } from '../../../src/native/lightgbm/dataset.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { OwnedHandle } from '../../../src/native/lightgbm/native-handle.ts';
import { repeatableParams } from '../../../src/native/lightgbm/params.ts';
import { trainBooster } from '../../../src/native/lightgbm/train.ts';
import { learnableTask } from '../../support/learnable-task.ts';

const library = loadLightGbm();
const small = learnableTask({ rows: 1_000 });
const params = repeatableParams({ ...small.params, num_iterations: 3 });
const input = { ...small, rows: small.trainRows, label: small.target, params };

describe('native memory', () => {
  it('stays flat over many trainings', () => {
    const round = (): void => {
      for (let i = 0; i < 60; i++) {
        using dataset = Dataset.create(library, input);
        using booster = trainBooster(library, { dataset, params }).booster;
        using predictor = booster.rowPredictor();
        predictor.predict(new Float64Array(6));
      }
    };
    for (let i = 0; i < 3; i++) round();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 5; i++) round();
    // One leaked dataset of 500 rows with its booster is over 50 kB: 300 of them would show as 15 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(12 * 2 ** 20);
  });

  it('is refused once it was freed', () => {
    using dataset = Dataset.create(library, input);
    const { booster } = trainBooster(library, { dataset, params });
    booster[Symbol.dispose]();
    booster[Symbol.dispose]();
    expect(() => booster.iterations).toThrowError(/after it was freed/);
  });
});

describe('what nobody disposes of', () => {
  it('is freed by the collector, with what it points into held until then', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const freed: bigint[] = [];
    const check = (): void => undefined;
    const abandon = (): void => {
      for (let i = 1n; i <= 50n; i++) {
        const free = (handle: bigint): number => freed.push(handle) && 0;
        new OwnedHandle({ ...library, check }, i, { noun: 'test object', free });
      }
    };
    abandon();
    const kept = new OwnedHandle({ ...library, check }, 99n, { noun: 'test object', free: () => 0 });
    for (let turn = 0; turn < 50 && freed.length < 50; turn++) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(new Set(freed).size).toBe(50);
    expect(kept.live).toBe(99n);
  });
});
