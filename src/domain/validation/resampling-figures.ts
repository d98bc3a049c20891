import type { Rng } from '../../kernel/rng.ts';
import type { Trade } from '../backtest/trade.ts';
import { defined, type Figures, INTERVAL_CONFIDENCE } from './figures.ts';
import { annualised } from './sharpe.ts';
import { bootstrapSharpe } from './significance/bootstrap-sharpe.ts';
import { falseDiscoveryRates } from './significance/false-discovery.ts';
import { positionPermutation, signPermutation } from './significance/permutation.ts';
import { realityCheck, superiorAbility, superiorAbilityArch } from './significance/reality-check.ts';
import { resampleMeans } from './significance/resampled-means.ts';
import { stepDown } from './significance/step-down.ts';

export interface ResamplingOptions {
  /** Resamples or permutations of each test. */
  readonly draws: number;
  readonly rng: Rng;
}

/** A traded record beside the market it was traded on. */
export interface TradedStretch {
  /** Net return of each bar. */
  readonly returns: Float64Array;
  readonly trades: readonly Trade[];
  /** Close of each bar, with the one before the first bar in front. */
  readonly closes: Float64Array;
  /** Index of the first bar, as the trades count. */
  readonly from: number;
}

/** Tests of the record by resampling it: nothing is assumed of the shape of its returns. */
export function recordResampling(
  { returns, trades, closes, from }: TradedStretch,
  barsPerYear: number,
  { draws, rng }: ResamplingOptions,
): Figures {
  const bootstrap = bootstrapSharpe(returns, {
    draws,
    rng: rng.fork('bootstrap'),
    confidence: INTERVAL_CONFIDENCE,
  });
  const results = Float64Array.from(trades, (trade) => trade.return);
  const market = Float64Array.from(returns, (_, i) => closes[i + 1] / closes[i] - 1);
  const positions = new Int8Array(returns.length);
  for (const { side, entryIndex, exitIndex } of trades) {
    for (let i = entryIndex - from; i <= exitIndex - from; i++) positions[i] += side;
  }
  return defined({
    bootstrap_p_value: bootstrap?.pValue ?? null,
    bootstrap_sharpe_low: annualised(bootstrap?.low ?? null, barsPerYear),
    bootstrap_sharpe_high: annualised(bootstrap?.high ?? null, barsPerYear),
    bootstrap_block_bars: bootstrap?.meanBlock ?? null,
    sign_p_value: signPermutation(results, { draws, rng: rng.fork('signs') }),
    position_p_value: positionPermutation(positions, market, { draws, rng: rng.fork('positions') }),
  });
}

/**
 * Tests of the search as a whole against holding cash: whether the best of everything that was scored is better than the
 * best of as much luck.
 * @param searched Per-bar returns of the scored trials, one column a trial; without any all figures are null.
 */
export function searchResampling(
  searched: readonly Float64Array[],
  alpha: number,
  { draws, rng }: ResamplingOptions,
): Figures {
  const traded = searched.some((column) => column.some((value) => value !== 0));
  if (!traded || searched[0].length < 3) {
    return {
      reality_check_p_value: null,
      spa_p_value: null,
      spa_p_value_arch: null,
      step_down_p_value: null,
      step_down_superior: null,
    };
  }
  const resampled = resampleMeans(searched, { draws, rng: rng.fork('search') });
  const adjusted = stepDown(resampled);
  return defined({
    reality_check_p_value: realityCheck(resampled),
    spa_p_value: superiorAbility(resampled, 'consistent'),
    spa_p_value_arch: superiorAbilityArch(resampled, 'consistent'),
    step_down_p_value: adjusted.reduce((least, p) => Math.min(least, p), 1),
    step_down_superior: adjusted.filter((p) => p <= alpha).length,
  });
}

/**
 * False discovery rate of believing one more strategy: its p-value among those of all strategies that were judged before,
 * the rejected ones too, for each of them was a test.
 * @param judged P-values of the others, 0 to 1.
 */
export function discoveryFigures(pValue: number | null, judged: readonly number[]): Figures {
  const rate = (method: 'bh' | 'by'): number | null =>
    pValue === null ? null : falseDiscoveryRates([pValue, ...judged], method)[0];
  return {
    judged_strategies: judged.length,
    false_discovery_rate: rate('bh'),
    false_discovery_rate_by: rate('by'),
  };
}
