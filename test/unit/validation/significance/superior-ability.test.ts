import { describe, expect, it } from 'vitest';
import {
  RECENTRINGS,
  realityCheck,
  superiorAbility,
  superiorAbilityArch,
} from '../../../../src/domain/validation/significance/reality-check.ts';
import {
  type ResampledMeans,
  resampleMeans,
} from '../../../../src/domain/validation/significance/resampled-means.ts';
import { stepDown } from '../../../../src/domain/validation/significance/step-down.ts';
import { createRng } from '../../../../src/kernel/rng.ts';
import { autoregressive, lcgSeries } from '../../../support/lcg.ts';

/** Six strategies that remember, of means -0.05 to 0.05. */
const strategies = Array.from({ length: 6 }, (_, k) =>
  autoregressive(lcgSeries(300, 1_000 + k), 0.6).map((value) => value + 0.02 * k - 0.05),
);
const noise = (count: number, n: number, seed: string): Float64Array[] => {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => Float64Array.from({ length: n }, () => rng.normal()));
};

describe('against the Python package arch 8.0.0', () => {
  // SPA(zeros, -strategies, block_size, reps=50000), mean of two seeds; the Monte-Carlo error is about 0.002.
  it.each([
    [1, { lower: 0.0058, consistent: 0.0095, upper: 0.0095 }],
    [8, { lower: 0.141, consistent: 0.2104, upper: 0.2104 }],
  ])('p-values of superior predictive ability, blocks of %i', (meanBlock, expected) => {
    const resampled = resampleMeans(strategies, { draws: 10_000, meanBlock, rng: createRng('spa') });
    for (const recentring of RECENTRINGS) {
      const difference = superiorAbilityArch(resampled, recentring) - expected[recentring];
      expect(Math.abs(difference), recentring).toBeLessThan(0.015);
    }
  });

  it('long-run variances by the kernel of the stationary bootstrap', () => {
    const { deviations } = resampleMeans(strategies, { draws: 1, meanBlock: 8, rng: createRng(1) });
    const expected = [
      0.6290152883359956, 0.6706199251731734, 0.5875558702629573, 0.5181955385820591, 0.6172913140633756,
      0.5815663485887994,
    ];
    expected.forEach((value, k) => {
      expect(deviations[k]).toBeCloseTo(value, 9);
    });
  });
});

