import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { LightGbmLibrary, OutHandle, Status } from '../../../src/native/lightgbm/api.ts';
import { Booster } from '../../../src/native/lightgbm/booster.ts';
import { Dataset } from '../../../src/native/lightgbm/dataset.ts';
import { fitModel } from '../../../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { OwnedHandle } from '../../../src/native/lightgbm/native-handle.ts';
import { repeatableParams } from '../../../src/native/lightgbm/params.ts';
import { refitModel } from '../../../src/native/lightgbm/refit.ts';
import { trainBooster } from '../../../src/native/lightgbm/train.ts';
import { explainModel, predictModel } from '../../../src/native/lightgbm/use-model.ts';
import { learnableTask } from '../../support/learnable-task.ts';

const library = loadLightGbm();
const small = learnableTask({ rows: 1_000 });
const params = repeatableParams({ ...small.params, num_iterations: 3 });
const input = { ...small, rows: small.trainRows, label: small.target, params };

/** The library, with a record of the handles it has given out (`made`; an address may come again) and not got back (`live`). */
function countHandles(of: LightGbmLibrary, live: Set<bigint>, made: bigint[]): LightGbmLibrary {
  const creating = <Given extends readonly unknown[]>(create: (...given: Given) => Status) =>
    ((...given: Given) => {
      const status = create(...given);
      const [handle] = given.at(-1) as OutHandle;
      if (status === 0 && handle !== null) {
        live.add(handle);
        made.push(handle);
      }
      return status;
    }) as typeof create;
  const freeing = (free: (handle: bigint) => Status) => (handle: bigint) => {
    expect(live.delete(handle)).toBe(true);
    return free(handle);
  };
  return {
    ...of,
    datasetCreateFromMat: creating(of.datasetCreateFromMat),
    boosterCreate: creating(of.boosterCreate),
    boosterLoadModelFromString: creating(of.boosterLoadModelFromString),
    singleRowFastInit: creating(of.singleRowFastInit),
    datasetFree: freeing(of.datasetFree),
    boosterFree: freeing(of.boosterFree),
    fastConfigFree: freeing(of.fastConfigFree),
  };
}

/** Lets the collector and the finalisers run. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 5; turn++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

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

  it('is freed handle by handle, whatever becomes of a training or a prediction', () => {
    const live = new Set<bigint>();
    const made: bigint[] = [];
    const counted = countHandles(library, live, made);
    const rows = Int32Array.of(600, 601);
    const stopping = { rows: Int32Array.from({ length: 100 }, (_, i) => 800 + i), rounds: 2 };
    const { modelText } = fitModel(counted, { ...small, stopping }, () => false);
    expect(() => fitModel(counted, { ...small, stopping }, () => true)).toThrow(/cancelled/);
    const names = small.featureNames.map(() => 'f');
    expect(() => fitModel(counted, { ...small, featureNames: names }, () => false)).toThrow();
    const unknown = { ...small, stopping: { ...stopping, rows: Int32Array.of(-1) } };
    expect(() => fitModel(counted, unknown, () => false)).toThrow(/outside/);
    const use = { modelText, matrix: small.matrix, rows };
    predictModel(counted, use);
    explainModel(counted, use);
    expect(() => predictModel(counted, { ...use, rows: Int32Array.of(-1) })).toThrow();
    using model = Booster.fromText(library, modelText);
    refitModel(counted, { ...input, model });
    expect(made.length).toBeGreaterThan(5);
    expect(live.size).toBe(0);
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
  it('lives as long as a booster that points into it: training and validation data', async () => {
    const live = new Set<bigint>();
    const made: bigint[] = [];
    const counted = countHandles(library, live, made);
    const begin = (): Booster => {
      const dataset = Dataset.create(counted, input);
      const booster = Booster.create(counted, dataset, params);
      booster.addValidation(Dataset.create(counted, { ...input, reference: dataset }));
      return booster;
    };
    using booster = begin();
    await collectGarbage();
    expect(live.size).toBe(3);
    booster.updateOneIteration();
    expect(booster.evaluate(1).size).toBe(1);
  });

  it('is freed by the collector, with what it points into held until then', async () => {
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
    for (let turn = 0; turn < 10 && freed.length < 50; turn++) await collectGarbage();
    expect(new Set(freed).size).toBe(50);
    expect(kept.live).toBe(99n);
  });
});
