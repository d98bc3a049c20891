import { describe, expect, it } from 'vitest';
import { assessRisk, type RiskLimits, type RiskSample } from '../../../src/domain/risk/assess.ts';

const LIMITS: RiskLimits = {
  maxExposure: 10,
  minExposure: 0.1,
  kellyFraction: 0.5,
  varConfidence: 0.95,
  varWindow: 250,
  minVarCoverage: 0.01,
  minVarIndependence: 0,
  maxCvar: 0.03,
  maxDrawdown: 0.25,
  maxStressLoss: 0.5,
  maxPortfolioCvar: 0.05,
  targetVolatility: null,
  minRiskReward: 0.8,
  minExpectancy: 0,
};

/** Sixty percent of the trades win two percent, the rest lose one; one trade a period. */
const TRADES = Float64Array.from({ length: 100 }, (_, i) => (i % 5 < 3 ? 0.02 : -0.01));
const GOOD: RiskSample = {
  returns: TRADES,
  dailyReturns: TRADES,
  barsPerYear: 252,
  tradeReturns: TRADES,
  rewardRisks: Float64Array.of(0.9, 1.9, 2),
  scenarios: [{ name: 'gap_open', description: 'A gap.', effect: { loss: 0.02 } }],
  open: [],
};

const failed = (sample: RiskSample, limits: Partial<RiskLimits> = {}): string[] =>
  assessRisk(sample, { ...LIMITS, ...limits })
    .gates.filter((gate) => !gate.passed)
    .map((gate) => gate.name);

