import { describe, expect, it } from 'vitest';
import { labelBySpec } from '../../../src/agents/spec-labels.ts';
import { tradingRules } from '../../../src/agents/trading-rules.ts';
import { type RetradeRequest, retrade } from '../../../src/agents/validation/robustness/retrade.ts';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import { sideBarriers } from '../../../src/domain/labels/side-barriers.ts';
import { moments } from '../../../src/domain/validation/moments.ts';
import { sharpePerBar } from '../../../src/domain/validation/sharpe.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { trendingBars } from '../../support/validation-case.ts';

const BARS = 600;
const bars = trendingBars(BARS, 'retrade');
const spec = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' } }, labels: { horizonBars: 5 } });
const rng = createRng('sides');
const side = Int8Array.from({ length: BARS }, () => (rng.uniform() < 0.2 ? 1 : 0));
const { labels } = labelBySpec(bars, spec);
const windows = [
  { side, from: 100, to: 300 },
  { side, from: 300, to: 500 },
];
const again = (changes: Partial<RetradeRequest>) =>
  retrade({
    rules: tradingRules(spec),
    bars,
    barriers: labels,
    windows,
    delays: [],
    starts: [],
    missed: { share: 0, draws: 0, seed: 'missed' },
    ...changes,
  });

/** Sharpe ratio of both windows by signals decided otherwise, traded here. */
function sharpeOfSides(sides: Int8Array, stops = sides, behind = 0): number | null {
  const { stopDistance, targetDistance } = sideBarriers(labels, stops);
  const later = (values: Float64Array) => values.map((_, i) => (i < behind ? 0 : values[i - behind]));
  const returns = windows.flatMap(({ from, to }) => {
    const signals = {
      side: sides,
      stopDistance: later(stopDistance),
      targetDistance: later(targetDistance),
    };
    return [...backtest({ ...tradingRules(spec), bars, ...signals, from, to }).returns];
  });
  return sharpePerBar(moments(Float64Array.from(returns)));
}

describe('signals traded again', () => {
  it('without a stress are the record itself, and under one another', () => {
    const base = sharpeOfSides(side);
    expect(again({ delays: [0], starts: [0], missed: { share: 0, draws: 1, seed: 'x' } })).toEqual({
      delay: [base],
      start: [base],
      missed: [base],
    });
  });

  it('late keep the bracket they were decided with, and those before a later start are gone', () => {
    const late = side.map((_, i) => (i < 2 ? 0 : side[i - 2]));
    const { delay, start } = again({ delays: [2], starts: [50] });
    expect(delay).toEqual([sharpeOfSides(late, side, 2)]);
    const first = side.map((value, i) => (i >= 150 && i < 300 ? value : i >= 350 ? value : 0));
    expect(start).toEqual([sharpeOfSides(first)]);
  });

  it('are missed at random by the seed: all of them leave nothing, each draw is another', () => {
    expect(again({ missed: { share: 1, draws: 1, seed: 'x' } }).missed).toEqual([null]);
    const draws = again({ missed: { share: 0.3, draws: 3, seed: 'x' } }).missed;
    expect(new Set(draws).size).toBe(3);
    expect(again({ missed: { share: 0.3, draws: 3, seed: 'x' } }).missed).toEqual(draws);
  });
});
