import { describe, expect, it } from 'vitest';
import { benchmarkFit, captureRatio } from '../../../src/domain/performance/benchmark.ts';
import { rolling } from '../../../src/domain/performance/rolling.ts';
import { maxDrawdown } from '../../../src/domain/risk/drawdown.ts';
import { moments } from '../../../src/domain/validation/moments.ts';
import { annualised, sharpePerBar } from '../../../src/domain/validation/sharpe.ts';
import { ABSENT, hasSharedData, sharedColumns, sharedText } from '../../support/shared-data.ts';

const present = hasSharedData('README.md');
const title = present ? '' : ` ${ABSENT}`;
const DAYS = 252;

type Series = { readonly values: readonly (number | null)[] } | { readonly series: string };
type Figure = number | null;
interface Empyrical {
  readonly series: Readonly<Record<string, { readonly values: readonly Figure[] }>>;
  readonly tests: readonly { readonly test: string; readonly cases: readonly (readonly unknown[])[] }[];
}

describe.skipIf(!present)(`empyrical's rolling and one-sided cases${title}`, () => {
  const vectors = present ? (JSON.parse(sharedText('empyrical/vectors.json')) as Empyrical) : null;
  const cases = (test: string) => vectors?.tests.find((t) => t.test === test)?.cases ?? [];
  const values = (given: Series): readonly Figure[] =>
    'series' in given ? vectors!.series[given.series].values : given.values;
  const known = (part: readonly Figure[]): Float64Array =>
    Float64Array.from(part.filter((v): v is number => v !== null));
  /** Bars on which both are known: all series of these cases begin on the same day, or one later. */
  const pairs = (a: readonly Figure[], b: readonly Figure[]): [Float64Array, Float64Array] => {
    const [left, right] = [a.slice(-b.length), b.slice(-a.length)];
    const rows = [...left.keys()].filter((i) => left[i] !== null && right[i] !== null);
    return [Float64Array.from(rows, (i) => left[i]!), Float64Array.from(rows, (i) => right[i]!)];
  };
  const same = (ours: readonly Figure[], theirs: readonly Figure[], digits: number): void => {
    expect(ours).toHaveLength(theirs.length);
    ours.forEach((value, i) => {
      const expected = theirs[i];
      if (expected === null) expect(value).toBeNull();
      else expect(value).toBeCloseTo(expected, digits);
    });
  };

  it('drawdown and Sharpe ratio of each six bars', () => {
    for (const [given, window, expected] of cases('test_roll_max_drawdown')) {
      const own = values(given as Series);
      const ours = rolling(own.length, { window: window as number }, (from, to) =>
        maxDrawdown(known(own.slice(from, to))),
      );
      same(
        ours.map((fall) => -fall),
        expected as Figure[],
        4,
      );
    }
    for (const [given, window, expected] of cases('test_roll_sharpe_ratio')) {
      const own = values(given as Series);
      const ours = rolling(own.length, { window: window as number }, (from, to) =>
        annualised(sharpePerBar(moments(known(own.slice(from, to)))), DAYS),
      );
      same(ours, expected as Figure[], 8);
    }
  });

  it('capture ratios and regression on a benchmark of each six bars', () => {
    for (const side of ['up', 'down'] as const) {
      for (const [given, other, window, expected] of cases(`test_roll_${side}_capture`)) {
        if (window === 1) continue; // of one bar empyrical compounds to infinity, or gives nothing
        const [own, factor] = [values(given as Series), values(other as Series)];
        const ours = rolling(own.length, { window: window as number }, (from, to) =>
          captureRatio(
            side,
            Float64Array.from(own.slice(from, to), (v) => v ?? 0),
            Float64Array.from(factor.slice(from, to), (v) => v ?? 0),
            DAYS,
          ),
        );
        same(ours, expected as Figure[], 8);
      }
    }
    for (const [given, other, window, expected] of cases('test_roll_alpha_beta')) {
      if (window === 1) continue; // nothing to regress on
      const [own, factor] = [values(given as Series), values(other as Series)];
      const fits = rolling(own.length, { window: window as number }, (from, to) =>
        benchmarkFit(...pairs(own.slice(from, to), factor.slice(from, to)), DAYS),
      );
      same(
        fits.flatMap(({ alpha, beta }) => [alpha, beta]),
        (expected as Figure[][]).flat(),
        8,
      );
    }
  });

  it('regression on the bars of a rising, and of a falling, benchmark', () => {
    for (const side of ['up', 'down'] as const) {
      for (const [given, other, expected] of cases(`test_${side}_alpha_beta`)) {
        const [own, factor] = pairs(values(given as Series), values(other as Series));
        const isSuch = (_: number, i: number) => (side === 'up' ? factor[i] > 0 : factor[i] < 0);
        const { alpha, beta } = benchmarkFit(own.filter(isSuch), factor.filter(isSuch), DAYS);
        same([alpha, beta], expected as Figure[], 8);
      }
    }
  });
});

describe.skipIf(!present)(`moments and drawdown of a share against skfolio${title}`, () => {
  it('to its seven digits', () => {
    const measures = JSON.parse(sharedText('skfolio/measures_expected.json'));
    const expected = (test: string, ...options: unknown[]): number =>
      measures[test][0].cases
        .find((c: unknown[]) => ['1d', ...options].every((option, i) => c[i] === option))
        .at(-1);
    const prices = Object.values(sharedColumns('skfolio/sp500_dataset.csv'))[1];
    const returns = prices.slice(1).map((price, i) => price / prices[i] - 1);
    const { mean, sd, skew, kurtosis } = moments(returns);
    expect(mean).toBeCloseTo(expected('test_mean', false), 6);
    expect(sd).toBeCloseTo(expected('test_standard_deviation', false, false), 6);
    expect(skew).toBeCloseTo(expected('test_skew', false), 6);
    expect(kurtosis).toBeCloseTo(expected('test_kurtosis', false), 6);
    expect(maxDrawdown(returns)).toBeCloseTo(expected('test_max_drawdown', true), 7);
    expect(-Math.min(...returns)).toBeCloseTo(expected('test_worst_return'), 7);
  });
});
