import { describe, expect, it } from 'vitest';
import {
  drawFoldResamples,
  foldMeanInterval,
  resampledMeans,
} from '../../../src/domain/ml/selection/fold-mean-interval.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const noise = (seed: string, n: number): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
};

describe('the interval of a mean over folds', () => {
  it('is the mean of the rows a resample holds, by summing them one by one', () => {
    const values = noise('values', 50);
    const resamples = drawFoldResamples(50, 7, 20, createRng('draws'));
    const { blocks, length, starts } = resamples;
    const byRow = Array.from({ length: 20 }, (_, draw) => {
      let sum = 0;
      for (let block = 0; block < blocks; block++) {
        for (let i = 0; i < length; i++) sum += values[(starts[draw * blocks + block] + i) % 50];
      }
      return sum / (blocks * length);
    });
    const means = resampledMeans(values, resamples);
    byRow.forEach((mean, k) => {
      expect(means[k]).toBeCloseTo(mean, 12);
    });
  });

  it('covers the true mean about as often as it says, and is as wide as the standard error asks', () => {
    const truth = 0.1;
    let covered = 0;
    let width = 0;
    const samples = 200;
    for (let k = 0; k < samples; k++) {
      const folds = [0, 1, 2].map((fold) => {
        const values = noise(`${k}/${fold}`, 200).map((value) => value + truth);
        return resampledMeans(values, drawFoldResamples(200, 1, 200, createRng(`${k}/${fold}/draws`)));
      });
      const interval = foldMeanInterval(folds);
      if (interval && interval.low <= truth && interval.high >= truth) covered += 1;
      width += ((interval?.high ?? 0) - (interval?.low ?? 0)) / samples;
    }
    // A percentile interval of blocks is a little short: 88 % and more of 95.
    expect(covered / samples).toBeGreaterThan(0.88);
    expect(width).toBeGreaterThan(0.85 * ((2 * 1.96) / Math.sqrt(600)));
    expect(width).toBeLessThan(1.1 * ((2 * 1.96) / Math.sqrt(600)));
  });

  it('is a point where nothing varies, and none without a fold', () => {
    const still = resampledMeans(
      new Float64Array(30).fill(2),
      drawFoldResamples(30, 3, 50, createRng('still')),
    );
    expect(foldMeanInterval([still])).toEqual({ low: 2, high: 2 });
    expect(foldMeanInterval([])).toBeNull();
  });
});
