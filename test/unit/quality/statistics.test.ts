import { describe, expect, it } from 'vitest';
import { statedStatistics } from '../../../src/agents/data/quality-document.ts';
import { statisticsText } from '../../../src/cli/data/text.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { barStatistics } from '../../../src/domain/quality/statistics.ts';
import { statisticsPart } from '../../../src/report/quality/statistics.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2024, 0, 1, 22);
const N = 12;
const hundredths = (values: (i: number) => number): Float64Array =>
  Float64Array.from({ length: N }, (_, i) => Number((values(i) / 100).toFixed(2)));

/**
 * Twelve bars in hundredths: opens at 1000, the body of bar i is i points (down where i is odd), the range i + 10, the gap to
 * the open of bar i is that body again. A day and i hours lie between bar i - 1 and bar i.
 */
const closeOf = (i: number): number => 1_000 + (i % 2 === 0 ? i : -i);
const bars: Bars = {
  timeMs: Float64Array.from({ length: N }, (_, i) => START + i * DAY_MS + ((i * (i + 1)) / 2) * HOUR_MS),
  open: hundredths(() => 1_000),
  close: hundredths(closeOf),
  high: hundredths((i) => Math.max(1_000, closeOf(i)) + 5),
  low: hundredths((i) => Math.min(1_000, closeOf(i)) - 5),
  volume: new Float64Array(N).fill(1),
  spread: Float64Array.from({ length: N }, (_, i) => (i === 11 ? Number.NaN : (i + 1) / 100)),
};

/** The statistics panel of the Forexsb app: mean and largest gap, range and body, the nine largest of each. */
describe('the statistics of bars', () => {
  const statistics = barStatistics(bars);
  const close = (points: number) => expect.closeTo(points, 8);

  it('are means and largest values in points', () => {
    expect(statistics).toMatchObject({ bars: N, digits: 2, point: 0.01, minPrice: 9.84, maxPrice: 10.15 });
    // Bodies 0 to 11; ranges 10 to 21; gaps the bodies of the bars before, 0 to 10, over eleven pairs.
    expect(statistics.body).toEqual({ mean: close(66 / 12), max: close(11) });
    expect(statistics.range).toEqual({ mean: close(10 + 66 / 12), max: close(21) });
    expect(statistics.gap).toEqual({ mean: close(55 / 11), max: close(10) });
    expect(statistics.maxDaysOff).toBeCloseTo(1 + 11 / 24, 12);
  });

  it('name the nine largest, the largest first', () => {
    const top = (largest: number, value: (i: number) => number) =>
      Array.from({ length: 9 }, (_, k) => ({
        timeMs: bars.timeMs[largest - k],
        value: close(value(largest - k)),
      }));
    expect(statistics.largestBodies).toEqual(top(11, (i) => i));
    expect(statistics.largestRanges).toEqual(top(11, (i) => i + 10));
    expect(statistics.largestGaps).toEqual(top(11, (i) => i - 1));
    expect(statistics.longestPauses).toEqual(top(11, (i) => 1 + i / 24));
  });

  it('know what the spread costs, hour by hour', () => {
    const { spread } = statistics;
    // 0.01 to 0.11, without the one nobody knows.
    expect(spread).toMatchObject({ median: 0.06, p99: 0.11, max: 0.11 });
    const hourOf = (i: number): number => (22 + (i * (i + 1)) / 2) % 24;
    for (let hour = 0; hour < 24; hour++) {
      const own = Array.from({ length: N - 1 }, (_, i) => i).filter((i) => hourOf(i) === hour);
      const half = own.length >> 1;
      const middle = own.length % 2 === 1 ? own[half] : (own[half - 1] + own[half]) / 2;
      expect(spread?.byHour[hour] ?? null).toEqual(own.length === 0 ? null : close((middle + 1) / 100));
    }
  });

  it('are told as text and as a part of the page', () => {
    const stated = statedStatistics(bars);
    const text = statisticsText(stated);
    expect(text).toMatch(/open against the close before\s+mean 5, largest 10 points/);
    expect(text).toMatch(/high to low\s+mean 15.5, largest 21 points/);
    expect(text).toMatch(/open to close\s+mean 5.5, largest 11 points/);
    expect(text).toMatch(/spread\s+median 0.06, 99th percentile 0.11/);
    const last = new Date(bars.timeMs[11]).toISOString();
    for (const value of ['1.458', '11', '21', '10'])
      expect(text).toMatch(new RegExp(`${last}\\s+${value}\\n`));
    // Bars 0 and 3 open at 22:00 and at 4:00.
    expect(text).toMatch(/hour \(UTC\)\s+median spread\n(.*\n)*\s*4\s+0\.04/);
    const { markup } = statisticsPart(stated);
    expect(markup).toContain('mean 15.5, largest 21 points');
    expect(markup).toContain(`<td>${last}</td><td class="right">21</td>`);
    expect(markup).toContain('Spread by hour, UTC');
    expect(markup).toContain('<td>4</td><td class="right">0.04</td>');
    const { spread: _, ...without } = bars;
    expect(statisticsText(statedStatistics(without))).not.toContain('spread');
  });
});
