import { describe, expect, it } from 'vitest';
import { positionSize } from '../../../src/domain/risk/position-size.ts';
import { rewardRisk } from '../../../src/domain/risk/reward-risk.ts';

const REQUEST = {
  equity: 100_000,
  price: 50,
  stopDistance: 1.9,
  cost: 0.1,
  riskShare: 0.01,
  exposureCap: 1,
  rate: 1,
  lotUnits: 0,
};

describe('position size', () => {
  it('loses the allowed share of equity at the stop, costs included', () => {
    const size = positionSize(REQUEST);
    expect(size.units).toBeCloseTo(500, 9);
    expect(size).toMatchObject({ notional: 25_000, exposure: 0.25, boundBy: 'risk_per_trade' });
    expect(size.lossAtStop).toBeCloseTo(1_000, 9);
    expect(size.lossShare).toBeCloseTo(0.01, 12);
  });

  it('is held down by the exposure cap', () => {
    const size = positionSize({ ...REQUEST, exposureCap: 0.1 });
    expect(size.units).toBeCloseTo(200, 9);
    expect(size.boundBy).toBe('exposure_cap');
    expect(size.lossShare).toBeCloseTo(0.004, 12);
  });

  it('is nothing when the cap is nothing', () => {
    expect(positionSize({ ...REQUEST, exposureCap: 0 }).units).toBe(0);
  });

  it('counts in the money of the account: a yen of risk is worth a hundredth of a dollar', () => {
    // 100,000 dollars, dollar against yen at 150: a stop of 1.5 yen and 1 % of risk.
    const size = positionSize({ ...REQUEST, price: 150, stopDistance: 1.5, cost: 0, rate: 1 / 150 });
    expect(size.units).toBeCloseTo(100_000, 6);
    expect(size.lossAtStop).toBeCloseTo(1_000, 9);
    expect(size.exposure).toBeCloseTo(1, 12);
  });

  it('is rounded down to the lot step, and nothing is left below one', () => {
    const size = positionSize({ ...REQUEST, lotUnits: 150 });
    expect(size).toMatchObject({ units: 450, boundBy: 'risk_per_trade' });
    expect(size.lossShare).toBeCloseTo(0.009, 12);
    expect(positionSize({ ...REQUEST, lotUnits: 500 }).units).toBe(500);
    expect(positionSize({ ...REQUEST, lotUnits: 501 })).toMatchObject({ units: 0, boundBy: 'lot_step' });
  });

  it('names every impossible amount', () => {
    expect(() => positionSize({ ...REQUEST, price: 0, stopDistance: Number.NaN })).toThrow(
      /price 0, stopDistance NaN/,
    );
    expect(() => positionSize({ ...REQUEST, exposureCap: -1 })).toThrow(/exposureCap -1/);
  });
});

describe('reward per unit of risk', () => {
  it('takes the costs off the reward and adds them to the risk', () => {
    expect(rewardRisk({ targetDistance: 2, stopDistance: 1, cost: 0 })).toBe(2);
    expect(rewardRisk({ targetDistance: 2, stopDistance: 1, cost: 0.5 })).toBe(1);
    expect(rewardRisk({ targetDistance: 1, stopDistance: 1, cost: 2 })).toBeCloseTo(-1 / 3, 12);
  });

  it('is undefined without a risk', () => {
    expect(rewardRisk({ targetDistance: 1, stopDistance: 0, cost: 0 })).toBeNull();
    expect(rewardRisk({ targetDistance: 1, stopDistance: Number.NaN, cost: 0.1 })).toBeNull();
  });
});
