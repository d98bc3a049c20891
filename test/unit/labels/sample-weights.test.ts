import { describe, expect, it } from 'vitest';
import { sampleWeights } from '../../../src/domain/labels/sample-weights.ts';
import { sequentialBootstrap } from '../../../src/domain/labels/sequential-bootstrap.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const uniqueness = Float32Array.of(0, 0.5, 0.5, 0, 1);
const target = Float32Array.of(0, 1, 0, 0, 0);
const rows = Int32Array.of(1, 2, 4);
const base = { rows, uniqueness, target, timeDecay: 1, classBalance: false };

describe('sample weights', () => {
  it('are the uniqueness itself when nothing else is asked for', () => {
    expect(sampleWeights(base)).toBe(uniqueness);
  });

  it('decay evenly with the uniqueness down to the oldest', () => {
    // Cumulative uniqueness 0.5, 1, 2 of 2: factors 0.25, 0.5, 1 on the way from 0.
    expect([...sampleWeights({ ...base, timeDecay: 0 })]).toEqual([0, 0.125, 0.25, 0, 1]);
    expect(sampleWeights({ ...base, timeDecay: 0.5 })[1]).toBeCloseTo(0.5 * 0.625, 7);
    // The oldest half weighs nothing.
    expect([...sampleWeights({ ...base, timeDecay: -0.5 })]).toEqual([0, 0, 0, 0, 1]);
    expect(() => sampleWeights({ ...base, timeDecay: -1 })).toThrow(/above -1/);
  });

  it('give both classes the same total', () => {
    const weight = sampleWeights({ ...base, classBalance: true });
    expect(weight[1]).toBeCloseTo(1, 6);
    expect(weight[2] + weight[4]).toBeCloseTo(1, 6);
  });
});

describe('the sequential bootstrap', () => {
  const labels = {
    entryIndex: Int32Array.of(0, 2, 4, -1, -1, -1),
    endIndex: Int32Array.of(2, 3, 5, -1, -1, -1),
  };
  it('follows the worked example of Lopez de Prado 2018, section 4.5.3', () => {
    // After the second label, [2, 3], was drawn: average uniqueness 5/6, 1/2 and 1, so 5/14, 3/14 and 6/14.
    const counts = [0, 0, 0];
    let runs = 0;
    for (let seed = 0; seed < 6_000; seed++) {
      const drawn = sequentialBootstrap(
        { labels, rows: Int32Array.of(0, 1, 2), draws: 2 },
        createRng(`bootstrap ${seed}`),
      );
      if (drawn[0] !== 1) continue;
      counts[drawn[1]]++;
      runs++;
    }
    expect(runs).toBeGreaterThan(1_800);
    expect(counts.map((count) => count / runs)).toEqual([
      expect.closeTo(5 / 14, 1),
      expect.closeTo(3 / 14, 1),
      expect.closeTo(6 / 14, 1),
    ]);
  });

  it('refuses to draw from nothing', () => {
    expect(() => sequentialBootstrap({ labels, rows: new Int32Array(0), draws: 1 }, createRng(1))).toThrow();
  });
});
