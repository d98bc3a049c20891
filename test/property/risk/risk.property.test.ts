import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposureForDrawdown, maxDrawdown } from '../../../src/domain/risk/drawdown.ts';
import { kellyTwoOutcome } from '../../../src/domain/risk/kelly.ts';
import { positionSize } from '../../../src/domain/risk/position-size.ts';
import { historicalCvar, historicalVar, rockafellarUryasevCvar } from '../../../src/domain/risk/tail-loss.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const returnsOf = (minLength: number) =>
  fc.array(number(-0.2, 0.2), { minLength, maxLength: 200 }).map((values) => Float64Array.from(values));
const tail = number(0.01, 0.5);

describe('tail losses', () => {
  it('order: worst return <= CVaR <= VaR, whatever the convention', () => {
    fc.assert(
      fc.property(returnsOf(1), tail, (returns, a) => {
        const worst = Math.min(...returns);
        const value = historicalVar(returns, a)!;
        const shortfall = historicalCvar(returns, a)!;
        const exact = rockafellarUryasevCvar(returns, a)!;
        const slack = 1e-12;
        expect(shortfall).toBeLessThanOrEqual(value + slack);
        expect(shortfall).toBeGreaterThanOrEqual(worst - slack);
        expect(exact).toBeLessThanOrEqual(value + slack);
        expect(exact).toBeGreaterThanOrEqual(worst - slack);
      }),
    );
  });

  it('the exact CVaR maximises what Rockafellar and Uryasev minimise for losses', () => {
    // CVaR of losses = min over t of t + E[(loss - t)+] / a; the minimum is at an observation.
    fc.assert(
      fc.property(returnsOf(1), tail, (returns, a) => {
        const objective = (t: number): number =>
          t + returns.reduce((sum, r) => sum + Math.max(-r - t, 0), 0) / returns.length / a;
        const minimum = Math.min(...[...returns].map((r) => objective(-r)));
        expect(-rockafellarUryasevCvar(returns, a)!).toBeCloseTo(minimum, 10);
      }),
    );
  });

  it('the exact CVaR is subadditive, as a coherent measure must be', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number(-1, 1), number(-1, 1)), { minLength: 1 }), tail, (pairs, a) => {
        const x = Float64Array.from(pairs, ([value]) => value);
        const y = Float64Array.from(pairs, ([, value]) => value);
        const both = Float64Array.from(pairs, ([left, right]) => left + right);
        const lossOf = (r: Float64Array): number => -rockafellarUryasevCvar(r, a)!;
        expect(lossOf(both)).toBeLessThanOrEqual(lossOf(x) + lossOf(y) + 1e-9);
      }),
    );
  });
});

describe('Kelly', () => {
  it('is where expected log growth is largest', () => {
    fc.assert(
      fc.property(number(0.05, 0.95), number(0.01, 3), number(0.01, 1), (p, win, loss) => {
        const stake = kellyTwoOutcome({ winProbability: p, win, loss });
        const growth = (f: number): number => p * Math.log1p(f * win) + (1 - p) * Math.log1p(-f * loss);
        for (const other of [0, stake * 0.9, stake * 1.05]) {
          if (other * loss < 1) expect(growth(stake)).toBeGreaterThanOrEqual(growth(other) - 1e-9);
        }
      }),
    );
  });
});

describe('exposure for a drawdown', () => {
  const losing = returnsOf(1).filter((returns) => Math.min(...returns) < -1e-6);

  it('holds the bar, and a little more exposure breaks it', () => {
    fc.assert(
      fc.property(losing, number(0.01, 0.9), (returns, limit) => {
        const exposure = exposureForDrawdown(returns, limit);
        expect(maxDrawdown(returns, exposure)).toBeLessThanOrEqual(limit + 1e-12);
        expect(maxDrawdown(returns, exposure * (1 + 1e-6))).toBeGreaterThan(limit - 1e-12);
      }),
    );
  });
});

describe('position size', () => {
  const amounts = fc.record({
    equity: number(1, 1e9),
    price: number(1e-4, 1e6),
    stopDistance: number(1e-6, 1e5),
    cost: number(0, 1e3),
    riskShare: number(1e-4, 0.5),
    exposureCap: fc.oneof(fc.constant(0), number(1e-6, 30)),
    rate: number(1e-3, 1e3),
    lotUnits: fc.constant(0),
  });

  it('never risks more than asked, never exceeds the cap, and meets one of the two', () => {
    fc.assert(
      fc.property(amounts, (request) => {
        const size = positionSize(request);
        expect(size.lossShare).toBeLessThanOrEqual(request.riskShare * (1 + 1e-12));
        expect(size.exposure).toBeLessThanOrEqual(request.exposureCap * (1 + 1e-12));
        const meetsRisk = size.lossShare >= request.riskShare * (1 - 1e-9);
        const meetsCap = size.exposure >= request.exposureCap * (1 - 1e-9);
        expect(size.boundBy === 'risk_per_trade' ? meetsRisk : meetsCap).toBe(true);
      }),
    );
  });
});
