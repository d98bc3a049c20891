import { describe, expect, it } from 'vitest';
import { filterSeries } from '../../../src/agents/filter-series.ts';
import { regimesBefore } from '../../../src/agents/validation/robustness/regimes-before.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { aimlessBars } from '../../support/validation-case.ts';

const N = 600;
const spec = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' } } });

describe('the regimes of a record', () => {
  const calm = aimlessBars(N, 'regimes');
  const study = { bars: calm, filterSeries: filterSeries(calm, spec, { newsMs: null, book: null }) };
  const from = 250;
  const { atr, trendAverage } = study.filterSeries;

  it('are those known at the bar before, not of the bar that earns', () => {
    // Earned on the bars that cross the average, half of the time from below: the bar itself closes above it.
    const returns = new Float64Array(N - from);
    let crossings = 0;
    for (let i = from; i < N; i++) {
      const [was, is] = [calm.close[i - 1] > trendAverage[i - 1], calm.close[i] > trendAverage[i]];
      if (was || !is) continue;
      returns[i - from] = 0.01;
      crossings++;
    }
    expect(crossings).toBeGreaterThan(3);
    const regimes = regimesBefore(study, from, returns);
    expect(regimes.above_average).toBeNull();
    expect(regimes.below_average).toBeCloseTo(0.01 * crossings, 12);
  });

  it('take the volatility as a share of the price of that bar, in thirds of the record', () => {
    const returns = new Float64Array(N - from).fill(0.01);
    const known = Array.from({ length: N - from }, (_, k) => atr[from + k - 1] / calm.close[from + k - 1]);
    const sorted = [...known].sort((a, b) => a - b);
    const third = (k: number): number => {
      const position = ((sorted.length - 1) * k) / 3;
      const below = Math.floor(position);
      return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
    };
    const { calm: quiet, usual, wild } = regimesBefore(study, from, returns);
    const count = (holds: (v: number) => boolean): number => 0.01 * known.filter(holds).length;
    expect(quiet).toBeCloseTo(
      count((v) => v <= third(1)),
      10,
    );
    expect(usual).toBeCloseTo(
      count((v) => v > third(1) && v <= third(2)),
      10,
    );
    expect(wild).toBeCloseTo(
      count((v) => v > third(2)),
      10,
    );
  });
});
