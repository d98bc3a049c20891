import { describe, expect, it } from 'vitest';
import {
  annualVolatility,
  cagr,
  calmar,
  downsideDeviation,
  sortino,
  totalReturn,
  tStatistic,
} from '../../../src/domain/performance/growth.ts';
import { drawdownSeries } from '../../../src/domain/performance/underwater.ts';
import { maxDrawdown } from '../../../src/domain/risk/drawdown.ts';

describe('performance figures', () => {
  const returns = Float64Array.of(0.1, -0.5, 0.2, 0.25);

  it('compound', () => {
    expect(totalReturn(returns)).toBeCloseTo(1.1 * 0.5 * 1.2 * 1.25 - 1, 14);
    expect(cagr(Float64Array.of(0.21, 0), 1)).toBeCloseTo(0.1, 14);
  });

  it('follow the drawdown from the running peak', () => {
    expect([...drawdownSeries(returns)].map((d) => Number(d.toFixed(10)))).toEqual([0, 0.5, 0.4, 0.25]);
    expect(Math.max(...drawdownSeries(returns))).toBeCloseTo(maxDrawdown(returns), 14);
  });

  it('of a hand-computed series', () => {
    // min(r, 0)^2: only 0.25, over 4 bars.
    expect(downsideDeviation(returns)).toBeCloseTo(0.25, 14);
    expect(sortino(returns, 4)).toBeCloseTo((0.0125 / 0.25) * 2, 14);
    expect(calmar(returns, 4)).toBeCloseTo((1.1 * 0.5 * 1.2 * 1.25 - 1) / 0.5, 12);
    expect(tStatistic(Float64Array.of(1, 2, 3))).toBeCloseTo(2 / (1 / Math.sqrt(3)), 14);
    expect(annualVolatility(Float64Array.of(1, 2, 3), 4)).toBe(2);
  });

  it('are null, never NaN, where they are undefined', () => {
    const none = new Float64Array();
    const flat = new Float64Array(5);
    const rising = new Float64Array(5).fill(0.01);
    expect([cagr(none, 252), calmar(none, 252), sortino(none, 252), tStatistic(none)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([calmar(flat, 252), sortino(flat, 252), tStatistic(flat), annualVolatility(none, 252)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([calmar(rising, 252), sortino(rising, 252), tStatistic(rising)]).toEqual([null, null, null]);
  });

  it('stay defined after total loss', () => {
    const lost = Float64Array.of(0.1, -1, 0, 0);
    expect(totalReturn(lost)).toBe(-1);
    expect(cagr(lost, 252)).toBe(-1);
    expect([...drawdownSeries(lost)]).toEqual([0, 1, 1, 1]);
  });
});
