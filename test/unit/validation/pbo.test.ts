import { describe, expect, it } from 'vitest';
import { moments } from '../../../src/domain/validation/moments.ts';
import { normalCdf } from '../../../src/domain/validation/normal.ts';
import { overfittingTest } from '../../../src/domain/validation/pbo.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const noise = (trials: number, rows: number, seed = 'pbo'): Float64Array[] => {
  const rng = createRng(seed);
  return Array.from({ length: trials }, () => Float64Array.from({ length: rows }, () => rng.normal()));
};

describe('overfitting test', () => {
  it('cannot tell trials of one edge from trials of none, its probability of loss can', () => {
    const tests = (mean: number) =>
      Array.from({ length: 40 }, (_, k) => {
        const columns = noise(4, 640, `equal/${k}`).map((column) => column.map((value) => value + mean));
        return overfittingTest(columns, 8)!;
      });
    // A t statistic of about five.
    const [edge, none] = [tests(0.2), tests(0)];
    for (const found of [edge, none]) {
      const failed = found.filter(({ pbo }) => pbo > 0.5).length;
      expect(failed).toBeGreaterThan(12);
      expect(failed).toBeLessThan(36);
    }
    expect(edge.every(({ probabilityOfLoss }) => probabilityOfLoss <= 0.05)).toBe(true);
    expect(none.filter(({ probabilityOfLoss }) => probabilityOfLoss <= 0.05).length).toBeLessThan(8);
  });

  it('has the p-value of the chosen record for a probability of loss', () => {
    for (const mean of [0.02, 0.05, 0.08]) {
      const [column] = noise(1, 1_600).map((values) => values.map((value) => value + mean));
      const { mean: m, sd } = moments(column);
      // Halves are drawn without replacement from 16 blocks.
      const t = (m! / sd!) * Math.sqrt(column.length) * Math.sqrt(15 / 16);
      expect(overfittingTest([column, column], 16)!.probabilityOfLoss).toBeCloseTo(normalCdf(-t), 1);
    }
  });

  it.each([
    [6, 20],
    [8, 70],
    [16, 12_870],
  ])('makes every choice of half of %i blocks: %i splits', (blocks, splits) => {
    expect(overfittingTest(noise(3, 64), blocks)?.logits.length).toBe(splits);
  });

  it('is zero for one clearly skilled trial', () => {
    const columns = noise(10, 320);
    columns[3] = columns[3].map((value) => value + 3);
    const test = overfittingTest(columns, 8);
    expect(test?.pbo).toBe(0);
    expect([...(test?.selected ?? [])].every((trial) => trial === 3)).toBe(true);
    expect(test?.probabilityOfLoss).toBe(0);
  });

  it('is one when what wins in one half must lose in the other (demeaned columns)', () => {
    const columns = noise(10, 320).map((column) => {
      const mean = column.reduce((total, value) => total + value, 0) / column.length;
      return column.map((value) => value - mean);
    });
    expect(overfittingTest(columns, 8)?.pbo).toBe(1);
  });

  it('agrees with sums made anew for each split', () => {
    const columns = noise(6, 97);
    const test = overfittingTest(columns, 6);
    const length = Math.floor(97 / 6);
    let split = 0;
    for (const part of choices(6, 3)) {
      const sharpe = (column: Float64Array, blocks: readonly number[]): number => {
        const values = blocks.flatMap((b) => [...column.subarray(1 + b * length, 1 + (b + 1) * length)]);
        const mean = values.reduce((total, value) => total + value, 0) / values.length;
        return mean / Math.sqrt(values.reduce((t, v) => t + (v - mean) ** 2, 0) / (values.length - 1));
      };
      const inSample = columns.map((column) => sharpe(column, part));
      const rest = [0, 1, 2, 3, 4, 5].filter((b) => !part.includes(b));
      const outOfSample = columns.map((column) => sharpe(column, rest));
      const best = inSample.indexOf(Math.max(...inSample));
      const rank = outOfSample.filter((s) => s <= outOfSample[best]).length / 7;
      expect(test?.selected[split]).toBe(best);
      expect(test?.logits[split]).toBeCloseTo(Math.log(rank / (1 - rank)), 10);
      split++;
    }
    expect(split).toBe(20);
  });

  it('gives trials that are the same column the mean of their ranks, and chooses the first', () => {
    const [column] = noise(1, 64);
    const test = overfittingTest([column, column, column], 4);
    expect([...(test?.selected ?? [])]).toEqual(new Array(6).fill(0));
    expect([...(test?.logits ?? [])]).toEqual(new Array(6).fill(0));
    expect(test?.pbo).toBe(1);
  });

  it('scores a trial that never traded as zero', () => {
    const rng = createRng('idle');
    const losing = Float64Array.from({ length: 64 }, () => -1 + 0.1 * rng.normal());
    const test = overfittingTest([losing, new Float64Array(64)], 4);
    expect([...(test?.selected ?? [])]).toEqual(new Array(6).fill(1));
    expect(test?.probabilityOfLoss).toBe(0);
  });

  it('ranks a sure gain above everything and a sure loss below, and says nothing of their distribution', () => {
    const [gain, loss] = [0.001, -0.001].map((value) => new Float64Array(64).fill(value));
    const test = overfittingTest([...noise(3, 64), loss, gain], 4);
    expect([...(test?.selected ?? [])]).toEqual(new Array(6).fill(4));
    expect(test).toMatchObject({ pbo: 0, probabilityOfLoss: 0, degradation: null, dominance: null });
    expect(overfittingTest([loss, new Float64Array(64)], 4)?.selected).toEqual(new Int32Array(6).fill(1));
  });

  it('knows that choosing dominates drawing at random where one trial is better, and not among equals', () => {
    const columns = noise(10, 320);
    expect(overfittingTest(columns, 8)?.dominance?.firstOrder).toBe(false);
    columns[3] = columns[3].map((value) => value + 3);
    expect(overfittingTest(columns, 8)?.dominance).toEqual({ firstOrder: true, secondOrder: true });
  });

  it('is undefined for one trial and for too few rows', () => {
    expect(overfittingTest(noise(1, 64), 4)).toBeNull();
    expect(overfittingTest([], 4)).toBeNull();
    expect(overfittingTest(noise(5, 31), 16)).toBeNull();
  });

  it.each([3, 0, 22, 2.5])('refuses %f blocks', (blocks) => {
    expect(() => overfittingTest(noise(2, 64), blocks)).toThrow('even number of blocks');
  });

  it('refuses columns of unequal length and values that are not numbers', () => {
    expect(() => overfittingTest([new Float64Array(64), new Float64Array(63)], 4)).toThrow('63 returns');
    expect(() => overfittingTest([new Float64Array(64), new Float64Array(64).fill(Number.NaN)], 4)).toThrow(
      'not finite',
    );
  });
});

function* choices(n: number, k: number, from = 0): Generator<number[]> {
  if (k === 0) yield [];
  else for (let i = from; i <= n - k; i++) for (const rest of choices(n, k - 1, i + 1)) yield [i, ...rest];
}
