import { describe, expect, it } from 'vitest';
import type { Trade } from '../../../src/domain/backtest/trade.ts';
import { pearson } from '../../../src/domain/ml/correlation.ts';
import { overfittingFigures, significanceFigures } from '../../../src/domain/validation/luck-figures.ts';
import { moments } from '../../../src/domain/validation/moments.ts';
import { normalCdf } from '../../../src/domain/validation/normal.ts';
import { logitHistogram, overfittingTest } from '../../../src/domain/validation/pbo.ts';
import { probabilisticSharpe } from '../../../src/domain/validation/probabilistic-sharpe.ts';
import { recordResampling, searchResampling } from '../../../src/domain/validation/resampling-figures.ts';
import {
  positionPermutation,
  signPermutation,
} from '../../../src/domain/validation/significance/permutation.ts';
import { superiorAbility } from '../../../src/domain/validation/significance/reality-check.ts';
import { resampleMeans } from '../../../src/domain/validation/significance/resampled-means.ts';
import { stepDown } from '../../../src/domain/validation/significance/step-down.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { autoregressive } from '../../support/lcg.ts';

const noise = (n: number, seed: string, mean = 0): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => mean + rng.normal());
};

describe('how sure one can be of a record', () => {
  const BARS_PER_YEAR = 100;
  const returns = autoregressive(noise(400, 'record', 0.1), 0.4);
  const { mean, sd, skew, kurtosis } = moments(returns);
  const sharpe = Number(mean) / Number(sd);
  const trials = { count: 45, sharpesPerBar: [0.02, -0.03, 0.08, 0.01] };
  const options = { barsPerYear: BARS_PER_YEAR, alpha: 0.1, trialCount: 'all' } as const;
  const of = (convention: '2014' | '2025') =>
    significanceFigures(returns, trials, [], { ...options, convention });
  const rho = Number(pearson(returns.slice(1), returns.slice(0, -1)));

  it.each(['2014', '2025'] as const)('is told by the whole record, convention of %s', (convention) => {
    const estimate = { sharpe, n: 400, skew, kurtosis, autocorrelation: rho };
    const figures = of(convention);
    expect(figures.sharpe_p_value).toBeCloseTo(1 - Number(probabilisticSharpe(estimate, 0, convention)), 12);
    // A record of the least length is significant at alpha, and no more.
    const least = { ...estimate, n: Number(figures.min_track_record_bars) };
    expect(probabilisticSharpe(least, 0, convention)).toBeCloseTo(0.9, 10);
  });

  it('remembers: in the convention of 2025 a record that drifts is less sure than one that does not', () => {
    expect(rho).toBeGreaterThan(0.3);
    const forgetful = { sharpe, n: 400, skew, kurtosis };
    const without = 1 - Number(probabilisticSharpe(forgetful, 0, '2025'));
    expect(Number(of('2025').sharpe_p_value)).toBeGreaterThan(2 * without);
    // At a benchmark of 0 the variance is (1 + rho) / (1 - rho), whatever the shape.
    const z = (sharpe * Math.sqrt(400)) / Math.sqrt((1 + rho) / (1 - rho));
    expect(1 - Number(of('2025').sharpe_p_value)).toBeCloseTo(normalCdf(z), 12);
  });

  it('speaks of years, and of the whole ledger', () => {
    const figures = of('2014');
    const annual = sharpe * Math.sqrt(BARS_PER_YEAR);
    // 45 trials: 4.998 years at an annual ratio of 1 (Bailey, Borwein, Lopez de Prado & Zhu 2014).
    expect(figures.min_backtest_years).toBeCloseTo(4.998087004443404 / annual ** 2, 9);
    expect(figures).toMatchObject({ record_years: 4, trial_count: 45 });
    const { sd: spread } = moments(Float64Array.from(trials.sharpesPerBar));
    // The best of 45 normal variables: 2.2356.
    expect(Number(figures.deflated_hurdle) / (Number(spread) * 10)).toBeCloseTo(2.2356, 4);
  });

  it('does not count similar trials once for the length of a backtest: every one was a look at the data', () => {
    const searched = Array.from({ length: 30 }, () => returns);
    const figures = significanceFigures(returns, trials, searched, {
      ...options,
      convention: '2014',
      trialCount: 'effective',
    });
    expect(figures.effective_trials).toBe(16);
    expect(figures.min_backtest_years).toBe(of('2014').min_backtest_years);
  });
});

