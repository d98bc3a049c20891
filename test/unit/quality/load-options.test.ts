import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { assessQuality } from '../../../src/domain/quality/assess.ts';
import { NO_REPAIRS, type RepairOptions } from '../../../src/domain/quality/repair.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/domain/quality/thresholds.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);

/** Bars of ten to eleven that close where they opened when `stands` says so, and a half above otherwise. */
const barsAt = (timeMs: readonly number[], stands: (i: number) => boolean = () => false): Bars => ({
  timeMs: Float64Array.from(timeMs),
  open: Float64Array.from(timeMs, (_, i) => 10 + i / 1_000),
  high: Float64Array.from(timeMs, () => 20),
  low: Float64Array.from(timeMs, () => 5),
  close: Float64Array.from(timeMs, (_, i) => 10 + i / 1_000 + (stands(i) ? 0 : 0.5)),
  volume: Float64Array.from(timeMs, (_, i) => 1 + i),
});
const steps = (n: number, stepMs: number, from = MONDAY): number[] =>
  Array.from({ length: n }, (_, i) => from + i * stepMs);

/** The load options of FSB Pro (its wiki, data sources). */
const load = (bars: Bars, minutes: number, repairs: Partial<RepairOptions>) =>
  assessQuality(bars, minutes, {
    thresholds: { ...DEFAULT_THRESHOLDS, calendar: '24x7' },
    repairs: { ...NO_REPAIRS, ...repairs },
  });
const times = ({ cleaned }: ReturnType<typeof load>): number[] => [...cleaned.timeMs];
const stepsOf = ({ repairs }: ReturnType<typeof load>) => repairs.map(({ step, count }) => [step, count]);

describe('cut off bad data', () => {
  const CUT = { cutBadData: { holeDays: 5, flatBars: 10 } };

  it('keeps what comes after the last hole of more than five days', () => {
    // Days 0 to 3, a hole of six days, days 9 to 12, a hole of exactly five, days 17 to 19.
    const days = [0, 1, 2, 3, 9, 10, 11, 12, 17, 18, 19].map((day) => MONDAY + day * DAY_MS);
    const loaded = load(barsAt(days), 1_440, CUT);
    expect(times(loaded)).toEqual(days.slice(4));
    expect(stepsOf(loaded)).toEqual([['cut_bad_data', 4]]);
    const stricter = load(barsAt(days), 1_440, { cutBadData: { holeDays: 4.9, flatBars: 10 } });
    expect(times(stricter)).toEqual(days.slice(8));
  });

  it('keeps what comes after the last run of more than ten bars whose open is their close', () => {
    const hours = steps(40, HOUR_MS);
    // Eleven in a row, 5 to 15; ten in a row, 20 to 29, are not too many.
    const stands = (i: number): boolean => (i >= 5 && i <= 15) || (i >= 20 && i <= 29);
    const loaded = load(barsAt(hours, stands), 60, CUT);
    expect(times(loaded)).toEqual(hours.slice(16));
    expect(stepsOf(loaded)).toEqual([['cut_bad_data', 16]]);
  });

  it('leaves sound bars alone, and nothing of a series that ends in a run', () => {
    const hours = steps(30, HOUR_MS);
    expect(stepsOf(load(barsAt(hours), 60, CUT))).toEqual([]);
    expect(
      times(
        load(
          barsAt(hours, (i) => i >= 19),
          60,
          CUT,
        ),
      ),
    ).toEqual([]);
  });
});

describe('drop Saturday and Sunday', () => {
  it('keeps Monday to Friday, by UTC', () => {
    // Sixty-hour stretch from Friday 12:00 to Monday 00:00, by six hours.
    const bars = barsAt(steps(11, 6 * HOUR_MS, MONDAY + 4 * DAY_MS + 12 * HOUR_MS));
    const loaded = load(bars, 360, { dropWeekend: true });
    expect(times(loaded)).toEqual([
      ...[MONDAY + 4 * DAY_MS + 12 * HOUR_MS, MONDAY + 4 * DAY_MS + 18 * HOUR_MS],
      MONDAY + 7 * DAY_MS,
    ]);
    expect(stepsOf(loaded)).toEqual([['drop_weekend', 8]]);
  });
});

describe('fill gaps', () => {
  it('puts flat bars without volume at the close before, into gaps that are short enough', () => {
    // Two bars are missing behind bar 9, four behind bar 17.
    const hours = steps(30, HOUR_MS).filter((_, i) => ![10, 11, 20, 21, 22, 23].includes(i));
    const bars = { ...barsAt(hours), spread: Float64Array.from(hours, (_, i) => i / 100) };
    const loaded = load(bars, 60, { fillGaps: { maxBars: 3 } });
    const { cleaned } = loaded;
    expect(times(loaded)).toEqual(steps(30, HOUR_MS).filter((_, i) => i < 20 || i > 23));
    for (const i of [10, 11]) {
      const prices = [cleaned.open[i], cleaned.high[i], cleaned.low[i], cleaned.close[i]];
      expect(prices).toEqual(Array(4).fill(bars.close[9]));
      expect([cleaned.volume[i], cleaned.spread?.[i]]).toEqual([0, bars.spread[9]]);
    }
    expect(cleaned.open[12]).toBe(bars.open[10]);
    expect(stepsOf(loaded)).toEqual([['fill_gaps', 2]]);
    expect(loaded.findings.find(({ rule }) => rule === 'time.gaps')).toMatchObject({
      count: 2,
      repair: { step: 'fill_gaps', applied: true },
    });
    expect(stepsOf(load(bars, 60, { fillGaps: { maxBars: 4 } }))).toEqual([['fill_gaps', 6]]);
  });
});
