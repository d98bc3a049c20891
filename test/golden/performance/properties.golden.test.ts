import { describe, expect, it } from 'vitest';
import { benchmarkFit, differenceMoments } from '../../../src/domain/performance/benchmark.ts';
import { cagr, downsideDeviation, sortino } from '../../../src/domain/performance/growth.ts';
import { omega } from '../../../src/domain/performance/ratios.ts';
import { equityCurve, maxDrawdown } from '../../../src/domain/risk/drawdown.ts';
import { moments } from '../../../src/domain/validation/moments.ts';
import { sharpePerBar } from '../../../src/domain/validation/sharpe.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { periodReturns } from '../../../src/report/period-returns.ts';
import { ABSENT, hasSharedData, sharedText } from '../../support/shared-data.ts';

const present = hasSharedData('README.md');
const title = present ? '' : ` ${ABSENT}`;
const DAYS = 252;
const DAY_MS = 86_400_000;

interface Series {
  readonly values: readonly (number | null)[];
  readonly start: string;
  readonly freq: 'D' | 'W-SUN' | 'M';
}
interface Empyrical {
  readonly series: Readonly<Record<string, Series>>;
  readonly tests: readonly { readonly test: string; readonly cases: readonly (readonly unknown[])[] }[];
}
type Named = { readonly series: string };

