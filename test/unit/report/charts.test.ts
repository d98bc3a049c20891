import { describe, expect, it } from 'vitest';
import { barChart } from '../../../src/report/charts/bar-chart.ts';
import { lineChart } from '../../../src/report/charts/line-chart.ts';
import { reliabilityPlot } from '../../../src/report/charts/reliability.ts';
import { drawnIndices, niceTicks, padded, timeTicks } from '../../../src/report/charts/scale.ts';
import { drawdownsOf, periodReturns } from '../../../src/report/period-returns.ts';

describe('ticks', () => {
  it('are round and inside the range', () => {
    expect(niceTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceTicks(-0.13, 0.42, 4)).toEqual([0, 0.2, 0.4]);
    expect(niceTicks(3, 3, 5)).toEqual([3]);
  });

  it('of time are starts of years, months or days', () => {
    const labels = (from: string, to: string) =>
      timeTicks(Date.parse(from), Date.parse(to), 6).map((tick) => tick.label);
    expect(labels('2010-06-01', '2020-06-01')).toEqual(['2011', '2013', '2015', '2017', '2019']);
    expect(labels('2020-01-15', '2020-07-15')).toEqual([
      '2020-02',
      '2020-03',
      '2020-04',
      '2020-05',
      '2020-06',
      '2020-07',
    ]);
    expect(labels('2020-01-01', '2020-01-05')).toEqual(['01-01', '01-02', '01-03', '01-04', '01-05']);
  });

  it('a range without length is given one', () => {
    const [bottom, top] = padded(0, 0, 0.1);
    expect(top).toBeGreaterThan(bottom);
  });
});

describe('thinning a long series', () => {
  it('keeps first, last, highest and lowest', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => Math.sin(i / 500));
    values[4_321] = 9;
    values[7_777] = -9;
    const indices = drawnIndices(values, 50);
    expect(indices.length).toBeLessThanOrEqual(200);
    for (const index of [0, 4_321, 7_777, 9_999]) expect(indices).toContain(index);
    expect(indices).toEqual([...indices].sort((a, b) => a - b));
  });

  it('leaves a short series whole', () => {
    expect(drawnIndices([1, 2, 3], 10)).toEqual([0, 1, 2]);
  });
});

describe('charts', () => {
  it('draw a flat line and refuse a single point', () => {
    const chart = { label: 'x', tone: 'main', height: 'short', baseline: 0 } as const;
    const flat = lineChart({ ...chart, timeMs: [0, 86_400_000], values: [0, 0] }).markup;
    expect(flat).toContain('<path class="line main"');
    expect(flat).not.toMatch(/NaN|Infinity/);
    expect(lineChart({ ...chart, timeMs: [0], values: [0] }).markup).toContain('Too few points');
  });

  it('tell gains and losses apart by direction and by colour', () => {
    const bars = [0.1, -0.05, 0].map((value, i) => ({ label: String(i), value, tooltip: 't' }));
    const { markup } = barChart({ label: 'x', bars });
    expect(markup.match(/class="bar main"/g)).toHaveLength(2);
    expect(markup.match(/class="bar loss"/g)).toHaveLength(1);
    expect(barChart({ label: 'x', bars: [] }).markup).toContain('Nothing to draw');
  });

  it('leave empty bins out of the reliability plot', () => {
    const bins = [
      { meanPredicted: 0.5, observed: 0.4, count: 10 },
      { meanPredicted: 0.7, observed: 0, count: 0 },
    ];
    expect(reliabilityPlot(bins).markup.match(/<circle/g)).toHaveLength(1);
    expect(reliabilityPlot([]).markup).toContain('No predictions');
  });
});

describe('returns by month and year', () => {
  it('compound to the whole', () => {
    const at = (text: string): number => Date.parse(text);
    const years = periodReturns(
      [at('2019-12-30'), at('2019-12-31'), at('2020-01-15'), at('2020-01-31'), at('2020-03-02')],
      [1.02, 1.1, 1.0, 1.21, 1.331],
    );
    expect(years.map((year) => year.year)).toEqual([2019, 2020]);
    expect(years[0].months[11]).toBeCloseTo(0.1, 12);
    expect(years[1].months[0]).toBeCloseTo(0.1, 12);
    expect(years[1].months[1]).toBeNull();
    expect(years[1].months[2]).toBeCloseTo(0.1, 12);
    expect(years[1].total).toBeCloseTo(0.21, 12);
    expect((1 + years[0].total) * (1 + years[1].total)).toBeCloseTo(1.331, 12);
  });

  it('drawdowns start at the start', () => {
    expect(drawdownsOf([0.9, 1.2, 0.6])).toEqual([expect.closeTo(-0.1, 12), 0, expect.closeTo(-0.5, 12)]);
  });
});