describe('the record resampled', () => {
  const FROM = 30;
  const DRAWS = 199;
  /** Moves of the market; the trades hold the bars of two moves each, the first or the last of them alone moving. */
  const market = Array.from({ length: 60 }, (_, i) => (i % 12 === 3 ? 0.02 : i % 12 === 8 ? -0.02 : 0));
  const closes = new Float64Array(61).fill(100);
  market.forEach((move, i) => {
    closes[i + 1] = closes[i] * (1 + move);
  });
  const held = (entry: number, exit: number, side: 1 | -1): Trade =>
    ({ entryIndex: FROM + entry, exitIndex: FROM + exit, side, return: 0.02 - 0.001 * entry }) as Trade;
  const trades = [0, 12, 24, 36, 48].flatMap((at, k) =>
    k % 2 === 0
      ? [held(at + 2, at + 3, 1), held(at + 8, at + 9, -1)]
      : [held(at + 3, at + 4, 1), held(at + 7, at + 8, -1)],
  );
  const positions = new Int8Array(60);
  for (const { entryIndex, exitIndex, side } of trades)
    positions.fill(side, entryIndex - FROM, exitIndex - FROM + 1);

  it('permutes what was held, from the bar of entry to that of exit, and the signs of the trades', () => {
    const figures = recordResampling({ returns: noise(60, 'returns'), trades, closes, from: FROM }, 252, {
      draws: DRAWS,
      rng: createRng('record'),
    });
    const fork = (name: string) => ({ draws: DRAWS, rng: createRng('record').fork(name) });
    // Every move of the market was caught, each on the right side: no other order of these stretches does.
    expect(figures.position_p_value).toBe(1 / (DRAWS + 1));
    expect(figures.position_p_value).toBe(
      positionPermutation(positions, Float64Array.from(market), fork('positions')),
    );
    const results = Float64Array.from(trades, (trade) => trade.return);
    expect(figures.sign_p_value).toBe(signPermutation(results, fork('signs')));
    const late = trades.map((trade) => ({
      ...trade,
      entryIndex: trade.entryIndex + 2,
      exitIndex: trade.exitIndex + 2,
    }));
    const missed = recordResampling(
      {
        returns: noise(60, 'returns'),
        trades: late.slice(0, -1),
        closes,
        from: FROM,
      },
      252,
      { draws: DRAWS, rng: createRng('record') },
    );
    expect(Number(missed.position_p_value)).toBeGreaterThan(0.2);
  });
});

describe('the search resampled', () => {
  const searched = [noise(300, 'a'), noise(300, 'b', 0.4), noise(300, 'c', -0.2), noise(300, 'd', 0.5)];

  it('names the best of the step-down and counts what is superior at alpha', () => {
    const draws = 199;
    const figures = searchResampling(searched, 0.05, { draws, rng: createRng('search') });
    const resampled = resampleMeans(searched, { draws, rng: createRng('search').fork('search') });
    const adjusted = stepDown(resampled);
    expect(figures.step_down_p_value).toBe(Math.min(...adjusted));
    expect(figures.step_down_p_value).toBeLessThan(adjusted[0]);
    expect(figures.step_down_superior).toBe(2);
    expect(figures.spa_p_value).toBe(superiorAbility(resampled, 'consistent'));
  });

  it.each([0.001, 0.1])(
    'holds a trial of constant returns of %f, whose risk nobody knows, for no evidence',
    (gain) => {
      const sure = new Float64Array(333).fill(gain);
      const figures = searchResampling([sure], 0.05, { draws: 99, rng: createRng('sure') });
      expect(figures).toMatchObject({ spa_p_value: 1, step_down_p_value: 1, step_down_superior: 0 });
      expect(resampleMeans([sure], { draws: 9, rng: createRng(1) }).deviations[0]).toBe(0);
    },
  );
});

describe('logits of the overfitting test', () => {
  it('have their median among the figures', () => {
    const test = overfittingTest([noise(64, 'x'), noise(64, 'y'), noise(64, 'z')], 8);
    if (!test) throw new Error('the test can be made');
    const sorted = [...test.logits].sort((a, b) => a - b);
    expect(overfittingFigures(test).pbo_median_logit).toBeCloseTo((sorted[34] + sorted[35]) / 2, 12);
  });

  it('are spread over bins of one width, the largest in the last', () => {
    const { from, share } = logitHistogram({ logits: Float64Array.of(-1, 0.9, 1, 3, 3) }, 4);
    expect(from).toEqual([-1, 0, 1, 2]);
    expect(share).toEqual([0.2, 0.2, 0.2, 0.4]);
    expect(logitHistogram({ logits: new Float64Array(3) }, 2).share).toEqual([1, 0]);
  });
});
