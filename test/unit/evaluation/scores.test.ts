import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/domain/ml/auc.ts';
import { calibrationBins, expectedCalibrationError } from '../../../src/domain/ml/calibration-bins.ts';
import { confusion } from '../../../src/domain/ml/confusion.ts';
import { averageRanks, pearson } from '../../../src/domain/ml/correlation.ts';
import {
  blockLength,
  blockResample,
  percentileInterval,
} from '../../../src/domain/ml/evaluation/block-resample.ts';
import { countedScores, rankRows } from '../../../src/domain/ml/evaluation/counted-scores.ts';
import { permutationImportance } from '../../../src/domain/ml/evaluation/permutation-importance.ts';
import type { PredictedRows } from '../../../src/domain/ml/evaluation/predicted-rows.ts';
import { quantileGrid } from '../../../src/domain/ml/evaluation/quantile-grid.ts';
import { returnEstimates } from '../../../src/domain/ml/evaluation/return-estimates.ts';
import { scoreSample, scoreSlice } from '../../../src/domain/ml/evaluation/score-sample.ts';
import { shapSummary } from '../../../src/domain/ml/evaluation/shap-summary.ts';
import { averagePrecision, fBeta } from '../../../src/domain/ml/precision-recall.ts';
import { brierScore, logLoss } from '../../../src/domain/ml/probability-scores.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const predicted = (
  rows: readonly { p: number; q: number; y: number; r: number }[],
  start = 0,
): PredictedRows => ({
  row: Int32Array.from(rows, (_, i) => start + i),
  raw: Float64Array.from(rows, ({ p }) => p),
  calibrated: Float64Array.from(rows, ({ q }) => q),
  outcome: Int8Array.from(rows, ({ y }) => y),
  forwardReturn: Float64Array.from(rows, ({ r }) => r),
});
const share = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);
const arbitraryRow = fc.record({
  p: share,
  q: share,
  y: fc.constantFrom(0, 1),
  r: fc.integer({ min: -9, max: 9 }),
});

/** A model that is right 70 times in 100, over labels that repeat ten times in a row, as overlapping ones do. */
function overlapping(blocks: number, seed: string): PredictedRows {
  const rng = createRng(seed);
  const rows = Array.from({ length: blocks }, () => {
    const y = rng.uniform() < 0.5 ? 1 : 0;
    const p = rng.uniform() < 0.7 === (y === 1) ? 0.7 : 0.3;
    return Array.from({ length: 10 }, () => ({ p, q: p, y, r: y - 0.5 }));
  }).flat();
  return predicted(rows);
}
const options = { confidence: 0.6, horizonBars: 10, resamples: 300 };

describe('scores of counted rows', () => {
  it('are the plain scores of the sample in which each row stands as often', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(arbitraryRow, fc.integer({ min: 0, max: 3 })), { minLength: 2, maxLength: 40 }),
        (pairs) => {
          const rows = predicted(pairs.map(([row]) => row));
          const counts = Uint16Array.from(pairs, ([, count]) => count);
          const written = predicted(pairs.flatMap(([row, count]) => new Array(count).fill(row)));
          const scores = countedScores([rankRows(rows)], [counts], 0.6);
          const { raw, calibrated, outcome } = written;
          const plain = {
            auc: auc(raw, outcome),
            pr_auc: averagePrecision(raw, outcome),
            log_loss: logLoss(raw, outcome),
            brier: brierScore(raw, outcome),
            log_loss_calibrated: logLoss(calibrated, outcome),
            brier_calibrated: brierScore(calibrated, outcome),
            calibration_error: expectedCalibrationError(calibrationBins(calibrated, outcome, 10)),
            f_beta: fBeta(confusion(calibrated, outcome, 0.6), 0.5),
          };
          for (const [name, value] of Object.entries(plain)) {
            const counted = scores[name as keyof typeof plain];
            if (value === null) expect(counted).toBeNull();
            else expect(counted).toBeCloseTo(value, 10);
          }
        },
      ),
    );
  });

  it('with each row once, the rank correlation is Spearman’s and the hit rate a count', () => {
    const rows = overlapping(30, 'once');
    const once = new Uint16Array(rows.row.length).fill(1);
    const scores = countedScores([rankRows(rows)], [once], 0.6);
    const rho = pearson(averageRanks(rows.raw), averageRanks(rows.forwardReturn));
    expect(scores.information_coefficient).toBeCloseTo(rho ?? Number.NaN, 12);
    const right = rows.raw.filter((p, i) => p > 0.5 === (rows.outcome[i] === 1)).length;
    expect(scores.hit_rate).toBeCloseTo(right / rows.raw.length, 12);
  });
});

describe('a block resample', () => {
  it('has as many rows as the sample, in runs of the block length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.string(),
        (rows, wanted, seed) => {
          const length = Math.min(rows, wanted);
          const count = blockResample(rows, length, createRng(seed));
          expect(count.reduce((sum, n) => sum + n, 0)).toBe(rows);
        },
      ),
    );
    const single = blockResample(1_000, 1_000, createRng('one block'));
    expect([...single]).toEqual(new Array(1_000).fill(1));
    expect([blockLength(1_000, 24), blockLength(1_000, 3), blockLength(5, 24)]).toEqual([24, 10, 5]);
  });

  it('gives percentiles, and none where most resamples defined nothing', () => {
    const values = Array.from({ length: 101 }, (_, i) => i);
    expect(percentileInterval(values, 0.9)).toEqual({
      low: expect.closeTo(5, 10),
      high: expect.closeTo(95, 10),
    });
    expect(percentileInterval([1, null, null])).toBeNull();
  });
});

