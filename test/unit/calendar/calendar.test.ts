import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../../src/domain/calendar/calendar.ts';
import { HOUR_MS, newYorkClock, newYorkCloseBefore } from '../../../src/domain/calendar/clock.ts';
import { easterSunday, usClosures } from '../../../src/domain/calendar/holidays.ts';
import { measureCoverage } from '../../../src/domain/quality/coverage.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
const day = (ms: number): string => iso(ms).slice(0, 10);

describe('the clock of New York', () => {
  /** The rules of the platform's own time zone database. */
  const oracle = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'America/New_York',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const expected = (utcMs: number): string => {
    const parts = Object.fromEntries(oracle.formatToParts(utcMs).map(({ type, value }) => [type, value]));
    return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
  };

  it('shows what the time zone database shows, from 1970 on, around every change', () => {
    const clock = newYorkClock();
    for (let year = 1970; year <= 2036; year++) {
      for (let hour = 0; hour < 366 * 24; hour += 7) {
        const time = Date.UTC(year, 0, 1, hour);
        expect(iso(clock(time)).slice(0, 16)).toBe(expected(time));
      }
    }
  });

  it('ends the day at 17:00, also on days of 23 and 25 hours', () => {
    const clock = newYorkClock();
    expect(iso(newYorkCloseBefore(Date.UTC(2024, 2, 9, 23), clock))).toBe('2024-03-09T22:00:00.000Z');
    expect(iso(newYorkCloseBefore(Date.UTC(2024, 2, 10, 20, 59), clock))).toBe('2024-03-09T22:00:00.000Z');
    expect(iso(newYorkCloseBefore(Date.UTC(2024, 2, 10, 21), clock))).toBe('2024-03-10T21:00:00.000Z');
    expect(iso(newYorkCloseBefore(Date.UTC(2024, 10, 3, 21, 59), clock))).toBe('2024-11-02T21:00:00.000Z');
  });
});

describe('the holidays of the New York Stock Exchange', () => {
  it('are those the exchange has published', () => {
    const full = (year: number) =>
      [...usClosures(year)].flatMap(([at, { fromHour }]) => (fromHour === 0 ? [day(at)] : [])).sort();
    expect(full(2024)).toEqual([
      '2024-01-01',
      '2024-01-15',
      '2024-02-19',
      '2024-03-29',
      '2024-05-27',
      '2024-06-19',
      '2024-07-04',
      '2024-09-02',
      '2024-11-28',
      '2024-12-25',
    ]);
    // New Year 2022 fell on a Saturday and was not made up for; Juneteenth moved to the Monday.
    expect(full(2022)).not.toContain('2021-12-31');
    expect(full(2022)).toContain('2022-06-20');
    expect(full(2001).filter((at) => at.startsWith('2001-09-1'))).toHaveLength(4);
  });

  it('include half days, and no half day on a holiday or a weekend', () => {
    const half = [...usClosures(2023)].flatMap(([at, { fromHour }]) => (fromHour > 0 ? [day(at)] : []));
    expect(half.sort()).toEqual(['2023-07-03', '2023-11-24']);
  });

  it('find Easter', () => {
    expect([2000, 2008, 2016, 2024, 2038].map((year) => day(easterSunday(year)))).toEqual([
      '2000-04-23',
      '2008-03-23',
      '2016-03-27',
      '2024-03-31',
      '2038-04-25',
    ]);
  });
});

