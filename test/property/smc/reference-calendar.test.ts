import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { previousHighLow } from '../../../src/domain/smc/reference/previous-high-low.ts';
import { REFERENCE_SESSIONS, sessionRange } from '../../../src/domain/smc/reference/sessions.ts';
import { previousByPeriods, sessionByBars } from '../../support/smc-calendar-oracle.ts';
import { tickBars } from '../../support/tick-bars.ts';

const HOUR_MS = 3_600_000;

/** Bars some hours or days apart, holes included, from any hour of 2022 on. */
const scattered = (hours: number): fc.Arbitrary<Bars> =>
  fc
    .tuple(
      tickBars(1, 90),
      fc.nat(8_000),
      fc.array(fc.integer({ min: 1, max: hours }), { minLength: 1, maxLength: 9 }),
    )
    .map(([bars, start, steps]) => {
      let ms = Date.UTC(2022, 0, 1) + start * HOUR_MS;
      return { ...bars, timeMs: bars.timeMs.map((_, i) => (ms += steps[i % steps.length] * HOUR_MS)) };
    });

describe('the reference mode reads the calendar as its definitions say', () => {
  it.each([
    ['of 4 hours', 4 * HOUR_MS, 3],
    ['of 7 hours, which no day is a multiple of', 7 * HOUR_MS, 5],
    ['of a day', 24 * HOUR_MS, 20],
    ['of a week', 'week', 60],
    ['of a month', 'month', 240],
  ] as const)('previous high and low %s', (_, period, hours) => {
    fc.assert(
      fc.property(scattered(hours), (bars) => {
        expect(previousHighLow(bars, period)).toEqual(previousByPeriods(bars, period));
      }),
      { numRuns: 60 },
    );
  });

  // The windows as the library's own table writes them.
  it.each([
    ['sydney', '21:00', '06:00'],
    ['tokyo', '00:00', '09:00'],
    ['london', '07:00', '16:00'],
    ['newYork', '13:00', '22:00'],
    ['asianKillZone', '00:00', '04:00'],
    ['londonOpenKillZone', '06:00', '09:00'],
    ['newYorkKillZone', '11:00', '14:00'],
    ['londonCloseKillZone', '14:00', '16:00'],
  ] as const)('the session %s', (name, from, to) => {
    fc.assert(
      fc.property(scattered(3), (bars) => {
        expect(sessionRange(bars, REFERENCE_SESSIONS[name])).toEqual(sessionByBars(bars, from, to));
      }),
      { numRuns: 20 },
    );
  });
});
