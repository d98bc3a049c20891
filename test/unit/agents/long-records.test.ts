import { describe, expect, it } from 'vitest';
import { stressScenarios } from '../../../src/agents/risk/scenarios.ts';
import { stitch } from '../../../src/agents/validation/walk-forward-run.ts';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { UNIT_RULES } from '../../support/backtest.ts';
import { randomBars } from '../../support/bars.ts';

/** More values than a call takes as arguments: half a year of bars of a minute. */
const BARS = 150_000;

const bars = randomBars(BARS, createRng('long'), 0.0001);
const none = new Float64Array(BARS).fill(Number.POSITIVE_INFINITY);
const input = {
  ...UNIT_RULES,
  horizonBars: 1,
  bars,
  side: new Int8Array(BARS).fill(1),
  stopDistance: none,
  targetDistance: none,
  from: 0,
  to: BARS,
};

describe('a record of very many bars', () => {
  const record = backtest(input);

  it('is put through the scenarios of the spec: its bars as they act on them, and the blow at the end', () => {
    const { risk } = parseSpec({
      market: { source: { kind: 'sample', name: 'sp500' } },
      risk: { stress: { scenarios: [{ name: 'crash', priceMove: -0.1, volatilityTimes: 2 }] } },
    });
    const crash = stressScenarios({ input, result: record }, risk).find(({ name }) => name === 'crash');
    if (!crash || !('returns' in crash.effect)) throw new Error('there is no path of the crash');
    const { returns } = crash.effect;
    expect(returns).toHaveLength(BARS + 1);
    // Each bar is a trade of its own, twice as far on the log scale.
    expect(record.returns.every((value, i) => Math.abs((1 + value) ** 2 - 1 - returns[i]) < 1e-12)).toBe(
      true,
    );
    expect(returns[BARS]).toBe(-0.1);
  });

  it('is stitched of windows with all their trades', () => {
    const trades = Array.from({ length: BARS }, () => record.trades[0]);
    const window = { record: { ...record, side: input.side, trades } };
    expect(stitch([window, window]).trades).toHaveLength(2 * BARS);
  });
});