describe('intervals of scores', () => {
  it('hold the truth about as often as they say, though labels overlap', () => {
    let held = 0;
    const runs = 40;
    for (let run = 0; run < runs; run++) {
      const { scores } = scoreSample([overlapping(40, `run ${run}`)], {
        ...options,
        resamples: 150,
        rng: createRng(run),
      });
      const { interval } = scores.hit_rate;
      if (interval && interval.low <= 0.7 && interval.high >= 0.7) held++;
    }
    // Binomial(40, 0.95) is below 32 once in five thousand; a bootstrap of single rows holds it some 20 times.
    expect(held).toBeGreaterThanOrEqual(32);
  });

  it('are the same for the same seed, and absent where a score is not defined', () => {
    const score = () => scoreSample([overlapping(40, 'seed')], { ...options, rng: createRng(1) });
    expect(score()).toEqual(score());
    const oneClass = predicted([
      { p: 0.4, q: 0.4, y: 1, r: 1 },
      { p: 0.6, q: 0.6, y: 1, r: 2 },
    ]);
    const { scores, baseRate } = scoreSample([oneClass], { ...options, rng: createRng(1) });
    expect([scores.auc, baseRate]).toEqual([{ value: null, interval: null }, 1]);
    expect(scoreSample([], { ...options, rng: createRng(1) })).toMatchObject({ rows: 0, baseRate: null });
  });

  it('of a slice are those of its rows alone', () => {
    const all = overlapping(40, 'slice');
    const early = (row: number) => row < 200;
    const slice = scoreSlice([all], early, { ...options, rng: createRng(2) });
    expect(slice.rows).toBe(200);
    expect(slice.scores.auc.value).toBe(auc(all.raw.subarray(0, 200), all.outcome.subarray(0, 200)));
  });

  it('refuse what is no probability', () => {
    const wrong = predicted([{ p: 0.5, q: Number.NaN, y: 1, r: 0 }]);
    expect(() => scoreSample([wrong], { ...options, rng: createRng(1) })).toThrow(
      expect.objectContaining({ code: 'parameter_invalid' }),
    );
  });

  it('of a Sharpe ratio lie about its closed form for independent returns', () => {
    const rng = createRng('sharpe');
    const returns = Float64Array.from({ length: 2_000 }, () => 0.05 + rng.normal());
    const { sharpe } = returnEstimates(returns, {
      barsPerYear: 1,
      horizonBars: 1,
      resamples: 600,
      rng: createRng('draws'),
    });
    // Lo (2002): the standard error of a small Sharpe ratio is about 1 / sqrt(n).
    const width = (sharpe.interval?.high ?? 0) - (sharpe.interval?.low ?? 0);
    expect(width / ((2 * 1.96) / Math.sqrt(2_000))).toBeGreaterThan(0.85);
    expect(width / ((2 * 1.96) / Math.sqrt(2_000))).toBeLessThan(1.15);
  });
});

describe('importance by permutation', () => {
  const y = Int8Array.of(1, 0, 1, 0);
  const base = Float64Array.of(0.8, 0.2, 0.8, 0.2);
  const settings = { horizonBars: 1, resamples: 100, rng: createRng('p') };
  it('is what shuffling costs in log loss, averaged over the repetitions', () => {
    const wrong = Float64Array.of(0.2, 0.8, 0.2, 0.8);
    const { lossIncrease, interval } = permutationImportance('x', base, [wrong, base], y, settings);
    expect(lossIncrease).toBeCloseTo(Math.log(4) / 2, 12);
    // Every row loses the same: no resample says otherwise.
    expect(interval?.low).toBeCloseTo(lossIncrease, 12);
  });
  it('is nothing for a feature the model does not read', () => {
    expect(permutationImportance('x', base, [base], y, settings)).toMatchObject({
      lossIncrease: 0,
      interval: { low: 0, high: 0 },
    });
  });
});

describe('the SHAP summary', () => {
  it('ranks by mean absolute contribution, with the direction of each feature', () => {
    const value = (row: number, feature: number) => (feature === 2 ? Number.NaN : row);
    // Three features over four rows: up with the value, down with it twice as much, and nothing.
    const contributions = Float64Array.from([0, 1, 2, 3].flatMap((row) => [row / 10, -row / 5, 0, 0.5]));
    const summary = shapSummary({
      features: ['up', 'down', 'none'],
      value,
      contributions,
      rows: 4,
      top: 2,
      points: 2,
    });
    expect(summary.map(({ feature, meanAbsolute, direction }) => [feature, meanAbsolute, direction])).toEqual(
      [
        ['down', expect.closeTo(0.3, 12), expect.closeTo(-1, 12)],
        ['up', expect.closeTo(0.15, 12), expect.closeTo(1, 12)],
      ],
    );
    expect(summary[1].points).toEqual([
      { value: 0, rank: 0, contribution: 0 },
      { value: 2, rank: expect.closeTo(2 / 3, 12), contribution: 0.2 },
    ]);
  });
});

it('a grid holds distinct quantiles of what is present', () => {
  expect(quantileGrid(Float64Array.of(3, 1, 2, Number.NaN, 5, 4), 5)).toEqual([1, 2, 3, 4, 5]);
  expect(quantileGrid(Float64Array.of(0, 0, 0, 1), 4)).toEqual([0, 1]);
  expect(quantileGrid(Float64Array.of(Number.NaN), 4)).toEqual([]);
});
