import { describe, expect, it } from 'vitest';
import { assessRisk, type RiskLimits, type RiskSample } from '../../../src/domain/risk/assess.ts';

const LIMITS: RiskLimits = {
  kellyFraction: 0.5,
  varConfidence: 0.95,
  maxCvar: 0.03,
  maxDrawdown: 0.25,
  minRiskReward: 0.8,
};

/** Sixty percent of the trades win two percent, the rest lose one; one trade a period. */
const TRADES = Float64Array.from({ length: 100 }, (_, i) => (i % 5 < 3 ? 0.02 : -0.01));
const GOOD: RiskSample = { returns: TRADES, tradeReturns: TRADES, rewardRisks: Float64Array.of(0.9, 1.9, 2) };

const failed = (sample: RiskSample, limits = LIMITS): string[] =>
  assessRisk(sample, limits)
    .gates.filter((gate) => !gate.passed)
    .map((gate) => gate.name);

describe('risk verdict', () => {
  it('approves what holds every bar and shows the figures', () => {
    const verdict = assessRisk(GOOD, LIMITS);
    expect(verdict.approved).toBe(true);
    expect(verdict.figures).toMatchObject({ trades: 100, win_rate: 0.6, reward_risk: 1.9 });
    expect(verdict.figures.expectancy).toBeCloseTo(0.008, 12);
    expect(verdict.figures.profit_factor).toBeCloseTo(3, 12);
    expect(verdict.figures.cvar).toBeCloseTo(0.01, 12);
    expect(verdict.figures.max_drawdown).toBeCloseTo(1 - 0.99 ** 2, 12);
  });

  it('caps the exposure by the tightest of Kelly, CVaR and drawdown', () => {
    const { cap } = assessRisk(GOOD, LIMITS);
    // Two outcomes: 0.6 / 0.01 - 0.4 / 0.02 = 40; continuous: 0.008 / s^2 with s^2 = 0.24 * 0.03^2 * 100 / 99.
    expect(cap.kelly.twoOutcome).toBeCloseTo(40, 9);
    expect(cap.kelly.continuous).toBeCloseTo(0.008 / ((0.24 * 0.0009 * 100) / 99), 9);
    expect(cap.rules.find((rule) => rule.rule === 'cvar')?.exposure).toBeCloseTo(3, 9);
    expect(cap).toMatchObject({ boundBy: 'cvar' });
    expect(cap.exposure).toBeCloseTo(3, 9);
    // The worst run is two losses: 1 - (1 - 0.01 e)^2 = 0.02.
    const tight = assessRisk(GOOD, { ...LIMITS, maxDrawdown: 0.02 }).cap;
    expect(tight.boundBy).toBe('drawdown');
    expect(tight.exposure).toBeCloseTo((1 - Math.sqrt(0.98)) / 0.01, 9);
  });

  it.each([
    ['cvar', { maxCvar: 0.009 }],
    ['max_drawdown', { maxDrawdown: 0.015 }],
    ['reward_risk', { minRiskReward: 1.91 }],
  ])('rejects for %s alone', (name, change) => {
    expect(failed(GOOD, { ...LIMITS, ...change })).toEqual([name]);
  });

  it('rejects a strategy that loses on average', () => {
    const losing = TRADES.map((value) => -value);
    expect(failed({ ...GOOD, returns: losing, tradeReturns: losing })).toContain('expectancy');
    expect(assessRisk({ ...GOOD, tradeReturns: losing }, LIMITS).cap.exposure).toBe(0);
  });

  it('fails closed without a trade: undefined figures are null and their gates fail', () => {
    const verdict = assessRisk(
      { returns: new Float64Array(50), tradeReturns: new Float64Array(0), rewardRisks: new Float64Array(0) },
      LIMITS,
    );
    expect(verdict.approved).toBe(false);
    expect(verdict.figures).toMatchObject({
      trades: 0,
      expectancy: null,
      reward_risk: null,
      exposure_cap: 0,
    });
    expect(verdict.gates.filter((gate) => !gate.passed).map((gate) => gate.name)).toEqual([
      'trades',
      'expectancy',
      'reward_risk',
    ]);
  });

  it('has figures for a single trade and no stake on it', () => {
    const one = { ...GOOD, returns: Float64Array.of(0.01), tradeReturns: Float64Array.of(0.01) };
    const verdict = assessRisk(one, LIMITS);
    expect(verdict.figures).toMatchObject({ win_rate: 1, profit_factor: null, average_loss: null });
    expect(verdict.cap).toMatchObject({ exposure: 0, boundBy: 'kelly' });
  });

  it('refuses to judge numbers that are not numbers', () => {
    expect(() => assessRisk({ ...GOOD, returns: Float64Array.of(0, Number.NaN) }, LIMITS)).toThrow(
      /returns\[1\] is NaN/,
    );
  });
});
