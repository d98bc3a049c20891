import { describe, expect, it } from 'vitest';
import type { Trade } from '../../../src/domain/backtest/trade.ts';
import { RETURN_METRICS, ReturnSample } from '../../../src/domain/performance/return-metrics.ts';
import { robustSharpeError } from '../../../src/domain/performance/robust-sharpe.ts';
import { TRADE_METRICS, TradeSample } from '../../../src/domain/performance/trade-metrics.ts';
import { createRng } from '../../../src/kernel/rng.ts';

/*
 * Each row of the tables against its formula written out on plain lists, so that a row cannot show the figure of another one.
 */

const N = 400;
const rng = createRng('tables');
const benchmark = Array.from({ length: N }, () => 0.0004 + 0.01 * rng.normal());
const returns = benchmark.map((market) => 0.001 + 0.4 * market + 0.008 * rng.normal());
const held = returns.map((_, i) => (i % 8 < 3 ? 1 : 0));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const moment = (values: readonly number[], k: number): number =>
  mean(values.map((value) => (value - mean(values)) ** k));
const deviation = (values: readonly number[]): number =>
  Math.sqrt((moment(values, 2) * values.length) / (values.length - 1));
const growth = (values: readonly number[]): number =>
  values.reduce((equity, value) => equity * (1 + value), 1);
const yearly = (values: readonly number[]): number => growth(values) ** (252 / values.length) - 1;

describe('figures of returns', () => {
  const columns = {
    returns: Float64Array.from(returns),
    benchmark: Float64Array.from(benchmark),
    held: Uint8Array.from(held),
  };
  const sample = new ReturnSample(columns, { barsPerYear: 252, tail: 0.05, cashRate: 0.03 });
  const difference = returns.map((value, i) => value - benchmark[i]);
  const beta =
    sum(returns.map((value, i) => (value - mean(returns)) * (benchmark[i] - mean(benchmark)))) /
    (N * moment(benchmark, 2));
  const on = (days: (market: number) => boolean) => ({
    own: returns.filter((_, i) => days(benchmark[i])),
    market: benchmark.filter(days),
  });
  const [rises, falls] = [on((market) => market > 0), on((market) => market < 0)];

  const equity = returns.map((_, i) => growth(returns.slice(0, i + 1)));
  const under = equity.map((value, i) => 1 - value / Math.max(1, ...equity.slice(0, i + 1)));
  const deepest = Math.max(...under);
  const stretches = under
    .map((loss) => (loss > 0 ? 'x' : ' '))
    .join('')
    .split(' ');
  const lines = equity.map(Math.log);
  const time = equity.map((_, i) => i);
  const slope = mean(lines.map((value, i) => (value - mean(lines)) * (i - mean(time)))) / moment(time, 2);

  // The worst twenty of four hundred; type 7 interpolates at position 19.95.
  const sorted = [...returns].sort((a, b) => a - b);
  const quantile = sorted[19] + 0.95 * (sorted[20] - sorted[19]);
  const upper = sorted[379] + 0.05 * (sorted[380] - sorted[379]);
  const z = -1.6448536269514722;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const sigma = Math.sqrt(moment(returns, 2));
  const skew = moment(returns, 3) / sigma ** 3;
  const excess = moment(returns, 4) / sigma ** 4 - 3;
  const bent =
    z +
    ((z ** 2 - 1) * skew) / 6 +
    ((z ** 3 - 3 * z) * excess) / 24 -
    ((2 * z ** 3 - 5 * z) * skew ** 2) / 36;
  const mass = 1 + (z * skew) / 6 + ((z ** 2 - 1) * excess) / 24 - ((2 * z ** 2 - 1) * skew ** 2) / 36;
  const cash = 1.03 ** (1 / 252) - 1;

  const expected: Readonly<Record<string, number>> = {
    total_return: growth(returns) - 1,
    cagr: yearly(returns),
    growth_over_cash: yearly(returns) - 0.03,
    volatility: deviation(returns) * Math.sqrt(252),
    sharpe: (mean(returns) / deviation(returns)) * Math.sqrt(252),
    sharpe_robust_error: (robustSharpeError(columns.returns) ?? 0) * Math.sqrt(252),
    sharpe_over_cash: ((mean(returns) - cash) / deviation(returns)) * Math.sqrt(252),
    sortino:
      (mean(returns) / Math.sqrt(mean(returns.map((value) => Math.min(value, 0) ** 2)))) * Math.sqrt(252),
    calmar: yearly(returns) / deepest,
    omega: sum(returns.filter((value) => value > 0)) / -sum(returns.filter((value) => value < 0)),
    tail_ratio: upper / -quantile,
    skew,
    kurtosis: excess + 3,
    max_drawdown: deepest,
    max_drawdown_bars: Math.max(...stretches.map((stretch) => stretch.length)),
    ulcer_index: Math.sqrt(mean(under.map((loss) => loss ** 2))),
    recovery_factor: (growth(returns) - 1) / deepest,
    equity_r2: (slope ** 2 * moment(time, 2)) / moment(lines, 2),
    exposure: mean(held),
    var: -quantile,
    cvar: -mean(sorted.slice(0, 20)),
    // Of exactly twenty worst bars both are their mean.
    cvar_rockafellar_uryasev: -mean(sorted.slice(0, 20)),
    var_gaussian: -(mean(returns) + z * sigma),
    cvar_gaussian: -(mean(returns) - (sigma * density) / 0.05),
    var_cornish_fisher: -(mean(returns) + bent * sigma),
    cvar_cornish_fisher: -(mean(returns) - ((sigma * density) / 0.05) * mass),
    cornish_fisher_valid: 1,
    benchmark_return: growth(benchmark) - 1,
    beta,
    alpha: (1 + mean(returns) - beta * mean(benchmark)) ** 252 - 1,
    information_ratio: (mean(difference) / deviation(difference)) * Math.sqrt(252),
    tracking_error: deviation(difference) * Math.sqrt(252),
    up_capture: yearly(rises.own) / yearly(rises.market),
    down_capture: yearly(falls.own) / yearly(falls.market),
  };

  it('are the whole table', () => {
    expect(RETURN_METRICS.map(({ name }) => name)).toEqual(Object.keys(expected));
  });

  it.each(RETURN_METRICS.map(({ name, compute }) => [name, compute] as const))('%s', (name, compute) => {
    expect(compute(sample)).toBeCloseTo(expected[name], 9);
  });

  it('the exact CVaR counts the last bar with the fraction that is left, which the mean of the worst does not', () => {
    const worst = new ReturnSample(columns, { barsPerYear: 252, tail: 0.0512, cashRate: 0 });
    const of = (name: string) => RETURN_METRICS.find((rule) => rule.name === name)?.compute(worst);
    // 20.48 bars.
    expect(of('cvar_rockafellar_uryasev')).toBeCloseTo(
      -(sum(sorted.slice(0, 20)) + 0.48 * sorted[20]) / 20.48,
      12,
    );
    expect(of('cvar')).not.toBeCloseTo(of('cvar_rockafellar_uryasev') ?? 0, 6);
  });

  it('Cornish and Fisher are left out where their expansion is no distribution, and the flag says so', () => {
    const wild = Float64Array.from(returns, (value, i) => (i === 7 ? -0.5 : value));
    const bad = new ReturnSample(
      { ...columns, returns: wild },
      { barsPerYear: 252, tail: 0.05, cashRate: 0 },
    );
    const of = (name: string) => RETURN_METRICS.find((rule) => rule.name === name)?.compute(bad);
    expect([of('var_cornish_fisher'), of('cvar_cornish_fisher'), of('cornish_fisher_valid')]).toEqual([
      null,
      null,
      0,
    ]);
  });
});