describe('the calendar of a series', () => {
  const hours = (from: number, n: number, isOpen: (time: number) => boolean) =>
    Float64Array.from(Array.from({ length: n }, (_, i) => from + i * HOUR_MS).filter(isOpen));

  it('is the FX week for bars from Sunday to Friday 17:00 New York', () => {
    const fx = calendarOf(Float64Array.of(0), HOUR_MS, 'fx');
    const times = hours(Date.UTC(2018, 0, 1), 24 * 700, fx.isOpen);
    const found = calendarOf(times, HOUR_MS, 'auto');
    expect(found.kind).toBe('fx');
    // The same wall clock in winter and in summer.
    expect(found.isOpen(Date.UTC(2018, 0, 7, 22))).toBe(true);
    expect(found.isOpen(Date.UTC(2018, 0, 7, 21))).toBe(false);
    expect(found.isOpen(Date.UTC(2018, 6, 8, 21))).toBe(true);
  });

  it('is around the clock for bars on every day', () => {
    expect(
      calendarOf(
        hours(Date.UTC(2020, 0, 1), 2_000, () => true),
        HOUR_MS,
        'auto',
      ).kind,
    ).toBe('24x7');
  });

  // The hour of Sunday it opens, hours a week, and two hours that are shut.
  it.each([
    ['on every day but Saturday', 0, 144, '2020-07-04T12', '2020-07-04T23'],
    ['from Sunday 22:00 UTC for five days, all year', 22, 120, '2020-07-04T12', '2020-07-05T21'],
    ['from Sunday 21:00 UTC for five days, all year', 21, 120, '2020-01-04T12', '2020-01-05T20'],
  ])(
    'of broker crypto, open %s, is learned: what is shut is no gap, a hole is',
    (_, opens, length, ...shut) => {
      const sunday = Date.UTC(2019, 0, 6);
      const isOpen = (time: number): boolean => ((time - sunday) / HOUR_MS + 168 - opens) % 168 < length;
      const times = hours(sunday, 24 * 7 * 100, isOpen);
      const found = calendarOf(times, HOUR_MS, 'auto');
      expect(found.kind).toBe('learned');
      expect(shut.map((hour) => found.isOpen(Date.parse(`${hour}:00Z`)))).toEqual([false, false]);
      expect(measureCoverage(times, HOUR_MS, found)).toMatchObject({
        missing: 0,
        pauses: { closed: 99, unexpected: 0 },
      });
      // Wednesday and half of Thursday, in the summer of the second year.
      const [from, to] = [Date.UTC(2020, 6, 8), Date.UTC(2020, 6, 9, 12)];
      const holed = times.filter((time) => time < from || time >= to);
      const { missing, gaps } = measureCoverage(holed, HOUR_MS, calendarOf(holed, HOUR_MS, 'auto'));
      expect([missing, gaps]).toEqual([36, [{ fromMs: from - HOUR_MS, toMs: to, missing: 36 }]]);
    },
  );

  it('is around the clock when a feed failed on a few Saturdays', () => {
    const isUp = (time: number): boolean =>
      new Date(time).getUTCDay() !== 6 || time % (4 * 7 * 24 * HOUR_MS) >= 7 * 24 * HOUR_MS;
    const times = hours(Date.UTC(2020, 0, 1), 24 * 7 * 60, isUp);
    const found = calendarOf(times, HOUR_MS, 'auto');
    expect(found.kind).toBe('24x7');
    expect(measureCoverage(times, HOUR_MS, found).missing).toBe(24 * 7 * 60 - times.length);
  });

  it('learns a daily break and the holidays of the exchange', () => {
    const clock = newYorkClock();
    const isOpen = (time: number): boolean => {
      const local = new Date(clock(time));
      const closure = usClosures(local.getUTCFullYear()).get(Date.parse(local.toISOString().slice(0, 10)));
      return local.getUTCDay() % 6 !== 0 && local.getUTCHours() >= 9 && local.getUTCHours() < 16 && !closure;
    };
    const found = calendarOf(hours(Date.UTC(2018, 0, 1), 24 * 700, isOpen), HOUR_MS, 'auto');
    expect([found.kind, found.holidays]).toEqual(['us-exchange', 'us']);
    expect(found.isOpen(Date.UTC(2018, 6, 5, 13))).toBe(true);
    expect(found.isOpen(Date.UTC(2018, 6, 5, 20))).toBe(false);
    expect(found.holidayAt(Date.UTC(2018, 6, 4, 15))).toBe('Independence Day');
  });

  it('is not the FX week when an hour is closed day after day', () => {
    const clock = newYorkClock();
    const fx = calendarOf(Float64Array.of(0), HOUR_MS, 'fx');
    const times: number[] = [];
    for (let time = Date.UTC(2022, 0, 2); time < Date.UTC(2023, 6, 1); time += HOUR_MS) {
      if (fx.isOpen(time) && new Date(clock(time)).getUTCHours() !== 17) times.push(time);
    }
    const calendar = calendarOf(Float64Array.from(times), HOUR_MS, 'auto');
    expect(calendar.kind).toBe('learned');
    // Tuesday 17:00 and 18:00 in New York, in summer.
    expect([calendar.isOpen(Date.UTC(2022, 6, 12, 21)), calendar.isOpen(Date.UTC(2022, 6, 12, 22))]).toEqual([
      false,
      true,
    ]);
  });

  it('can be told by the spec', () => {
    const times = hours(Date.UTC(2020, 0, 1), 300, () => true);
    expect(calendarOf(times, HOUR_MS, 'fx').kind).toBe('fx');
    expect(calendarOf(times, HOUR_MS, 'us-exchange').holidays).toBe('us');
  });
});
