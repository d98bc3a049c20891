import { describe, expect, it } from 'vitest';
import { decideSignal } from '../../../src/domain/risk/decide-signal.ts';

/** Asks for half of the equity: one percent at a stop two percent away. */
const SIGNAL = { rewardRisk: 1.5, price: 50, stopDistance: 0.9, cost: 0.1, rate: 1 };
const RULES = {
  equity: 100_000,
  riskShare: 0.01,
  exposureCap: 1,
  lotUnits: 0,
  minRiskReward: 0.8,
  botApproved: true,
};

describe('the decision on a signal', () => {
  it('approves what it asks for when every limit leaves room', () => {
    const decision = decideSignal(SIGNAL, RULES);
    expect(decision).toMatchObject({ decision: 'approved', reasons: [] });
    expect(decision.requestedExposure).toBeCloseTo(0.5, 12);
    expect(decision.size.exposure).toBeCloseTo(0.5, 12);
    expect(decision.size.lossAtStop).toBeCloseTo(1_000, 9);
  });

  it('reduces it to the cap and says by how much', () => {
    const decision = decideSignal(SIGNAL, { ...RULES, exposureCap: 0.2 });
    expect(decision.decision).toBe('reduced');
    expect(decision.reasons).toEqual([{ rule: 'exposure_cap', figure: expect.closeTo(0.5, 12), bar: 0.2 }]);
    expect(decision.size).toMatchObject({ units: 400, boundBy: 'exposure_cap' });
    expect(decision.size.lossShare).toBeCloseTo(0.004, 12);
  });

  it.each([
    ['bot_rejected', SIGNAL, { botApproved: false }],
    ['reward_risk', { ...SIGNAL, rewardRisk: 0.79 }, {}],
    ['reward_risk', { ...SIGNAL, rewardRisk: Number.NaN }, {}],
    ['exposure_cap', SIGNAL, { exposureCap: 0 }],
    ['lot_step', SIGNAL, { lotUnits: 1_001 }],
  ])('rejects it for %s, at no size', (rule, signal, change) => {
    const { decision, reasons, size } = decideSignal(signal, { ...RULES, ...change });
    expect(decision).toBe('rejected');
    expect(reasons.map((reason) => reason.rule)).toEqual([rule]);
    expect(size).toMatchObject({ units: 0, exposure: 0, lossAtStop: 0 });
  });

  it('gives every reason, not the first one', () => {
    const { reasons } = decideSignal(
      { ...SIGNAL, rewardRisk: 0.1 },
      { ...RULES, botApproved: false, exposureCap: 0 },
    );
    expect(reasons.map((reason) => reason.rule)).toEqual(['bot_rejected', 'reward_risk', 'exposure_cap']);
  });
});