describe('figures of trades', () => {
  const results = [0.03, 0.01, -0.02, 0.005, 0, -0.01, -0.015, -0.004, 0.02];
  const trades = results.map(
    (value, k): Trade => ({
      side: k % 2 === 0 ? 1 : -1,
      signalIndex: 10 * k,
      entryIndex: 10 * k + 1,
      exitIndex: 11 * k + 3,
      entryPrice: 100,
      exitPrice: 100 + k,
      scaledOut: 0,
      exposure: 1 + k / 10,
      return: value,
      costs: 0.001,
      costsByKind: { spread: 1 + k, commission: 2 * k, slippage: 3, swap: -k, financing: k * k },
      exit: 'time',
      mae: 0.01 * k,
      mfe: 0.02 + k / 1_000,
    }),
  );
  const [wins, losses] = [results.filter((value) => value > 0), results.filter((value) => value < 0)];
  const each = (value: (k: number) => number): number => mean(results.map((_, k) => value(k)));
  const expected: Readonly<Record<string, number>> = {
    trades: 9,
    win_rate: 4 / 9,
    expectancy: mean(results),
    average_win: mean(wins),
    average_loss: -mean(losses),
    payoff_ratio: mean(wins) / -mean(losses),
    profit_factor: sum(wins) / -sum(losses),
    sqn: (3 * mean(results)) / deviation(results),
    longest_winning_run: 2,
    longest_losing_run: 3,
    bars_per_trade: each((k) => k + 3),
    mean_adverse_excursion: each((k) => 0.01 * k),
    mean_favourable_excursion: each((k) => 0.02 + k / 1_000),
    turnover: (9 * each((k) => (1 + k / 10) * (2 + k / 100))) / 2,
    cost_spread: each((k) => 1 + k),
    cost_commission: each((k) => 2 * k),
    cost_slippage: 3,
    cost_swap: each((k) => -k),
    cost_financing: each((k) => k * k),
  };

  it('are the whole table', () => {
    expect(TRADE_METRICS.map(({ name }) => name)).toEqual(Object.keys(expected));
  });

  it.each(TRADE_METRICS.map(({ name, compute }) => [name, compute] as const))('%s', (name, compute) => {
    expect(compute(new TradeSample(trades, 2))).toBeCloseTo(expected[name], 12);
  });
});
