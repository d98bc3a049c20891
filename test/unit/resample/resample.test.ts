import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../../src/domain/calendar/calendar.ts';
import { HOUR_MS, newYorkClock } from '../../../src/domain/calendar/clock.ts';
import { type Bars, barCount, sliceBars } from '../../../src/domain/market/bars.ts';
import { resample } from '../../../src/domain/resample/resample.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { TIMEFRAME_MINUTES, TIMEFRAMES } from '../../../src/orchestration/spec/market.ts';
import { randomBars } from '../../support/bars.ts';

const fx = calendarOf(Float64Array.of(0), HOUR_MS, 'fx');

/** Hourly bars of the FX week, with a spread. */
function hourly(n: number, firstMs = Date.UTC(2024, 1, 4, 22)): Bars {
  const times: number[] = [];
  for (let time = firstMs; times.length < n; time += HOUR_MS) if (fx.isOpen(time)) times.push(time);
  const bars = randomBars(n, createRng('resample'));
  return {
    ...bars,
    timeMs: Float64Array.from(times),
    volume: Float64Array.from({ length: n }, (_, i) => i + 1),
    spread: Float64Array.from({ length: n }, (_, i) => i / 10),
  };
}

const DAILY = { fromMinutes: 60, toMinutes: 1_440 } as const;

describe('resampling', () => {
  it('keeps first open, highest high, lowest low, last close, summed volume, last spread', () => {
    const bars = hourly(48);
    const { bars: two } = resample(bars, { fromMinutes: 60, toMinutes: 120, dayBoundary: 'utc' });
    expect(two.timeMs[0]).toBe(bars.timeMs[0]);
    expect([two.open[0], two.close[0]]).toEqual([bars.open[0], bars.close[1]]);
    expect([two.high[0], two.low[0]]).toEqual([
      Math.max(bars.high[0], bars.high[1]),
      Math.min(bars.low[0], bars.low[1]),
    ]);
    expect([two.volume[0], two.spread?.[0]]).toEqual([3, bars.spread?.[1]]);
  });

  it('makes Sunday stubs at midnight UTC, and none at 17:00 New York', () => {
    const bars = hourly(24 * 5 * 8);
    const weekdays = (boundary: 'utc' | 'new-york') => {
      const days = resample(bars, { ...DAILY, dayBoundary: boundary, calendar: fx }).bars;
      return { days, count: new Set(Array.from(days.timeMs, (time) => new Date(time).getUTCDay())).size };
    };
    expect(weekdays('utc').count).toBe(6);
    const { days, count } = weekdays('new-york');
    expect([count, barCount(days)]).toEqual([5, 40]);
    // Winter and summer: 17:00 New York is 22:00 and 21:00 UTC.
    const clock = newYorkClock();
    for (const time of days.timeMs) expect(new Date(clock(time)).getUTCHours()).toBe(17);
    expect(new Set(Array.from(days.timeMs, (time) => new Date(time).getUTCHours()))).toEqual(
      new Set([21, 22]),
    );
  });

  it('puts weeks together from Sunday 17:00 New York, and from Monday UTC', () => {
    const bars = hourly(24 * 5 * 8);
    const weeks = (dayBoundary: 'utc' | 'new-york') =>
      resample(bars, { fromMinutes: 60, toMinutes: 10_080, dayBoundary, calendar: fx }).bars;
    expect(barCount(weeks('new-york'))).toBe(8);
    expect(weeks('new-york').timeMs[0]).toBe(bars.timeMs[0]);
    expect([...new Set(Array.from(weeks('utc').timeMs, (time) => new Date(time).getUTCDay()))]).toEqual([1]);
  });

  it('leaves the last bar out while its time is not over, and knows when the market has closed', () => {
    const bars = hourly(24 * 5);
    const part = resample(sliceBars(bars, 0, 60), { ...DAILY, dayBoundary: 'new-york', calendar: fx });
    expect([part.droppedIncomplete, barCount(part.bars)]).toEqual([true, 2]);
    const week = resample(bars, { ...DAILY, dayBoundary: 'new-york', calendar: fx });
    expect([week.droppedIncomplete, barCount(week.bars)]).toEqual([false, 5]);
    // Friday ends at 22:00 UTC: by the calendar nothing more comes until midnight.
    expect(resample(bars, { ...DAILY, dayBoundary: 'utc', calendar: fx }).droppedIncomplete).toBe(false);
    expect(resample(bars, { ...DAILY, dayBoundary: 'utc' }).droppedIncomplete).toBe(true);
  });

  it.each(TIMEFRAMES.filter((name) => TIMEFRAME_MINUTES[name] <= 1_440))(
    'begins bars of %s at whole lengths of a day from its boundary, in winter and summer',
    (name) => {
      const toMinutes = TIMEFRAME_MINUTES[name];
      const fromMinutes = toMinutes < 60 ? 1 : 60;
      const steps = 60 / fromMinutes;
      // Three weeks around 10 March 2024, when New York's clock goes ahead.
      const hours = hourly(24 * 15, Date.UTC(2024, 2, 3, 22));
      const n = Math.min(5_000, barCount(hours) * steps);
      const bars: Bars = {
        ...randomBars(n, createRng('lengths')),
        timeMs: Float64Array.from(
          { length: n },
          (_, i) => hours.timeMs[Math.floor(i / steps)] + (i % steps) * fromMinutes * 60_000,
        ),
      };
      const clock = newYorkClock();
      for (const dayBoundary of ['utc', 'new-york'] as const) {
        const longer =
          toMinutes === fromMinutes
            ? bars
            : resample(bars, { fromMinutes, toMinutes, dayBoundary, calendar: fx }).bars;
        const sinceBoundary = (time: number): number =>
          dayBoundary === 'utc' ? time : clock(time) - 17 * HOUR_MS;
        for (const time of longer.timeMs) expect(sinceBoundary(time) % (toMinutes * 60_000)).toBe(0);
        // Nothing is lost but the last bar, when it was not over.
        const last = longer.timeMs[barCount(longer) - 1] + toMinutes * 60_000;
        const kept = bars.volume.filter((_, i) => bars.timeMs[i] < last);
        const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
        expect(sum(longer.volume)).toBeCloseTo(sum(kept), 6);
      }
    },
  );

  it('refuses a target that is no multiple', () => {
    const options = { fromMinutes: 60, toMinutes: 90, dayBoundary: 'utc' } as const;
    expect(() => resample(hourly(10), options)).toThrow(/multiple/);
  });

  it('in two steps is what it is in one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom('utc' as const, 'new-york' as const),
        (n, dayBoundary) => {
          const bars = hourly(n);
          const step = (from: Bars, fromMinutes: number, toMinutes: number) =>
            resample(from, { fromMinutes, toMinutes, dayBoundary }).bars;
          const once = step(bars, 60, 1_440);
          const twice = step(step(bars, 60, 240), 240, 1_440);
          // The last day may miss its last hours in two steps: a dropped four-hour bar.
          const shared = Math.min(barCount(once), barCount(twice));
          expect(barCount(once) - shared).toBeLessThanOrEqual(1);
          expect(sliceBars(twice, 0, shared).close).toEqual(sliceBars(once, 0, shared).close);
          expect(sliceBars(twice, 0, shared).volume).toEqual(sliceBars(once, 0, shared).volume);
        },
      ),
      { numRuns: 40 },
    );
  });
});
