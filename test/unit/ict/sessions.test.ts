import { describe, expect, it } from 'vitest';
import { NewYorkClock } from '../../../src/domain/ict/new-york-clock.ts';
import { readSessions } from '../../../src/domain/ict/sessions.ts';
import { smtDivergences } from '../../../src/domain/ict/smt-divergence.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { alignCompanion } from '../../../src/domain/market/companion.ts';
import { barsOf } from '../../support/bars.ts';

const HOUR_MS = 3_600_000;

function clockAt(iso: string): NewYorkClock {
  const clock = new NewYorkClock();
  clock.show(Date.parse(iso));
  return clock;
}

describe("New York's clock", () => {
  it.each([
    ['2024-01-15T12:00Z', 7 * 60],
    ['2024-07-15T12:00Z', 8 * 60],
    ['2024-03-10T06:59Z', 119],
    ['2024-03-10T07:00Z', 180],
    ['2024-11-03T05:59Z', 119],
    ['2024-11-03T06:00Z', 60],
    ['1969-12-31T23:30Z', 18 * 60 + 30],
  ])('%s is minute %i of the day', (iso, minute) => {
    expect(clockAt(iso).minute).toBe(minute);
  });

  it('starts the trading day at 17:00, Sunday evening with Monday', () => {
    const times = ['2024-01-14T21:59Z', '2024-01-14T22:00Z', '2024-01-15T21:59Z', '2024-01-15T22:00Z'];
    const monday = Date.parse('2024-01-15') / (24 * HOUR_MS);
    expect(times.map((time) => clockAt(time).tradingDay)).toEqual([monday - 1, monday, monday, monday + 1]);
  });
});

/** Hourly bars from Monday 15 January 2024, 17:00 New York time, on. Rows: [high, low, close]. */
function hourly(rows: readonly (readonly [number, number, number])[]): Bars {
  const bars = barsOf(rows.map(([high, low, close]) => [close, high, low, close]));
  const start = Date.parse('2024-01-15T22:00Z');
  return { ...bars, timeMs: bars.timeMs.map((_, i) => start + i * HOUR_MS) };
}

/** A quiet trading day: Asia between 10 and 12, everything else inside it. */
const quietDay = (): [number, number, number][] => Array.from({ length: 24 }, () => [12, 10, 11]);
/** Hours after 17:00. */
const at = (hour: number): number => (hour + 7) % 24;

describe('sessions', () => {
  it('know a range when its window is over, until the trading day is', () => {
    const rows = [...quietDay(), ...quietDay()];
    rows[at(22)] = [15, 10, 11];
    const { asia } = readSessions(hourly(rows));
    expect(asia.high[at(23)]).toBeNaN();
    expect(asia.high[at(0)]).toBe(15);
    expect(asia.high[at(16)]).toBe(15);
    expect(asia.high[24]).toBeNaN();
    expect(asia.high[24 + at(0)]).toBe(12);
  });

  it('know the extremes of the day and the week before', () => {
    const rows = Array.from({ length: 8 }, quietDay).flat();
    rows[3] = [20, 5, 11];
    const { previousDay, previousWeek } = readSessions(hourly(rows));
    expect(previousDay.high[23]).toBeNaN();
    expect([previousDay.high[24], previousDay.low[24]]).toEqual([20, 5]);
    expect(previousDay.high[48]).toBe(12);
    // The series starts with Tuesday's trading day; the next week's first is the seventh.
    expect(previousWeek.high[6 * 24 - 1]).toBeNaN();
    expect(previousWeek.high[6 * 24]).toBe(20);
  });

  it('see the Judas swing and the distribution that follows it, for that day alone', () => {
    const rows = [...quietDay(), ...quietDay()];
    rows[at(3)] = [11, 9, 9.5];
    rows[at(4)] = [11, 9.5, 10.5];
    rows[at(11)] = [13, 11, 12.5];
    const { judas, powerOfThree } = readSessions(hourly(rows));
    expect([judas[at(3)], judas[at(4)], judas[at(16)], judas[24]]).toEqual([0, 1, 1, 0]);
    expect([powerOfThree[at(10)], powerOfThree[at(11)], powerOfThree[24]]).toEqual([0, 1, 0]);
  });

  it('take a raid outside the kill zones, or one that never comes back, for no Judas swing', () => {
    const outside = quietDay();
    outside[at(13)] = [11, 9, 11];
    const lasting = quietDay();
    for (let hour = 3; hour < 16; hour++) lasting[at(hour)] = [9, 8, 8.5];
    for (const rows of [outside, lasting]) {
      expect(readSessions(hourly(rows)).judas.slice(1)).toEqual(new Float64Array(23));
    }
  });

  it("open at New York's midnight", () => {
    const rows = quietDay();
    rows[at(0)] = [12, 10, 10.25];
    const { midnightOpen } = readSessions(hourly(rows));
    expect(midnightOpen[at(23)]).toBeNaN();
    expect(midnightOpen[at(16)]).toBe(10.25);
  });

  it('say nothing by the clock on daily bars, but know the day before', () => {
    const { judas, asia, midnightOpen, previousDay } = readSessions(
      barsOf(Array.from({ length: 40 }, (_, i) => [10, 12 + i, 9, 11])),
    );
    for (const column of [judas, asia.high, midnightOpen]) expect(column.every(Number.isNaN)).toBe(true);
    expect(previousDay.high[39]).toBe(50);
  });

  it('take no bars', () => {
    expect(readSessions(hourly([])).judas).toHaveLength(0);
  });
});

describe('SMT divergence', () => {
  const window = { barsBefore: 1, barsAfter: 1 };
  const path = (...closes: number[]): Bars =>
    hourly(closes.map((close) => [close + 0.5, close - 0.5, close]));
  const beside = (one: Bars, other: Bars): Bars => ({
    ...one,
    ...alignCompanion(one, HOUR_MS, other, HOUR_MS),
  });

  it('is a higher high that the other market does not make, known when the swing is', () => {
    const one = path(10, 13, 10, 14, 10);
    const other = path(20, 25, 20, 24, 20);
    expect(smtDivergences(beside(one, other), window)).toEqual([
      { direction: -1, eventIndex: 3, previousIndex: 1, knownIndex: 4 },
    ]);
    expect(smtDivergences(beside(one, path(20, 24, 20, 25, 20)), window)).toEqual([]);
  });

  it('is a lower low that the other market does not make', () => {
    expect(smtDivergences(beside(path(10, 7, 10, 6, 10), path(20, 15, 20, 16, 20)), window)).toEqual([
      { direction: 1, eventIndex: 3, previousIndex: 1, knownIndex: 4 },
    ]);
  });

  it('is silent where the other market has no bars', () => {
    const later = path(20, 25, 20, 24, 20);
    const away = { ...later, timeMs: later.timeMs.map((time) => time + 1_000 * HOUR_MS) };
    expect(smtDivergences(beside(path(10, 13, 10, 14, 10), away), window)).toEqual([]);
    expect(smtDivergences(path(10, 13, 10, 14, 10), window)).toEqual([]);
  });
});
