import { describe, expect, it } from 'vitest';
import { VOLATILITY_ESTIMATORS, volatility } from '../../../src/domain/indicators/volatility.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { barsOf } from '../../support/bars.ts';

const TICKS = 200;
const PER_BAR = 0.01;

/** Bars of a diffusion of known volatility without gaps, each of many ticks: what the estimators are made for. */
function diffusion(n: number): Bars {
  const rng = createRng('diffusion');
  let price = 0;
  return barsOf(
    Array.from({ length: n }, () => {
      const open = price;
      let [high, low] = [open, open];
      for (let k = 0; k < TICKS; k++) {
        price += (PER_BAR / Math.sqrt(TICKS)) * rng.normal();
        high = Math.max(high, price);
        low = Math.min(low, price);
      }
      return [Math.exp(open), Math.exp(high), Math.exp(low), Math.exp(price)];
    }),
  );
}

describe('volatility estimators', () => {
  const bars = diffusion(3_000);

  it.each(VOLATILITY_ESTIMATORS)('%s finds the volatility of a diffusion', (estimator) => {
    const estimate = volatility(bars, estimator, 2_500)[2_999];
    // Ticks miss the true extremes, so the range estimators lie a few percent low; sampling error is 1.4 %.
    expect(estimate / PER_BAR).toBeGreaterThan(0.9);
    expect(estimate / PER_BAR).toBeLessThan(1.04);
  });

  it.each([
    ['realised', 10],
    ['parkinson', 9],
    ['garman_klass', 9],
    ['rogers_satchell', 9],
    ['yang_zhang', 10],
  ] as const)('%s has its first value at bar %i of a window of 10', (estimator, first) => {
    expect(volatility(bars, estimator, 10).findIndex(Number.isFinite)).toBe(first);
  });

  it('are 0 on a market that stands still and have no value on prices that are not above 0', () => {
    const still = barsOf(Array.from({ length: 20 }, () => [7, 7, 7, 7]));
    const negative = barsOf(Array.from({ length: 20 }, () => [-7, -6, -8, -7]));
    for (const estimator of VOLATILITY_ESTIMATORS) {
      expect(volatility(still, estimator, 5)[19]).toBe(0);
      expect([...volatility(negative, estimator, 5)].every(Number.isNaN)).toBe(true);
    }
  });

  it('Parkinson and Rogers-Satchell equal their formulas on one bar', () => {
    const bar = barsOf([[100, 110, 95, 105]]);
    expect(volatility(bar, 'parkinson', 1)[0]).toBeCloseTo(Math.log(110 / 95) / Math.sqrt(4 * Math.LN2), 14);
    const rs = Math.log(110 / 105) * Math.log(110 / 100) + Math.log(95 / 105) * Math.log(95 / 100);
    expect(volatility(bar, 'rogers_satchell', 1)[0]).toBeCloseTo(Math.sqrt(rs), 14);
  });

  it('Yang-Zhang does not mind a drift, which the realised volatility counts as noise', () => {
    const drifting = diffusion(400);
    const lift = (prices: Float64Array): Float64Array => prices.map((price, i) => price * Math.exp(0.02 * i));
    const lifted = {
      ...drifting,
      open: lift(drifting.open),
      high: lift(drifting.high),
      low: lift(drifting.low),
      close: lift(drifting.close),
    };
    expect(volatility(lifted, 'yang_zhang', 300)[399] / PER_BAR).toBeLessThan(1.1);
    expect(volatility(lifted, 'realised', 300)[399] / PER_BAR).toBeGreaterThan(2);
  });
});
