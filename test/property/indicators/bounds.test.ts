import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directionalMovement } from '../../../src/domain/indicators/directional-movement.ts';
import { cmo, tsi } from '../../../src/domain/indicators/oscillators.ts';
import { rsi } from '../../../src/domain/indicators/rsi.ts';
import { stochRsi } from '../../../src/domain/indicators/stochastic.ts';
import { moneyFlowIndex } from '../../../src/domain/indicators/volume.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

/** Shares of one side in the whole: at a bound they stand, to the last bit, or what compares two of them sees a move. */

const BARS = 200;
const seed = fc.integer();
const period = fc.integer({ min: 2, max: 20 });

/** Prices that only rise, or only fall, by steps of any size. */
function oneWay(seedOfSteps: number, side: 1 | -1): Bars {
  const rng = createRng(`one way ${seedOfSteps}`);
  let level = 10_000;
  const close = Float64Array.from({ length: BARS }, () => {
    level += side * (0.01 + 10 * rng.uniform());
    return level;
  });
  const volume = close.map(() => 1 + 100 * rng.uniform());
  return { timeMs: close.map((_, i) => i), open: close, high: close, low: close, close, volume };
}

function expectThroughout(values: Float64Array, expected: number, from: number): void {
  expect(values.findIndex((value) => !Number.isNaN(value))).toBe(from);
  expect(values.subarray(from).every((value) => value === expected)).toBe(true);
}

describe('at a bound', () => {
  it.each([
    ['rising', 1],
    ['falling', -1],
  ] as const)('oscillators of %s prices stand on it', (_, side) => {
    const [most, share] = [100 * side, side === 1 ? 100 : 0];
    fc.assert(
      fc.property(seed, period, (seedOfSteps, bars) => {
        const given = oneWay(seedOfSteps, side);
        expectThroughout(rsi(given.close, bars), share, bars);
        expectThroughout(moneyFlowIndex(given, bars), share, bars);
        expectThroughout(cmo(given.close, bars), most, bars);
        expectThroughout(tsi(given.close, bars, bars + 5), most, 2 * bars + 4);
        const { index, adx } = directionalMovement(given, bars);
        expectThroughout(index, 100, bars);
        expect(adx[BARS - 1]).toBeCloseTo(100, 10);
      }),
      { numRuns: 50 },
    );
  });

  it.each([1, -1] as const)('StochRSI has no value where the RSI stands (side %i)', (side) => {
    fc.assert(
      fc.property(seed, period, (seedOfSteps, bars) => {
        expect(stochRsi(oneWay(seedOfSteps, side).close, bars).every(Number.isNaN)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('no share passes it', () => {
    fc.assert(
      fc.property(seed, period, (seedOfBars, bars) => {
        const given = randomBars(BARS, createRng(seedOfBars), 0.01);
        const traded = { ...given, volume: given.close.map((price) => price % 7) };
        const shares = [rsi(given.close, bars), moneyFlowIndex(traded, bars)];
        for (const values of [...shares, directionalMovement(given, bars).index]) {
          expect(values.some((value) => value < 0 || value > 100)).toBe(false);
        }
        expect(cmo(given.close, bars).some((value) => Math.abs(value) > 100)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
