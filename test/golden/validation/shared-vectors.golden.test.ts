import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  annualVolatility,
  cagr,
  calmar,
  downsideDeviation,
  sortino,
  totalReturn,
} from '../../../src/domain/performance/growth.ts';
import { maxDrawdown } from '../../../src/domain/risk/drawdown.ts';
import { expectedMaxSharpe } from '../../../src/domain/validation/deflated-sharpe.ts';
import { moments } from '../../../src/domain/validation/moments.ts';
import { overfittingTest } from '../../../src/domain/validation/pbo.ts';
import { minTrackRecord, probabilisticSharpe } from '../../../src/domain/validation/probabilistic-sharpe.ts';
import { annualised, sharpePerBar, sharpeStandardError } from '../../../src/domain/validation/sharpe.ts';

const DATA = new URL('../../../../shared/data/', import.meta.url);
const present = existsSync(DATA);
const title = present ? '' : ' (skipped: ../shared/data is not there)';

const text = (path: string): string => readFileSync(new URL(path, DATA), 'utf8');
/** Vectors are read once, inside the tests: a checkout without them still loads this file. */
const json = <T>(path: string): T => JSON.parse(text(path)) as T;

interface StatsVectors {
  readonly psr: readonly (Shape & { target: number; expected?: number })[];
  readonly sr_std_error: readonly (Shape & { rho?: number; expected_3dp: number })[];
  readonly expected_max: readonly {
    N: number;
    variance?: number;
    expected?: number;
    expected_3dp?: number;
  }[];
  readonly dsr: readonly DsrVector[];
  readonly min_trl_classic: readonly (Shape & {
    target: number;
    prob: number;
    expected_years: number;
    periods: number;
  })[];
  readonly sharpe_simple: readonly { returns: number[]; rf: number; expected: number }[];
  readonly sortino_simple: readonly { returns: number[]; expected: number }[];
}
interface Shape {
  readonly sr: number;
  readonly T: number;
  readonly skew: number;
  readonly kurtosis: number;
}
interface DsrVector extends Omit<Shape, 'sr'> {
  readonly sr_annual: number;
  readonly periods: number;
  readonly var_sr_annual: number;
  readonly N: number;
  readonly sr0_annual: number;
  readonly expected: number;
}

const estimate = ({ sr, T, skew, kurtosis }: Shape) => ({ sharpe: sr, n: T, skew, kurtosis });

describe.skipIf(!present)(`numbers printed in the papers${title}`, () => {
  const vectors = present ? json<StatsVectors>('stats/sharpe_overfit_vectors.json') : ({} as StatsVectors);

  it('probabilistic Sharpe ratio, 2012 convention', () => {
    const classic = vectors.psr.filter((v) => v.expected !== undefined);
    expect(classic.length).toBeGreaterThan(0);
    for (const v of classic)
      expect(probabilisticSharpe(estimate(v), v.target)).toBeCloseTo(v.expected ?? 0, 12);
  });

  it('standard error of a Sharpe ratio without autocorrelation', () => {
    for (const v of vectors.sr_std_error.filter((candidate) => candidate.rho === undefined)) {
      expect(sharpeStandardError(v.sr, v.T, v.skew, v.kurtosis)).toBeCloseTo(v.expected_3dp, 3);
    }
  });

  it('expected maximum', () => {
    for (const v of vectors.expected_max) {
      const value = expectedMaxSharpe(v.N, v.variance ?? 1);
      if (v.expected === undefined) expect(value).toBeCloseTo(v.expected_3dp ?? 0, 3);
      else expect(value).toBeCloseTo(v.expected, 12);
    }
  });

  it('deflated Sharpe ratio', () => {
    for (const v of vectors.dsr) {
      const hurdle = expectedMaxSharpe(v.N, v.var_sr_annual / v.periods);
      expect(hurdle * Math.sqrt(v.periods)).toBeCloseTo(v.sr0_annual, 12);
      const own = { ...v, sharpe: v.sr_annual / Math.sqrt(v.periods), n: v.T };
      expect(probabilisticSharpe(own, hurdle)).toBeCloseTo(v.expected, 12);
    }
  });

  it('minimum track record length', () => {
    for (const v of vectors.min_trl_classic) {
      const bars = minTrackRecord({ sharpe: v.sr, skew: v.skew, kurtosis: v.kurtosis }, v.target, v.prob);
      expect((bars ?? 0) / v.periods).toBeCloseTo(v.expected_years, 10);
    }
  });

  it('Sharpe and Sortino of textbook series', () => {
    for (const v of vectors.sharpe_simple) {
      expect(sharpePerBar(moments(Float64Array.from(v.returns, (r) => r - v.rf)))).toBeCloseTo(v.expected, 6);
    }
    for (const v of vectors.sortino_simple) {
      expect(sortino(Float64Array.from(v.returns), 1)).toBeCloseTo(v.expected, 6);
    }
  });
});

