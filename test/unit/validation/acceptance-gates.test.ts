import { describe, expect, it } from 'vitest';
import type { Trade } from '../../../src/domain/backtest/trade.ts';
import { acceptanceGates } from '../../../src/domain/validation/acceptance-gates.ts';
import { recordFigures } from '../../../src/domain/validation/figures.ts';
import { acceptanceSchema } from '../../../src/orchestration/spec/acceptance.ts';
import { importCriteria } from '../../../src/orchestration/spec/acceptance-criteria.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

const trade = (result: number, k: number): Trade => ({
  side: 1,
  signalIndex: 2 * k,
  entryIndex: 2 * k,
  exitIndex: 2 * k + 1,
  entryPrice: 100,
  exitPrice: 100,
  scaledOut: 0,
  exposure: 1,
  return: result,
  costs: 0,
  costsByKind: { spread: 0, commission: 0, slippage: 0, swap: 0, financing: 0 },
  exit: 'time',
  mae: 0,
  mfe: 0,
});
// Four trades of two bars: equity 1, 1.2, 1.08, 0.972, 1.1664.
const RESULTS = [0.2, -0.1, -0.1, 0.2];
const returns = Float64Array.from(RESULTS.flatMap((result) => [0, result]));
const figures = recordFigures({ returns, trades: RESULTS.map(trade), exposure: 0.4 }, 252);

describe('acceptance bars', () => {
  // By hand: profits 0.4, losses 0.2, drawdown 1 - 0.972 / 1.2; SQN sqrt(4) * 0.05 / sqrt(0.09 / 3).
  it.each([
    ['minTotalReturn', 0.1664],
    ['minProfitFactor', 2],
    ['minReturnDrawdown', 0.1664 / 0.19],
    ['maxDrawdown', 0.19],
    ['minSqn', 0.1 / Math.sqrt(0.03)],
    ['minWinRate', 0.5],
    ['minPayoffRatio', 2],
    ['maxConsecutiveLosses', 2],
    ['maxTrades', 4],
    ['minBarsPerTrade', 2],
    ['maxBarsPerTrade', 2],
    ['minExposure', 0.4],
    ['maxExposure', 0.4],
  ] as const)('%s holds its figure of the record', (field, value) => {
    const step = field.startsWith('min') ? 1e-9 : -1e-9;
    const [passed] = acceptanceGates(figures, { [field]: value - step });
    const [failed] = acceptanceGates(figures, { [field]: value + step });
    expect(passed.figure).toBeCloseTo(value, 12);
    expect([passed.passed, failed.passed]).toEqual([true, false]);
    expect(passed.convention).not.toBe('');
  });

  it('ask for nothing that was not set', () => {
    expect(acceptanceGates(figures, {})).toEqual([]);
  });

  it('fail closed, all fifteen, where there is no figure', () => {
    const every = Object.fromEntries(Object.keys(acceptanceSchema.shape).map((field) => [field, 0]));
    const gates = acceptanceGates({}, every);
    expect(gates).toHaveLength(15);
    expect(gates.filter(({ passed, figure }) => passed || figure !== null)).toEqual([]);
  });

  it('of an imported file are held through the spec', () => {
    const verdictOf = (losses: number): boolean[] => {
      const { edits } = importCriteria(`Max consecutive losses: ${losses}\nMin win/loss ratio: 50 %`);
      const { validation } = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' } }, ...edits });
      return acceptanceGates(figures, validation.acceptance ?? {}).map(({ passed }) => passed);
    };
    expect(verdictOf(2)).toEqual([true, true]);
    expect(verdictOf(1)).toEqual([true, false]);
  });
});