describe('reality check, superior ability and step-down', () => {
  it('are ordered: the more is assumed of bad strategies, the smaller the p-value', () => {
    const table = [
      ...noise(5, 200, 'order'),
      ...noise(5, 200, 'bad').map((column) => column.map((v) => v - 0.5)),
    ];
    const resampled = resampleMeans(table, { draws: 500, meanBlock: 1, rng: createRng('order') });
    const [lower, consistent, upper] = RECENTRINGS.map((how) => superiorAbility(resampled, how));
    expect(lower).toBeLessThanOrEqual(consistent);
    expect(consistent).toBeLessThanOrEqual(upper);
    // The five bad ones raise what luck is thought to reach unless they are left where they are.
    expect(superiorAbilityArch(resampled, 'consistent')).toBeLessThan(realityCheck(resampled));
  });

  it('hold their level over all strategies together', () => {
    const repeats = 200;
    const wrong = { spa: 0, reality: 0, stepDown: 0 };
    for (let k = 0; k < repeats; k++) {
      const resampled = resampleMeans(noise(8, 120, `null ${k}`), {
        draws: 199,
        meanBlock: 1,
        rng: createRng(`draws ${k}`),
      });
      if (superiorAbility(resampled, 'consistent') <= 0.1) wrong.spa++;
      if (realityCheck(resampled) <= 0.1) wrong.reality++;
      if (stepDown(resampled).some((p) => p <= 0.1)) wrong.stepDown++;
    }
    const bound = 0.1 + 3.5 * Math.sqrt(0.09 / repeats);
    for (const [test, count] of Object.entries(wrong)) expect(count / repeats, test).toBeLessThan(bound);
  });

  it('find the strategies with an edge, and the step-down names each of them', () => {
    const table = noise(10, 400, 'edge').map((column, k) => (k < 2 ? column.map((v) => v + 0.3) : column));
    const resampled = resampleMeans(table, { draws: 999, rng: createRng('edge') });
    expect(realityCheck(resampled)).toBeLessThanOrEqual(0.002);
    expect(superiorAbility(resampled, 'consistent')).toBeLessThanOrEqual(0.002);
    const adjusted = stepDown(resampled);
    expect([...adjusted].map((p) => p <= 0.05)).toEqual(table.map((_, k) => k < 2));
  });

  it('is the test of the one strategy when there is one', () => {
    const resampled = resampleMeans([lcgSeries(200, 5)], { draws: 500, meanBlock: 1, rng: createRng(1) });
    expect(stepDown(resampled)[0]).toBe(realityCheck(resampled));
  });

  it('adjust more for those behind: p-values ascend with falling statistics', () => {
    const resampled = resampleMeans(strategies, { draws: 500, meanBlock: 4, rng: createRng('asc') });
    const { means, deviations } = resampled;
    const adjusted = stepDown(resampled);
    const order = [...means.keys()].sort((a, b) => means[b] / deviations[b] - means[a] / deviations[a]);
    for (let i = 1; i < order.length; i++) {
      expect(adjusted[order[i]]).toBeGreaterThanOrEqual(adjusted[order[i - 1]]);
    }
  });

  it('leave out what never traded', () => {
    const table = [new Float64Array(100), ...noise(2, 100, 'flat')];
    const resampled = resampleMeans(table, { draws: 200, rng: createRng('flat') });
    expect(stepDown(resampled)[0]).toBe(1);
    for (const how of RECENTRINGS) expect(superiorAbility(resampled, how)).toBeGreaterThan(0);
    const nothing = resampleMeans([new Float64Array(100)], { draws: 50, rng: createRng(1) });
    expect(superiorAbility(nothing, 'consistent')).toBe(1);
  });

  it('refuse tables that are none', () => {
    const rng = createRng(1);
    expect(() => resampleMeans([], { draws: 1, rng })).toThrow('needs a strategy');
    expect(() => resampleMeans([new Float64Array(5), new Float64Array(4)], { draws: 1, rng })).toThrow(
      'Strategy 1',
    );
    expect(() => resampleMeans([Float64Array.of(1, Number.NaN, 2)], { draws: 1, rng })).toThrow('not finite');
  });
});

describe("Hansen's test on draws made by hand", () => {
  const N = 100;
  /** Means of strategies with a long-run deviation of 1, and what every one of nine draws strays by. */
  const drawn = (means: readonly number[], strays: readonly number[]): ResampledMeans => ({
    n: N,
    draws: 9,
    meanBlock: 1,
    means: Float64Array.from(means),
    deviations: new Float64Array(means.length).fill(1),
    of: (_, strategy) => strays[strategy],
  });

  it('leaves a strategy where it is from sqrt(2 ln ln n / n) deviations below the benchmark on', () => {
    const bound = Math.sqrt((2 * Math.log(Math.log(N))) / N);
    const of = (mean: number) => superiorAbility(drawn([0.1, mean], [0, 0.15]), 'consistent');
    // Recentred at the benchmark, the bad one strays further than the good one is ahead.
    expect(of(-bound + 0.001)).toBe(1);
    expect(of(-bound - 0.001)).toBe(1 / 10);
  });

  it('never finds superior what is behind the benchmark, however unlucky the draws', () => {
    expect(superiorAbility(drawn([-0.05], [-0.2]), 'consistent')).toBe(1);
    expect(superiorAbility(drawn([-0.05], [-0.2]), 'lower')).toBe(1);
  });

  it('is studentised: no unit of a strategy changes it, nor the step-down, as it does the reality check', () => {
    const table = noise(4, 200, 'unit').map((column, k) => (k === 1 ? column.map((v) => v + 0.15) : column));
    const scaled = table.map((column, k) => column.map((value) => value * 4 ** k));
    const [own, other] = [table, scaled].map((columns) =>
      resampleMeans(columns, { draws: 499, meanBlock: 2, rng: createRng('unit') }),
    );
    for (const how of RECENTRINGS) expect(superiorAbility(other, how)).toBe(superiorAbility(own, how));
    expect([...stepDown(other)]).toEqual([...stepDown(own)]);
    expect(realityCheck(other)).not.toBe(realityCheck(own));
  });
});
