import { afterAll, describe, expect, it } from 'vitest';
import { CALCULATIONS } from '../../../src/agents/calculations.ts';
import { scoredBars } from '../../../src/agents/training/score-paths.ts';
import { segmentData } from '../../../src/agents/training/training-data.ts';
import type { Statistics } from '../../../src/agents/validation/statistics.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { readSample } from '../../../src/data-sources/sample.ts';
import { featuresOf } from '../../../src/domain/features/registry.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { measure } from '../../../src/domain/performance/measure.ts';
import { noisyBars } from '../../../src/domain/validation/robustness/price-noise.ts';
import { permuteBars } from '../../../src/domain/validation/significance/bar-permutation.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { randomBars } from '../../support/bars.ts';

const compute = createCompute({ threads: 1 });
const forever = new AbortController().signal;
afterAll(() => compute.stop());

const rng = createRng('calculations');
const bars: Bars = {
  ...randomBars(800, rng),
  volume: Float64Array.from({ length: 800 }, () => rng.integer(9)),
};
const request = (family: 'technical' | 'smc') => ({
  family,
  names: featuresOf(family).map(({ name }) => name),
  bars,
  cuts: [300, 500],
});

describe('calculations in threads', () => {
  it.each(['technical', 'smc'] as const)(
    'give the same %s columns as here, to the last bit',
    async (family) => {
      const there = await compute.calculate('family', request(family), forever);
      expect(there).toEqual(CALCULATIONS.family(request(family), () => false));
      expect(Object.keys(there.columns).length).toBeGreaterThan(40);
    },
  );

  it('give the same statistics of a verdict as here: a generator crosses as its seed', async () => {
    const returns = bars.close.map((price, i) => (i > 0 ? price / bars.close[i - 1] - 1 : 0));
    const seed = createRng('verdict').fork('resampling').seed;
    const searched = [returns, returns.map((value, i) => (i % 3 === 0 ? value : 0))];
    const closes = Float64Array.of(bars.close[0], ...bars.close);
    const scale = { barsPerYear: 252, tail: 0.05, cashRate: 0.01 };
    const significance = { barsPerYear: 252, alpha: 0.05, convention: '2014', trialCount: 'all' } as const;
    const inputs: { readonly [Name in keyof Statistics]: Statistics[Name]['input'] } = {
      recordTests: {
        record: { returns, closes, from: 0, trades: [] },
        barsPerYear: 252,
        draws: 49,
        seed,
      },
      searchTests: { searched, alpha: 0.05, draws: 49, seed },
      overfitting: { searched, bins: 5 },
      significance: {
        returns,
        trials: { count: 2, sharpesPerBar: [0.1, 0.2] },
        searched,
        options: significance,
      },
      metrics: {
        record: { returns, benchmark: returns, held: new Uint8Array(returns.length), trades: [] },
        scale,
        seed,
      },
      tradeOrders: { returns, draws: 49, seed, maxDrawdown: 0.2, ruinLoss: 0.5 },
    };
    for (const name of Object.keys(inputs) as (keyof Statistics)[]) {
      const here = CALCULATIONS[name](inputs[name] as never, () => false);
      expect(await compute.calculate(name, inputs[name], forever)).toEqual(here);
    }
    const { record, scale: same } = inputs.metrics;
    expect(CALCULATIONS.metrics(inputs.metrics, () => false)).toEqual(
      measure(record, same, createRng('verdict').fork('resampling')),
    );
  });

  it('label bars, read what filters want and measure trades as here', async () => {
    const spec = parseSpec({
      market: { source: { kind: 'sample', name: 'sp500' } },
      labels: { meta: { feature: 'rsi_14', threshold: 50 } },
    });
    const request = { bars, spec, newsMs: null };
    const here = CALCULATIONS.readBySpec(request, () => false);
    expect(await compute.calculate('readBySpec', request, forever)).toEqual(here);
  });

  it('trade probabilities and score trials as here, from arrays that are shared once', async () => {
    const spec = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' } }, training: { folds: 4 } });
    const labelled = {
      bars,
      newsMs: null,
      ...CALCULATIONS.readBySpec({ bars, spec, newsMs: null }, () => false),
    };
    const study = compute.share({ ...labelled, ...segmentData(labelled, [], spec) });
    expect(study.bars.close).toEqual(bars.close);
    for (const array of [
      study.bars.close,
      study.labels.direction,
      study.loneTrades.long.result,
      study.rows,
    ]) {
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
    expect(compute.share(study).bars.close).toBe(study.bars.close);

    const probability = Float64Array.from(bars.close, () => 0.3 + 0.4 * rng.uniform());
    const parts = [{ learn: [{ from: 0, to: 400 }], trade: { from: 400, to: 800 } }];
    const { labels, side, loneTrades, filterSeries } = study;
    const trade = { spec, bars, labels, side, loneTrades, filterSeries, probability, parts };
    const traded = await compute.calculate('trade', trade, forever);
    expect(traded).toEqual(CALCULATIONS.trade(trade, () => false));
    expect(traded.trades.length).toBeGreaterThan(5);

    const scored = scoredBars({ ...study, dataset: { barsPerYear: 252 } });
    const predictions = study.folds.map(({ testRows }) =>
      Float64Array.from(testRows, (row) => probability[row]),
    );
    const trial = { scored, spec, predictions };
    const [score] = await compute.calculate('pathScores', trial, forever);
    expect([score]).toEqual(CALCULATIONS.pathScores(trial, () => false));
    expect(score.metrics.trades).toBeGreaterThan(5);
  });

  it('move bars at random and shuffle them as here, by the stream of the seed', async () => {
    const seed = createRng('validation').fork('noise/0.1/0').seed;
    const noisy = await compute.calculate('noisyBars', { bars, share: 0.1, seed }, forever);
    expect(noisy).toEqual(noisyBars(bars, 0.1, createRng('validation').fork('noise/0.1/0')));
    const permuted = await compute.calculate('permutedBars', { bars, seed }, forever);
    expect(permuted).toEqual(permuteBars(bars, createRng(seed)));
  });

  it('prepare a dataset as here, a second market and repairs included', async () => {
    const { market, quality } = parseSpec({
      market: {
        source: { kind: 'sample', name: 'sp500' },
        timeframe: '1w',
        resample: { from: '1d' },
        companion: { source: { kind: 'sample', name: 'sp500' }, timeframe: '1d' },
      },
      quality: { repairs: { fillGaps: { maxBars: 5 } } },
    });
    const raw = await readSample('sp500', forever);
    const task = { raw, spec: { market, quality }, options: { asOfMs: null, companion: raw.bars } };
    const there = await compute.calculate('prepare', task, forever);
    expect(there).toEqual(CALCULATIONS.prepare(task, () => false));
    expect(there.bars.companionHigh?.length).toBe(there.bars.close.length);
  });

  it('leave the bars of the caller with the caller, and read shared ones where they are', async () => {
    const before = bars.close.slice();
    const shared = { ...bars, close: new Float64Array(new SharedArrayBuffer(bars.close.byteLength)) };
    shared.close.set(bars.close);
    const names = ['log_return_1', 'rsi_14'];
    const own = await compute.calculate('columns', { names, bars }, forever);
    expect(await compute.calculate('columns', { names, bars: shared }, forever)).toEqual(own);
    expect(bars.close).toEqual(before);
    shared.close.fill(7);
    const still = await compute.calculate(
      'columns',
      {
        names: ['log_return_1'],
        bars: { ...shared, open: before.map(() => 7), high: before.map(() => 9), low: before.map(() => 5) },
      },
      forever,
    );
    expect(new Set(still.log_return_1.subarray(1))).toEqual(new Set([0]));
  });

  it('hand on errors with their codes', async () => {
    const unknown = compute.calculate('columns', { names: ['no_such'], bars }, forever);
    await expect(unknown).rejects.toMatchObject({
      code: 'parameter_invalid',
      message: expect.stringContaining('no_such'),
    });
    const unclean = { ...bars, high: bars.high.map(() => Number.NaN) };
    const refused = compute.calculate('columns', { names: ['rsi_14'], bars: unclean }, forever);
    await expect(refused).rejects.toMatchObject({
      code: 'parameter_invalid',
      details: { column: 'high', index: 0 },
    });
  });

  it('end between two prefixes when the signal aborts, and the thread goes on', async () => {
    const stop = new AbortController();
    const cuts = Array.from({ length: 400 }, (_, k) => k);
    const long = compute.calculate('family', { ...request('technical'), cuts }, stop.signal);
    stop.abort(new AppError('superseded', 'A later start took over'));
    await expect(long).rejects.toMatchObject({ code: 'superseded' });
    expect(() => CALCULATIONS.family(request('smc'), () => true)).toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
    await expect(compute.calculate('columns', { names: ['rsi_14'], bars }, forever)).resolves.toHaveProperty(
      'rsi_14',
    );
  });
});
