import { pearson } from '../ml/correlation.ts';
import { quantileOfSorted } from '../risk/quantile.ts';
import { deflatedSharpe, type TrialSummary } from './deflated-sharpe.ts';
import { effectiveTrials } from './effective-trials.ts';
import { defined, type Figures } from './figures.ts';
import { minBacktestYears } from './min-backtest-length.ts';
import { moments } from './moments.ts';
import type { OverfittingTest } from './pbo.ts';
import { minTrackRecord, probabilisticSharpe, type SharpeConvention } from './probabilistic-sharpe.ts';
import { annualised, sharpePerBar } from './sharpe.ts';

export interface SignificanceOptions {
  readonly barsPerYear: number;
  readonly alpha: number;
  readonly convention: SharpeConvention;
  /** Whether N is every trial of the ledger, or trials of this search that resemble each other count once. */
  readonly trialCount: 'all' | 'effective';
}

/**
 * How sure one can be that the record is more than luck, given everything that was tried.
 * @param searched Per-bar returns of the scored trials of the last search, one column a trial.
 */
export function significanceFigures(
  returns: Float64Array,
  trials: TrialSummary,
  searched: readonly Float64Array[],
  { barsPerYear, alpha, convention, trialCount }: SignificanceOptions,
): Figures {
  const shape = moments(returns);
  const estimate = { ...shape, sharpe: sharpePerBar(shape), autocorrelation: autocorrelation(returns) };
  const probability = probabilisticSharpe(estimate, 0, convention);
  const independent = independentTrials(trials.count, searched);
  const counted = { ...trials, count: trialCount === 'all' ? trials.count : independent };
  const deflated = deflatedSharpe(estimate, counted, convention);
  return defined({
    sharpe_p_value: probability === null ? null : 1 - probability,
    deflated_sharpe: deflated.probability,
    deflated_sharpe_2014: deflatedSharpe(estimate, counted, '2014').probability,
    deflated_sharpe_2025: deflatedSharpe(estimate, counted, '2025').probability,
    deflated_hurdle: annualised(deflated.hurdle, barsPerYear),
    min_track_record_bars: minTrackRecord(estimate, 0, 1 - alpha, convention),
    min_backtest_years: minBacktestYears(trials.count, annualised(estimate.sharpe, barsPerYear)),
    record_years: returns.length / barsPerYear,
    trial_count: trials.count,
    effective_trials: independent,
  });
}

/** The ledger's count, with the trials of the last search reduced to the ideas they are. */
const independentTrials = (count: number, searched: readonly Float64Array[]): number =>
  Math.max(1, count - searched.length + effectiveTrials(searched));

/** First-order autocorrelation; 0 where it is not defined. */
const autocorrelation = (returns: Float64Array): number =>
  pearson(returns.subarray(1), returns.subarray(0, -1)) ?? 0;

/** Whether choosing the best trial of the search chose luck; null: the test could not be made. */
export function overfittingFigures(test: OverfittingTest | null): Figures {
  const dominance = test?.dominance ?? null;
  return defined({
    pbo: test?.pbo ?? null,
    pbo_median_logit: test ? quantileOfSorted(Float64Array.from(test.logits).sort(), 0.5) : null,
    pbo_probability_of_loss: test?.probabilityOfLoss ?? null,
    pbo_degradation_slope: test?.degradation?.slope ?? null,
    pbo_degradation_intercept: test?.degradation?.intercept ?? null,
    pbo_first_order_dominance: dominance && Number(dominance.firstOrder),
    pbo_second_order_dominance: dominance && Number(dominance.secondOrder),
  });
}