describe.skipIf(!present)(`empyrical's cases of a relation${title}`, () => {
  const vectors = present ? (JSON.parse(sharedText('empyrical/vectors.json')) as Empyrical) : null;
  const each = <Row extends readonly unknown[]>(test: string, check: (row: Row) => void): void => {
    const cases = vectors!.tests.find((t) => t.test === test)!.cases;
    expect(cases.length).toBeGreaterThan(0);
    for (const row of cases) check(row as Row);
  };
  const valuesOf = ({ series }: Named): Float64Array =>
    Float64Array.from(vectors!.series[series].values, (value) => value ?? 0);
  const plus = (values: Float64Array, by: number | Float64Array): Float64Array =>
    values.map((value, i) => value + (typeof by === 'number' ? by : by[i]));
  const sharpe = (values: Float64Array, required = 0): number =>
    sharpePerBar(moments(plus(values, -required)))!;
  /** Normal values about a mean; the same noise at every deviation. */
  const normal = (mean: number, sd: number, label = 'noise'): Float64Array => {
    const rng = createRng(label);
    return Float64Array.from({ length: 1_000 }, () => mean + sd * rng.normal());
  };

  it('a drawdown grows by a constant loss and shrinks by a constant gain', () => {
    each('test_max_drawdown_translation', ([series, constant]: [Named, number]) => {
      const own = maxDrawdown(valuesOf(series));
      expect(maxDrawdown(plus(valuesOf(series), -constant))).toBeGreaterThan(own);
      expect(maxDrawdown(plus(valuesOf(series), constant))).toBeLessThan(own);
    });
  });

  it('Omega falls as more is required', () => {
    each('test_omega_returns', ([series, less, more]: [Named, number, number]) => {
      const at = (required: number) => omega(valuesOf(series), (1 + required) ** (1 / DAYS) - 1)!;
      expect(at(less)).toBeGreaterThan(at(more));
    });
  });

  it('a Sharpe ratio moves with the returns, against what is required, and not with both', () => {
    each('test_sharpe_translation_same', ([series, required, by]: [Named, number, number]) => {
      const own = sharpe(valuesOf(series), required);
      expect(sharpe(plus(valuesOf(series), by), required + by)).toBeCloseTo(own, 10);
      expect(sharpe(plus(valuesOf(series), -by), required - by)).toBeCloseTo(own, 10);
    });
    each('test_sharpe_translation_diff', ([series, required, by, other]: [Named, number, number, number]) => {
      const own = sharpe(valuesOf(series), required);
      expect(sharpe(plus(valuesOf(series), by), required + other)).not.toBeCloseTo(own, 6);
      expect(sharpe(plus(valuesOf(series), -by), required - other)).not.toBeCloseTo(own, 6);
    });
    each('test_sharpe_translation_1', ([series, required, by]: [Named, number, number]) => {
      const own = sharpe(valuesOf(series), required);
      expect(sharpe(plus(valuesOf(series), by), required)).toBeGreaterThan(own);
      expect(sharpe(plus(valuesOf(series), -by), required)).toBeLessThan(own);
    });
    each('test_sharpe_noise', ([small, large]: [number, number]) => {
      expect(sharpe(normal(0.01, small))).toBeGreaterThan(sharpe(normal(0.01, large)));
    });
  });

  it('downside risk grows with noise, with its deviation and with what is required', () => {
    const risk = (values: Float64Array, required = 0): number => downsideDeviation(plus(values, -required))!;
    each('test_downside_risk_noisy', ([noise, flat]: [Named, Named]) => {
      // As empyrical has it: losses alone, on a line without any.
      const line = valuesOf(flat);
      const noisy = plus(
        line,
        valuesOf(noise).map((value) => Math.min(0, value)),
      );
      expect(risk(noisy)).toBeGreaterThan(risk(line));
    });
    each('test_downside_risk_trans', ([series, required]: [Named, number]) => {
      expect(risk(valuesOf(series), required)).toBeGreaterThan(risk(valuesOf(series), 0));
      expect(risk(valuesOf(series), required)).toBeGreaterThan(risk(valuesOf(series), -required));
    });
    each('test_downside_risk_std', ([smaller, larger]: [number, number]) => {
      expect(risk(normal(0, larger))).toBeGreaterThan(risk(normal(0, smaller)));
    });
  });

  it('a Sortino ratio moves with its gains and losses, and not with both sides of the difference', () => {
    const ratio = (values: Float64Array, required: number): number => sortino(plus(values, -required), DAYS)!;
    const [BY, FEW] = [0.005, 5];
    const shifted = (series: Named, by: number): Float64Array => {
      const values = valuesOf(series);
      const rng = createRng('few');
      for (let k = 0; k < FEW; k++) values[rng.integer(values.length)] += by;
      return values;
    };
    each('test_sortino_add_noise', ([series, required]: [Named, number]) => {
      expect(ratio(shifted(series, BY), required)).toBeGreaterThan(ratio(valuesOf(series), required));
    });
    each('test_sortino_sub_noise', ([series, required]: [Named, number]) => {
      expect(ratio(shifted(series, -BY), required)).toBeLessThan(ratio(valuesOf(series), required));
    });
    each('test_sortino_translation_same', ([series, required, by]: [Named, number, number]) => {
      const own = ratio(valuesOf(series), required);
      expect(ratio(plus(valuesOf(series), by), required + by)).toBeCloseTo(own, 8);
      expect(ratio(plus(valuesOf(series), -by), required - by)).toBeCloseTo(own, 8);
    });
    each(
      'test_sortino_translation_diff',
      ([series, required, by, other]: [Named, number, number, number]) => {
        const own = ratio(valuesOf(series), required);
        expect(ratio(plus(valuesOf(series), by), required + other)).not.toBeCloseTo(own, 1);
        expect(ratio(plus(valuesOf(series), -by), required - other)).not.toBeCloseTo(own, 1);
      },
    );
  });

  it('an excess Sharpe ratio shrinks with noise of both and does not see what both gain', () => {
    const excess = (a: Float64Array, b: Float64Array): number => sharpePerBar(differenceMoments(a, b))!;
    each('test_excess_sharpe_noisy', ([line, benchmark]: [Named, Named]) => {
      const [own, other] = [valuesOf(line), valuesOf(benchmark)];
      const noise = normal(0, 0.02);
      expect(Math.abs(excess(plus(own, noise), other))).toBeLessThan(Math.abs(excess(own, other)));
    });
    each('test_excess_sharpe_trans', ([series, noise, line]: [Named, Named, Named]) => {
      const [own, benchmark, by] = [
        valuesOf(series),
        plus(valuesOf(series), valuesOf(noise)),
        valuesOf(line),
      ];
      const raised = excess(plus(own, by), plus(benchmark, by));
      expect(raised).toBeCloseTo(excess(own, benchmark), 8);
      expect(excess(plus(own, by), benchmark)).toBeGreaterThan(excess(own, benchmark));
    });
  });

  it('alpha takes a constant gain, beta does not; beta follows the correlation', () => {
    each('test_alpha_beta_translation', ([mean, by]: [number, number]) => {
      const benchmark = normal(mean, 0.01, 'benchmark');
      const own = plus(
        benchmark.map((value) => 0.7 * value),
        normal(0, 0.005),
      );
      const [low, at, high] = [-by, 0, by].map((gain) => benchmarkFit(plus(own, gain), benchmark, DAYS));
      expect(low.alpha!).toBeLessThan(at.alpha!);
      expect(high.alpha!).toBeGreaterThan(at.alpha!);
      for (const { beta } of [low, high]) expect(beta).toBeCloseTo(at.beta!, 8);
    });
    each('test_alpha_beta_correlation', ([less, more]: [number, number]) => {
      const [benchmark, other] = [normal(0, 0.01, 'benchmark'), normal(0, 0.01)];
      const betas = [less, more].map(
        (rho) =>
          benchmarkFit(
            benchmark.map((value, i) => rho * value + Math.sqrt(1 - rho ** 2) * other[i]),
            benchmark,
            DAYS,
          ).beta!,
      );
      expect(betas[1]).toBeGreaterThan(betas[0]);
    });
  });

  it('growth moves with a constant gain and changes with noise', () => {
    each('test_cagr_translation', ([series, constant]: [Named, number]) => {
      const own = cagr(valuesOf(series), DAYS)!;
      expect(cagr(plus(valuesOf(series), -constant), DAYS)!).toBeLessThan(own);
      expect(cagr(plus(valuesOf(series), constant), DAYS)!).toBeGreaterThan(own);
    });
    each('test_cagr_noisy', ([series, noise]: [Named, Named]) => {
      const own = cagr(valuesOf(series), DAYS)!;
      const noisy = cagr(plus(valuesOf(series), valuesOf(noise)), DAYS)!;
      expect(Math.abs(noisy / own - 1)).toBeGreaterThan(1e-6);
    });
  });

  it('returns of months and years, compounded', () => {
    let compared = 0;
    each('test_aggregate_returns', ([given, period, expected]: [Named, string, readonly number[]]) => {
      if (period !== 'monthly' && period !== 'yearly') return; // weeks and quarters are in no report of ours
      const { values, start, freq } = vectors!.series[given.series];
      const years = periodReturns(
        values.map((_, i) => timeOf(start, freq, i)),
        [...equityCurve(valuesOf(given))],
      );
      const ours =
        period === 'yearly'
          ? years.map(({ total }) => total)
          : years.flatMap(({ months }) => months.filter((value) => value !== null));
      expect(ours).toHaveLength(expected.length);
      ours.forEach((value, k) => {
        expect(value).toBeCloseTo(expected[k], 12);
      });
      compared++;
    });
    expect(compared).toBe(5);
  });
});

/** When a value of a series of the vectors is due: days, Sundays, or the ends of months. */
function timeOf(start: string, freq: Series['freq'], i: number): number {
  const first = new Date(start);
  if (freq === 'M') return Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1 + i, 0);
  return first.getTime() + i * DAY_MS * (freq === 'D' ? 1 : 7);
}
