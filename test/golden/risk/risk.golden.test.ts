import { describe, expect, it } from 'vitest';
import { maxDrawdown } from '../../../src/domain/risk/drawdown.ts';
import { kellyTwoOutcome } from '../../../src/domain/risk/kelly.ts';
import { historicalCvar, historicalVar, rockafellarUryasevCvar } from '../../../src/domain/risk/tail-loss.ts';
import { tradeStatistics } from '../../../src/domain/risk/trade-statistics.ts';
import { ABSENT, hasSharedData, sharedText } from '../../support/shared-data.ts';

const present = hasSharedData('README.md');
const json = (path: string) => JSON.parse(sharedText(path));
const column = (path: string, index: number): Float64Array =>
  Float64Array.from(
    sharedText(path)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[index])),
  );

describe.skipIf(!present)(`risk figures against other projects${present ? '' : ` ${ABSENT}`}`, () => {
  it('historical VaR and ES agree with PerformanceAnalytics to its 6 decimals', () => {
    const expected = json('perfanalytics/expected.json').VaR_ES_baseline;
    const returns = column('perfanalytics/edhec.csv', 1).subarray(0, 100);
    expect(historicalVar(returns, 1 - expected.p)).toBeCloseTo(expected.VaR_historical, 6);
    expect(historicalCvar(returns, 1 - expected.p)).toBeCloseTo(expected.ES_historical, 6);
  });

  it('VaR, CVaR, drawdown, win rate, profit factor and payoff agree with empyrical and quantstats', () => {
    const { 'empyrical_0.5.5': empyrical, quantstats_fbd10da: quantstats } = json(
      'golden/eurusd_daily_metrics.json',
    );
    const returns = column('golden/eurusd_daily_returns.csv', 2);
    for (const tail of [0.05, 0.01]) {
      expect(historicalVar(returns, tail)).toBeCloseTo(empyrical[`value_at_risk_${tail}`], 12);
      expect(historicalCvar(returns, tail)).toBeCloseTo(empyrical[`conditional_value_at_risk_${tail}`], 12);
    }
    expect(-maxDrawdown(returns)).toBeCloseTo(empyrical.max_drawdown, 12);

    // quantstats leaves periods at exactly zero out of its win rate.
    const statistics = tradeStatistics(returns.filter((value) => value !== 0));
    expect(statistics.winRate).toBeCloseTo(quantstats.win_rate, 12);
    expect(statistics.profitFactor).toBeCloseTo(quantstats.profit_factor, 12);
    expect(statistics.averageWin).toBeCloseTo(quantstats.avg_win, 12);
    expect(-statistics.averageLoss!).toBeCloseTo(quantstats.avg_loss, 12);

    // quantstats prints the odds form (b p - q) / b of Kelly, which is the leverage times the average loss.
    const kelly = kellyTwoOutcome({
      winProbability: statistics.winRate!,
      win: statistics.averageWin!,
      loss: statistics.averageLoss!,
    });
    expect(kelly * statistics.averageLoss!).toBeCloseTo(quantstats.kelly_criterion, 12);
  });

  it('maximum drawdown agrees with every case of empyrical', () => {
    const { series, tests } = json('empyrical/vectors.json');
    const cases = tests.find((test: { test: string }) => test.test === 'test_max_drawdown').cases as [
      { series?: string; values?: number[] },
      number | null,
    ][];
    expect(cases.length).toBeGreaterThan(5);
    for (const [given, expected] of cases) {
      if (expected === null) continue; // of no returns: NaN there, 0 here
      const values: (number | null)[] = given.values ?? series[given.series!].values;
      // A missing return counts as none, as in empyrical.
      const returns = Float64Array.from(values, (value) => value ?? 0);
      expect(0 - maxDrawdown(returns)).toBeCloseTo(expected, 8);
    }
  });

  it('exact CVaR and compounded drawdown agree with skfolio', () => {
    const expected = json('skfolio/measures_expected.json');
    const prices = column('skfolio/sp500_dataset.csv', 1);
    const returns = prices.slice(1).map((price, i) => price / prices[i] - 1);
    const unweighted = (name: string) =>
      expected[name][0].cases.find((c: unknown[]) => c[0] === '1d' && c[1] === false);
    expect(-rockafellarUryasevCvar(returns, 0.05)!).toBeCloseTo(unweighted('test_cvar')[2], 7);

    const compounded = expected.test_max_drawdown[0].cases.find((c: unknown[]) => c[0] === '1d' && c[1]);
    expect(maxDrawdown(returns)).toBeCloseTo(compounded[2], 7);
  });

  it('two-outcome Kelly agrees with the printed examples', () => {
    const examples: { p: number; win: number; loss: number; growth_optimal_fraction: number }[] = json(
      'stats/sharpe_overfit_vectors.json',
    ).kelly_two_outcome;
    for (const { p, win, loss, growth_optimal_fraction: printed } of examples) {
      // The printed optimum comes from a search; the closed form is 40.
      const stake = kellyTwoOutcome({ winProbability: p, win, loss });
      expect(Math.abs(stake - printed)).toBeLessThan(0.01);
    }
  });
});
