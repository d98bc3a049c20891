import { describe, expect, it } from 'vitest';
import type { Trade } from '../../../src/domain/backtest/trade.ts';
import { measure } from '../../../src/domain/performance/measure.ts';
import { equityStability, omega } from '../../../src/domain/performance/ratios.ts';
import { robustSharpeError } from '../../../src/domain/performance/robust-sharpe.ts';
import { longestRun, systemQuality } from '../../../src/domain/performance/trades.ts';
import { drawdownSeries, longestDrawdown, ulcerIndex } from '../../../src/domain/performance/underwater.ts';
import { cornishFisherTail, gaussianTail } from '../../../src/domain/risk/parametric-tail.ts';
import { moments } from '../../../src/domain/validation/moments.ts';
import { sharpeStandardError } from '../../../src/domain/validation/sharpe.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const SCALE = { barsPerYear: 252, tail: 0.05, cashRate: 0.02 };

const normals = (n: number, seed: string, mean = 0.0005): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => mean + 0.01 * rng.normal());
};

const tradeOf = (value: number, k: number): Trade => ({
  side: 1,
  signalIndex: 10 * k,
  entryIndex: 10 * k + 1,
  exitIndex: 10 * k + 4,
  entryPrice: 100,
  exitPrice: 100 * (1 + value),
  scaledOut: 0,
  exposure: 1,
  return: value,
  costs: 0.0005,
  costsByKind: { spread: 0.0001, commission: 0.0002, slippage: 0.0001, swap: 0.0001, financing: 0 },
  exit: 'time',
  mae: 0.01,
  mfe: 0.02,
});

describe('measuring a record', () => {
  // Tails a little fatter than normal, as returns have.
  const returns = normals(500, 'record').map((r) => r * (1 + 1_500 * r * r));
  const benchmark = normals(500, 'market');
  const trades = Array.from(normals(60, 'trades', 0.002), tradeOf);
  const held = Uint8Array.from({ length: 500 }, (_, i) => (i % 10 < 4 ? 1 : 0));
  const metrics = measure({ returns, benchmark, held, trades }, SCALE, createRng('intervals'));
  const of = (name: string) => metrics.find((metric) => metric.name === name)!;

  it('gives every figure a name of its own and a convention', () => {
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    for (const { convention } of metrics) expect(convention.length).toBeGreaterThan(10);
  });

  it('brackets each by an interval drawn from the seed', () => {
    const again = measure({ returns, benchmark, held, trades }, SCALE, createRng('intervals'));
    expect(again).toEqual(metrics);
    const bare = new Set(['sharpe_robust_error', 'cornish_fisher_valid', 'trades', 'cost_financing']);
    for (const { name, value, low, high } of metrics.filter((metric) => !bare.has(metric.name))) {
      expect([name, value === null, low !== null && high !== null && low <= high]).toEqual([
        name,
        false,
        true,
      ]);
    }
  });

  it('an interval of the Sharpe ratio is as wide as its standard error says', () => {
    // Independent normal returns: two errors of sqrt((1 + SR^2 / 2) / n), annual.
    const { low, high } = of('sharpe');
    const width = 2 * 1.96 * Math.sqrt(252 / 500);
    expect((high! - low!) / width).toBeGreaterThan(0.85);
    expect((high! - low!) / width).toBeLessThan(1.15);
  });

  it('holds it against cash', () => {
    expect(of('growth_over_cash').value).toBeCloseTo(of('cagr').value! - 0.02, 12);
    const daily = 1.02 ** (1 / 252) - 1;
    const { mean, sd } = moments(returns);
    expect(of('sharpe_over_cash').value).toBeCloseTo(((mean! - daily) / sd!) * Math.sqrt(252), 12);
  });

  it('counts the time in the market, and how far it may be chance', () => {
    expect(of('exposure')).toMatchObject({ value: 0.4 });
    expect(of('exposure').low).toBeGreaterThan(0.3);
    expect(of('exposure').high).toBeLessThan(0.5);
  });

  it('counts trades, costs and turnover', () => {
    expect(of('bars_per_trade').value).toBe(4);
    expect(of('cost_commission').value).toBeCloseTo(0.0002, 14);
    const traded = trades.reduce((sum, trade) => sum + 2 + trade.return, 0);
    expect(of('turnover').value).toBeCloseTo(traded / (500 / 252), 10);
  });

  it.each<[string, Float64Array, readonly Trade[]]>([
    ['nothing', new Float64Array(), []],
    ['one bar', Float64Array.of(0.01), [tradeOf(0.01, 0)]],
    ['equity that never moves', new Float64Array(100), []],
    ['a total loss', Float64Array.of(0.1, -1, 0, 0, 0, 0, 0, 0, 0, 0), [tradeOf(-1, 0)]],
    ['returns too large for a double', new Float64Array(300).fill(1e10), []],
  ])('is defined on %s: numbers or null', (_, own, made) => {
    const held = new Uint8Array(own.length);
    const record = { returns: own, benchmark: own, held, trades: made };
    for (const metric of measure(record, SCALE, createRng('x'))) {
      for (const value of [metric.value, metric.low, metric.high]) {
        expect([metric.name, value === null || Number.isFinite(value)]).toEqual([metric.name, true]);
      }
    }
  });
});