const capOf = (sample: RiskSample, limits: Partial<RiskLimits> = {}) =>
  assessRisk(sample, { ...LIMITS, ...limits }).cap;

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

  it('caps the exposure by the tightest rule, Kelly shrunk by its error', () => {
    const cap = capOf(GOOD);
    // Two outcomes: 0.6 / 0.01 - 0.4 / 0.02 = 40; continuous: 0.008 / s^2 with s^2 = 0.24 * 0.03^2 * 100 / 99.
    const variance = (0.24 * 0.0009 * 100) / 99;
    expect(cap.kelly.twoOutcome?.full).toBeCloseTo(40, 9);
    expect(cap.kelly.continuous?.full).toBeCloseTo(0.008 / variance, 9);
    const t2 = (100 * 0.008 ** 2) / variance;
    expect(cap.kelly.continuous?.shrinkage).toBeCloseTo(t2 / (t2 + 1), 12);
    expect(cap.rules.find((rule) => rule.rule === 'cvar')?.exposure).toBeCloseTo(3, 9);
    expect(cap).toMatchObject({ boundBy: 'cvar' });
    expect(cap.exposure).toBeCloseTo(3, 9);
    // The worst run is two losses: 1 - (1 - 0.01 e)^2 = 0.02.
    const tight = capOf(GOOD, { maxDrawdown: 0.02 });
    expect(tight.boundBy).toBe('drawdown');
    expect(tight.exposure).toBeCloseTo((1 - Math.sqrt(0.98)) / 0.01, 9);
  });

  it('stakes a fraction of Kelly, and nothing where Kelly is undefined, whatever else would allow', () => {
    const { kelly, exposure, boundBy } = capOf(GOOD, { kellyFraction: 0.05, maxCvar: 1, maxDrawdown: 0.99 });
    expect(boundBy).toBe('kelly');
    expect(exposure).toBe(0.05 * (kelly.used ?? 0));
    const one = { ...GOOD, tradeReturns: Float64Array.of(0.01) };
    expect(capOf(one, { maxExposure: 0.01 })).toMatchObject({ exposure: 0, boundBy: 'kelly' });
  });

  it('cuts a position to its limit, its volatility target, its worst scenario and the book beside it', () => {
    expect(capOf(GOOD, { maxExposure: 1 })).toMatchObject({ exposure: 1, boundBy: 'limit' });
    const volatility = Math.sqrt((0.24 * 0.0009 * 100) / 99) * Math.sqrt(252);
    expect(capOf(GOOD, { targetVolatility: 0.1 })).toMatchObject({ boundBy: 'volatility' });
    expect(capOf(GOOD, { targetVolatility: 0.1 }).exposure).toBeCloseTo(0.1 / volatility, 9);
    expect(capOf(GOOD, { maxStressLoss: 0.01 }).exposure).toBeCloseTo(0.5, 9);
    // An open position that falls with it takes two fifths of the room for a CVaR of 0.05.
    const open = [{ name: 'held', exposure: 2, returns: TRADES }];
    const beside = assessRisk({ ...GOOD, open }, { ...LIMITS, maxCvar: 1, maxDrawdown: 0.9 });
    expect(beside.cap.rules.find((rule) => rule.rule === 'portfolio')?.exposure).toBeCloseTo(3, 6);
    expect(beside.figures.portfolio_cvar).toBeLessThanOrEqual(0.05);
    expect(beside.gates.find((gate) => gate.name === 'portfolio_cvar')).toMatchObject({ passed: true });
    // Open positions that break the limit by themselves leave no room, and the whole fails.
    const heavy = [{ name: 'held', exposure: 9, returns: TRADES }];
    expect(failed({ ...GOOD, open: heavy })).toEqual(['exposure_cap', 'portfolio_cvar']);
  });

  it('holds what scales with the position at the exposure that is allowed', () => {
    const verdict = assessRisk(GOOD, { ...LIMITS, maxDrawdown: 0.01 });
    expect(verdict.approved).toBe(true);
    expect(verdict.figures.max_drawdown).toBeGreaterThan(0.01);
    expect(verdict.figures.max_drawdown_sized).toBeLessThanOrEqual(0.01);
    expect(verdict.figures.cvar_sized).toBeCloseTo(0.01 * verdict.cap.exposure, 12);
  });

  it.each([
    ['exposure_cap', { maxCvar: 0.0009 }],
    ['exposure_cap', { maxStressLoss: 0.0015 }],
    ['reward_risk', { minRiskReward: 1.91 }],
    ['expectancy', { minExpectancy: 0.0081 }],
  ])('rejects for %s alone', (name, change) => {
    expect(failed(GOOD, change)).toEqual([name]);
  });

  it('rejects a value at risk that is passed far too often', () => {
    // Every tenth bar loses more than any before it.
    const returns = Float64Array.from({ length: 400 }, (_, i) => (i % 10 === 9 ? -i / 40_000 : 1e-3));
    const verdict = assessRisk({ ...GOOD, returns, dailyReturns: returns }, LIMITS);
    expect(verdict.varTests?.exceedances).toBe(20);
    expect(verdict.gates.filter((gate) => !gate.passed).map((gate) => gate.name)).toEqual(['var_coverage_p']);
  });

  it('tests value at risk over trading days, and over bars where they are few', () => {
    const wild = Float64Array.from({ length: 400 }, (_, i) => (i % 10 === 9 ? -i / 40_000 : 1e-3));
    const calm = new Float64Array(400).fill(1e-3);
    expect(failed({ ...GOOD, returns: wild, dailyReturns: calm.subarray(0, 100) })).toEqual([]);
    expect(failed({ ...GOOD, returns: wild, dailyReturns: calm.subarray(0, 99) })).toEqual([
      'var_coverage_p',
    ]);
  });

  it('rejects losses that come in clusters where it is asked to, and lets evenly spread ones pass', () => {
    // Two days in forty that are each worse than any before, side by side or twenty apart: as many as promised.
    const losses = (at: readonly number[]): RiskSample => ({
      ...GOOD,
      dailyReturns: Float64Array.from({ length: 400 }, (_, i) => (at.includes(i % 40) ? -i / 40_000 : 1e-3)),
    });
    const [together, apart] = [losses([18, 19]), losses([19, 39])];
    expect(failed(together)).toEqual([]);
    expect(failed(together, { minVarIndependence: 0.01 })).toEqual(['var_independence_p']);
    expect(failed(apart, { minVarIndependence: 0.01 })).toEqual([]);
    // No day beyond: clusters cannot be told, which is no pass.
    const none = { ...GOOD, dailyReturns: new Float64Array(400).fill(1e-3) };
    expect(failed(none)).toEqual([]);
    expect(failed(none, { minVarIndependence: 0.01 })).toContain('var_independence_p');
  });

  it('rejects a strategy that loses on average', () => {
    const losing = TRADES.map((value) => -value);
    expect(failed({ ...GOOD, returns: losing, dailyReturns: losing, tradeReturns: losing })).toContain(
      'expectancy',
    );
    expect(capOf({ ...GOOD, tradeReturns: losing }).exposure).toBe(0);
  });

  it('fails closed without a trade: undefined figures are null and their gates fail', () => {
    const none = {
      returns: new Float64Array(50),
      dailyReturns: new Float64Array(50),
      tradeReturns: new Float64Array(0),
      rewardRisks: new Float64Array(0),
    };
    const verdict = assessRisk({ ...GOOD, ...none }, LIMITS);
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
      'exposure_cap',
    ]);
  });

  it('fails closed on a record too short to test its value at risk', () => {
    const short = TRADES.slice(0, 30);
    const verdict = assessRisk({ ...GOOD, returns: short, dailyReturns: short }, LIMITS);
    expect(verdict.varTests).toBeNull();
    expect(failed({ ...GOOD, returns: short, dailyReturns: short })).toEqual(['var_coverage_p']);
  });

  it('has figures for a single trade and no stake on it', () => {
    const one = { ...GOOD, returns: Float64Array.of(0.01), tradeReturns: Float64Array.of(0.01) };
    const verdict = assessRisk(one, LIMITS);
    expect(verdict.figures).toMatchObject({ win_rate: 1, profit_factor: null, average_loss: null });
    expect(verdict.cap).toMatchObject({ exposure: 0, boundBy: 'kelly' });
  });

  it('calls a figure that overflows undefined, and approves nothing', () => {
    const returns = new Float64Array(60).fill(1e300);
    const { figures, approved } = assessRisk({ ...GOOD, returns, tradeReturns: returns }, LIMITS);
    expect(figures.max_drawdown).toBeNull();
    expect(Object.values(figures).every((value) => value === null || Number.isFinite(value))).toBe(true);
    expect(approved).toBe(false);
  });

  it('refuses to judge numbers that are not numbers', () => {
    expect(() => assessRisk({ ...GOOD, returns: Float64Array.of(0, Number.NaN) }, LIMITS)).toThrow(
      /returns\[1\] is NaN/,
    );
  });
});
