import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/domain/market/bars.ts';
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

describe('short and shapeless series', () => {
  it.each([0, 1, 5])('%i bars have no swings and no retracements', (n) => {
    const bars = from(new Array(n).fill(5), 1);
    const swings = swingHighsLows(bars, 3);
    expect(swings.highLow.every(Number.isNaN)).toBe(true);
    expect(retracements(bars, swings).current).toEqual(new Float64Array(n));
  });

  it.each([0, -1, 1.5, Number.NaN])('a swing length of %f is refused', (length) => {
    expect(() => swingHighsLows(from([1, 2], 1), length)).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', message: expect.stringContaining('swingLength') }),
    );
  });
});