describe('standard error of a Sharpe ratio', () => {
  it('without lags is the formula of Mertens', () => {
    const returns = normals(300, 'mertens', 0.002).map((r) => r + 40 * r ** 3);
    const { mean, sd, skew, kurtosis, n } = moments(returns);
    const population = (mean! / sd!) * Math.sqrt(n / (n - 1));
    expect(robustSharpeError(returns, 0)).toBeCloseTo(
      sharpeStandardError(population, n, skew!, kurtosis!),
      12,
    );
  });

  it('holds for returns that remember themselves, where the plain one is too small', () => {
    const rng = createRng('ar');
    const ratios: number[] = [];
    const errors: number[] = [];
    for (let k = 0; k < 300; k++) {
      let last = 0;
      const returns = Float64Array.from({ length: 800 }, () => {
        last = 0.4 * last + rng.normal();
        return 0.05 + last;
      });
      const { mean, sd } = moments(returns);
      ratios.push(mean! / sd!);
      errors.push(robustSharpeError(returns)!);
    }
    const spread = moments(Float64Array.from(ratios)).sd!;
    const typical = moments(Float64Array.from(errors)).mean!;
    expect(typical / spread).toBeGreaterThan(0.8);
    expect(typical / spread).toBeLessThan(1.1);
    // An AR(1) of 0.4 makes the true error sqrt((1 + 0.4) / (1 - 0.4)) = 1.53 times the plain one.
    expect(spread / Math.sqrt(1 / 800)).toBeGreaterThan(1.3);
  });
});

describe('tails from moments', () => {
  it('of a normal are the textbook multiples', () => {
    const standard = { n: 1e9, mean: 0, sd: 1, skew: 0, kurtosis: 3 };
    expect(gaussianTail(standard, 0.05)).toMatchObject({
      var: expect.closeTo(-1.6449, 4),
      cvar: expect.closeTo(-2.0627, 4),
    });
    expect(gaussianTail(standard, 0.01)?.cvar).toBeCloseTo(-2.6652, 4);
    const bent = cornishFisherTail(standard, 0.05);
    expect(bent?.var).toBeCloseTo(gaussianTail(standard, 0.05)!.var, 12);
    expect(bent?.cvar).toBeCloseTo(gaussianTail(standard, 0.05)!.cvar, 12);
  });

  it('the expansion bends the quantile as published', () => {
    // S = -0.5, excess 2 at 5 %: z = -1.7419.
    const bent = cornishFisherTail({ n: 1e9, mean: 0, sd: 1, skew: -0.5, kurtosis: 5 }, 0.05);
    expect(bent?.var).toBeCloseTo(-1.7419, 4);
    expect(bent?.isValid).toBe(true);
  });

  it('its shortfall is the mean of the bent quantiles beyond the tail', () => {
    const of = { n: 1e9, mean: 0, sd: 1, skew: -0.3, kurtosis: 4 };
    const steps = 2_000;
    let sum = 0;
    for (let k = 0; k < steps; k++) sum += cornishFisherTail(of, (0.05 * (k + 0.5)) / steps)!.var;
    expect(cornishFisherTail(of, 0.05)?.cvar).toBeCloseTo(sum / steps, 3);
  });

  it('is no distribution where its quantiles fall again', () => {
    // The expansion's slope over a grid decides.
    for (const [skew, kurtosis] of [
      [0, 3],
      [-0.5, 5],
      [2, 4],
      [0, 12],
      [1, 4.5],
      [0, 2.5],
      [0.2, 2.9],
    ]) {
      const of = { n: 1e9, mean: 0, sd: 1, skew, kurtosis };
      let [last, rises] = [Number.NEGATIVE_INFINITY, true];
      for (let z = -8; z <= 8; z += 0.01) {
        const [s, k] = [skew, kurtosis - 3];
        const bent =
          z + ((z * z - 1) * s) / 6 + ((z ** 3 - 3 * z) * k) / 24 - ((2 * z ** 3 - 5 * z) * s * s) / 36;
        if (bent < last) rises = false;
        last = bent;
      }
      expect([skew, kurtosis, cornishFisherTail(of, 0.05)?.isValid]).toEqual([skew, kurtosis, rises]);
    }
  });
});

describe('paths and runs', () => {
  it('under water', () => {
    const drawdowns = drawdownSeries(Float64Array.of(0.1, -0.5, 0.2, 1, -0.1, 0, 0));
    expect(longestDrawdown(drawdowns)).toBe(3);
    expect(ulcerIndex(Float64Array.of(0, 0.3, 0.4))).toBeCloseTo(Math.sqrt(0.25 / 3), 14);
    expect(ulcerIndex(new Float64Array())).toBeNull();
  });

  it('equity that grows evenly is straight, and flat equity is no line', () => {
    expect(equityStability(new Float64Array(50).fill(0.01))).toBeCloseTo(1, 12);
    expect(equityStability(new Float64Array(50))).toBeNull();
    expect(equityStability(Float64Array.of(0.1, -1, 0.1))).toBeNull();
  });

  it('gains over losses, wins in a row, quality', () => {
    expect(omega(Float64Array.of(0.03, -0.01, 0.01))).toBeCloseTo(4, 12);
    expect(omega(Float64Array.of(0.03))).toBeNull();
    const results = Float64Array.of(1, 2, 0, 1, -1, -1, -3, 2);
    expect([longestRun(results, 1), longestRun(results, -1)]).toEqual([2, 3]);
    expect(systemQuality(25, 0.5, 4)).toBeCloseTo(1.25, 14);
    expect(systemQuality(1, 0.5, null)).toBeNull();
  });
});