describe.skipIf(!present)(`EURUSD daily against empyrical, quantstats and scipy${title}`, () => {
  const returns = present
    ? Float64Array.from(text('golden/eurusd_daily_returns.csv').trim().split('\n').slice(1), (line) =>
        Number(line.split(',')[2]),
      )
    : new Float64Array();
  const golden = present
    ? json<Record<string, Record<string, number>>>('golden/eurusd_daily_metrics.json')
    : {};

  it.each([
    ['cum_returns_final', () => totalReturn(returns)],
    ['annual_return', () => cagr(returns, 252)],
    ['annual_volatility', () => annualVolatility(returns, 252)],
    ['sharpe_ratio', () => annualised(sharpePerBar(moments(returns)), 252)],
    ['sortino_ratio', () => sortino(returns, 252)],
    ['downside_risk', () => (downsideDeviation(returns) ?? 0) * Math.sqrt(252)],
    ['max_drawdown', () => -maxDrawdown(returns)],
    ['calmar_ratio', () => calmar(returns, 252)],
  ] as const)('empyrical %s', (name, compute) => {
    expect(compute()).toBeCloseTo(golden['empyrical_0.5.5'][name], 12);
  });

  it.each([
    ['mean', 'mean'],
    ['sd', 'std_ddof1'],
    ['skew', 'skew_biased'],
    ['kurtosis', 'kurtosis_pearson_biased'],
  ] as const)('scipy %s', (ours, theirs) => {
    expect(moments(returns)[ours]).toBeCloseTo(golden.scipy_moments[theirs], 12);
  });
});

type Series = { readonly series: string } | { readonly values: readonly (number | null)[] };
interface Empyrical {
  readonly series: Record<string, { readonly values: readonly (number | null)[] }>;
  readonly tests: readonly { readonly test: string; readonly cases: readonly (readonly unknown[])[] }[];
}

describe.skipIf(!present)(`empyrical's own test vectors${title}`, () => {
  const vectors = present ? json<Empyrical>('empyrical/vectors.json') : { series: {}, tests: [] };
  const PERIODS: Record<string, number> = { daily: 252, weekly: 52, monthly: 12, yearly: 1 };

  const cases = (test: string) => vectors.tests.find((t) => t.test === test)?.cases ?? [];
  const raw = (series: Series) => ('series' in series ? vectors.series[series.series] : series).values;
  /** empyrical compounds a NaN as 0 and leaves it out of means; our series never hold one. */
  const filled = (series: Series): Float64Array => Float64Array.from(raw(series), (v) => v ?? 0);
  const known = (series: Series): Float64Array =>
    Float64Array.from(raw(series).filter((v): v is number => v !== null));
  /** Where the ratio has no denominator empyrical says inf or NaN; we say null. */
  const expected = (value: unknown): unknown => (value === 'inf' ? null : value);
  const same = (ours: number | null, theirs: unknown): void => {
    if (theirs === null) expect(ours).toBeNull();
    else expect(ours).toBeCloseTo(theirs as number, 8);
  };
  const isFrame = (value: unknown): boolean => typeof value === 'object' && value !== null;

  it('annual return and growth rate', () => {
    const rows = [...cases('test_annual_ret'), ...cases('test_cagr')];
    expect(rows.length).toBeGreaterThan(5);
    for (const [series, period, value] of rows) {
      same(cagr(filled(series as Series), PERIODS[period as string]), value);
    }
  });

  it('annual volatility', () => {
    for (const [series, period, value] of cases('test_annual_volatility')) {
      same(annualVolatility(known(series as Series), PERIODS[period as string]), value);
    }
  });

  it('maximum drawdown', () => {
    for (const [series, value] of cases('test_max_drawdown')) {
      // Of no returns empyrical has no drawdown, we have a drawdown of 0.
      same(-maxDrawdown(filled(series as Series)) || 0, value ?? 0);
    }
  });

  it('Calmar ratio', () => {
    for (const [series, period, value] of cases('test_calmar')) {
      same(calmar(filled(series as Series), PERIODS[period as string]), value);
    }
  });

  it('Sharpe ratio', () => {
    for (const [series, riskFree, value] of cases('test_sharpe_ratio').filter((c) => c[1] === 0)) {
      expect(riskFree).toBe(0);
      same(annualised(sharpePerBar(moments(known(series as Series))), 252), expected(value));
    }
  });

  it('Sortino ratio', () => {
    for (const [series, , period, value] of cases('test_sortino').filter(
      (c) => c[1] === 0 && !isFrame(c[3]),
    )) {
      same(sortino(known(series as Series), PERIODS[period as string]), expected(value));
    }
  });
});

interface PboVector {
  readonly S: number;
  readonly n_combinations: number;
  readonly pbo: number;
  readonly prob_oos_loss: number;
  readonly slope: number;
  readonly intercept: number;
  readonly logits: readonly number[];
  readonly selected: readonly number[];
}

describe.skipIf(!present)(`overfitting test against pypbo${title}`, () => {
  it.each(['noise', 'skill', 'overfit_demeaned', 'remainder'])('%s', (name) => {
    const golden = json<Record<string, PboVector>>('golden/pbo_expected.json')[name];
    const rows = text(`golden/pbo_${name}.csv`)
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number));
    const columns = rows[0].map((_, c) => Float64Array.from(rows, (row) => row[c]));
    const ours = overfittingTest(columns, golden.S);
    expect(ours?.logits.length).toBe(golden.n_combinations);
    expect(ours?.pbo).toBeCloseTo(golden.pbo, 12);
    expect(ours?.probabilityOfLoss).toBeCloseTo(golden.prob_oos_loss, 12);
    expect([...(ours?.selected ?? [])]).toEqual(golden.selected);
    for (const [i, logit] of golden.logits.entries()) expect(ours?.logits[i]).toBeCloseTo(logit, 10);
    expect(ours?.degradation?.slope).toBeCloseTo(golden.slope, 10);
    expect(ours?.degradation?.intercept).toBeCloseTo(golden.intercept, 10);
  });
});
