import { describe, expect, it } from 'vitest';
import {
  costlier,
  sharpeOf,
  withoutBest,
} from '../../../src/agents/validation/robustness/stressed-trades.ts';
import { stitch, type WindowRun } from '../../../src/agents/validation/walk-forward-run.ts';
import type { Trade } from '../../../src/domain/backtest/trade.ts';

const trade = (entryIndex: number, exitIndex: number, result: number, costs: number): Trade =>
  ({ entryIndex, exitIndex, return: result, costs, side: 1 }) as Trade;
const run = (from: number, to: number, returns: readonly number[], trades: readonly Trade[]): WindowRun =>
  ({
    window: { trainFrom: 0, trainRows: new Int32Array(), from, to },
    record: { returns: Float64Array.from(returns), trades, exposure: 0.5 },
  }) as unknown as WindowRun;

/** Two windows from bar 10 on; a rebate is a cost below zero. */
const runs = [
  run(10, 14, [0, 0.01, 0.02, 0], [trade(11, 12, 0.03, 0.001)]),
  run(
    14,
    20,
    [0, 0.05, 0, -0.01, 0, 0.002],
    [trade(15, 15, 0.05, 0.002), trade(17, 17, -0.01, 0.004), trade(19, 19, 0.002, -0.001)],
  ),
];

describe('windows as one record', () => {
  it('follow each other, exposure by their bars', () => {
    const { returns, trades, exposure } = stitch([runs[0], { record: { ...runs[1].record, exposure: 1 } }]);
    expect([...returns]).toEqual([0, 0.01, 0.02, 0, 0, 0.05, 0, -0.01, 0, 0.002]);
    expect(trades.map(({ entryIndex }) => entryIndex)).toEqual([11, 15, 17, 19]);
    expect(exposure).toBeCloseTo((0.5 * 4 + 1 * 6) / 10, 12);
  });
});

describe('costs that are higher', () => {
  it('take what they are higher by from the bar that closes the trade, and double no rebate', () => {
    const [twice, thrice] = [2, 3].map((factor) => costlier(runs, factor));
    const taken = [0, 0, 0.001, 0, 0, 0.002, 0, 0.004, 0, 0];
    const { returns } = stitch(runs);
    for (let i = 0; i < returns.length; i++) {
      expect(twice[i]).toBeCloseTo(returns[i] - taken[i], 14);
      expect(thrice[i]).toBeCloseTo(returns[i] - 2 * taken[i], 14);
    }
    expect(costlier(runs, 1)).toEqual(returns);
    expect(Number(sharpeOf(thrice))).toBeLessThan(Number(sharpeOf(twice)));
  });
});

describe('a record without its best trades', () => {
  it('earns nothing on the bars they were held, whichever window they are of', () => {
    // A fiftieth of four trades is one of them: the best.
    expect([...withoutBest(runs, 0.02)]).toEqual([0, 0.01, 0.02, 0, 0, 0, 0, -0.01, 0, 0.002]);
    expect([...withoutBest(runs, 0.5)]).toEqual([0, 0, 0, 0, 0, 0, 0, -0.01, 0, 0.002]);
  });

  it('is the record where there was no trade', () => {
    const idle = [run(5, 8, [0, 0, 0], [])];
    expect([...withoutBest(idle, 0.02)]).toEqual([0, 0, 0]);
    expect(sharpeOf(withoutBest(idle, 0.02))).toBeNull();
  });
});
