import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { breaksOfStructure } from '../../../src/domain/smc/reference/breaks.ts';
import { fairValueGaps } from '../../../src/domain/smc/reference/fair-value-gaps.ts';
import { liquidityGroups } from '../../../src/domain/smc/reference/liquidity.ts';
import { orderBlocks } from '../../../src/domain/smc/reference/order-blocks.ts';
import { previousHighLow } from '../../../src/domain/smc/reference/previous-high-low.ts';
import { retracements } from '../../../src/domain/smc/reference/retracements.ts';
import { REFERENCE_SESSIONS, sessionRange } from '../../../src/domain/smc/reference/sessions.ts';
import { swingHighsLows } from '../../../src/domain/smc/reference/swing-highs-lows.ts';
import { barsOf } from '../../support/bars.ts';

const HOUR_MS = 3_600_000;

/** Bars of the given highs (lows one below) every `stepHours` from Monday 3 January 2022, 00:00 UTC. */
function from(highs: readonly number[], stepHours: number): Bars {
  const bars = barsOf(highs.map((high) => [high - 0.5, high, high - 1, high - 0.5]));
  const start = Date.UTC(2022, 0, 3);
  return { ...bars, timeMs: bars.timeMs.map((_, i) => start + i * stepHours * HOUR_MS) };
}

describe('a fair value gap', () => {
  it.each([
    ['up', 2, 1],
    ['down', -2, -1],
  ] as const)('%s needs a middle bar with a body of its side', (_, step, side) => {
    const gapOf = (body: number) =>
      fairValueGaps(
        barsOf(
          [0, step, 2 * step].map((price, i) => [
            price,
            price + 0.9,
            price - 0.9,
            price + (i === 1 ? body : 0),
          ]),
        ),
      ).gap[1];
    expect(gapOf(0.5 * side)).toBe(side);
    expect(gapOf(0)).toBeNaN();
    expect(gapOf(-0.5 * side)).toBeNaN();
  });
});

describe('previous highs and lows', () => {
  it('take the day before, but the first bar of a day still the one before that', () => {
    const { previousHigh, brokenHigh } = previousHighLow(from([1, 2, 5, 4, 6, 7, 3, 3], 12));
    expect([...previousHigh]).toEqual([Number.NaN, Number.NaN, Number.NaN, 2, 2, 5, 5, 7]);
    expect([...brokenHigh]).toEqual([0, 0, 0, 1, 1, 1, 1, 0]);
  });

  it('lie two completed weeks back', () => {
    const { previousHigh } = previousHighLow(
      from([...new Array(7).fill(10), ...new Array(15).fill(20)], 24),
      'week',
    );
    expect(previousHigh.indexOf(10)).toBe(14);
    expect(previousHigh[20]).toBe(10);
    expect(previousHigh[21]).toBe(20);
  });

  it('lie two completed months back', () => {
    const { previousHigh } = previousHighLow(
      from([...new Array(29).fill(10), ...new Array(60).fill(20)], 24),
      'month',
    );
    // January, from the 3rd, and February must both have ended before a bar of March.
    expect(previousHigh.indexOf(10)).toBe(29 + 28);
  });
});

describe('sessions', () => {
  it('include both ends and run over midnight', () => {
    const { active, high } = sessionRange(from([5, 6, 7, 8, 9, 4, 3, 2], 3), REFERENCE_SESSIONS.sydney);
    expect([...active]).toEqual([1, 1, 1, 0, 0, 0, 0, 1]);
    expect([...high]).toEqual([5, 6, 7, 0, 0, 0, 0, 2]);
  });

  it('read a clock of so many hours the inverted way', () => {
    const bars = from(new Array(24).fill(5), 1);
    const { active } = sessionRange(bars, REFERENCE_SESSIONS.london, 5);
    expect(active.indexOf(1)).toBe(2);
    expect(active.lastIndexOf(1)).toBe(11);
  });

  it.each([-1, 0.5, 1_440])('refuse the minute %f', (startMinute) => {
    expect(() => sessionRange(from([1], 1), { startMinute, endMinute: 5 })).toThrow(
      expect.objectContaining({ code: 'parameter_invalid' }),
    );
  });
});

const swingsOf = (bars: Bars) => swingHighsLows(bars, 3);
/** The eight functions of the library. */
const FUNCTIONS: Record<string, (bars: Bars) => object> = {
  swingHighsLows: swingsOf,
  fairValueGaps,
  breaksOfStructure: (bars) => breaksOfStructure(bars, swingsOf(bars)),
  orderBlocks: (bars) => orderBlocks(bars, swingsOf(bars)),
  liquidityGroups: (bars) => liquidityGroups(bars, swingsOf(bars)),
  previousHighLow,
  sessionRange: (bars) => sessionRange(bars, REFERENCE_SESSIONS.london),
  retracements: (bars) => retracements(bars, swingsOf(bars)),
};
/** None of a good series, so that what refuses a bad one is the function itself. */
const noSwings = { highLow: new Float64Array(12), level: new Float64Array(12) };
const ON_SWINGS: Record<string, (bars: Bars) => object> = {
  breaksOfStructure: (bars) => breaksOfStructure(bars, noSwings),
  orderBlocks: (bars) => orderBlocks(bars, noSwings),
  liquidityGroups: (bars) => liquidityGroups(bars, noSwings),
  retracements: (bars) => retracements(bars, noSwings),
};

describe.each(Object.keys(FUNCTIONS))('%s on short, shapeless and broken series', (name) => {
  it.each([0, 1, 5])('says nothing of %i equal bars', (n) => {
    const flat = from(new Array(n).fill(5), 1);
    for (const column of Object.values(FUNCTIONS[name](flat)) as Float64Array[]) {
      expect([...column]).toEqual(new Array(n).fill(expect.toSatisfy((value) => !value)));
    }
  });

  it.each([
    ['high', Number.NaN],
    ['close', Number.POSITIVE_INFINITY],
    ['high', -9],
    ['timeMs', 0],
  ] as const)('refuses a bar with the %s %d, and says which', (column, value) => {
    const bars = from([1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 2], 1);
    const broken = { ...bars, [column]: bars[column].with(7, value) };
    expect(() => (ON_SWINGS[name] ?? FUNCTIONS[name])(broken)).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', details: { column, index: 7 } }),
    );
  });
});

describe('parameters', () => {
  const bars = from([1, 2, 3], 1);
  it.each([0, -1, 1.5, Number.NaN])('a swing length or a period of %f is refused', (length) => {
    const refused = (name: string) =>
      expect.objectContaining({ code: 'parameter_invalid', message: expect.stringContaining(name) });
    expect(() => swingHighsLows(bars, length)).toThrow(refused('swingLength'));
    expect(() => previousHighLow(bars, length)).toThrow(refused('period'));
  });

  it.each([-0.01, Number.NaN, Number.POSITIVE_INFINITY])('a tolerance of %f is refused', (tolerance) => {
    expect(() => liquidityGroups(bars, swingsOf(bars), tolerance)).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', details: { rangePercent: tolerance } }),
    );
  });

  it.each([0.5, Number.NaN])('a clock of %f hours is refused', (clockHours) => {
    expect(() => sessionRange(bars, REFERENCE_SESSIONS.london, clockHours)).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', details: { clockHours } }),
    );
  });
});
