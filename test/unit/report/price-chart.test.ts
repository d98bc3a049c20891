import { describe, expect, it } from 'vitest';
import { overlaysDocument } from '../../../src/agents/smc/overlays-document.ts';
import type { Overlay } from '../../../src/domain/overlays/overlay.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { chooseDrawings } from '../../../src/report/charts/choose-drawings.ts';
import { priceChart } from '../../../src/report/charts/price-chart.ts';
import { structureSection } from '../../../src/report/sections/structure.ts';
import { renderTearSheet } from '../../../src/report/tear-sheet.ts';
import { randomBars } from '../../support/bars.ts';
import { sampleData } from '../../support/tear-sheet-sample.ts';

const DAY_MS = 86_400_000;
/** Four bars with a weekend in the middle; prices from 90 to 110. */
const bars = {
  timeMs: [0, 1, 4, 5].map((day) => day * DAY_MS),
  open: [95, 100, 105, 100],
  high: [110, 110, 110, 110],
  low: [90, 90, 90, 90],
  close: [100, 105, 100, 95],
};
const markupOf = (...overlays: Overlay[]): string => priceChart({ label: 'x', bars, overlays }).markup;

describe('the price chart', () => {
  it('stands bars side by side, whatever the time between them', () => {
    const wicks = [...markupOf().matchAll(/class="wick \w+" d="([^"]*)"/g)].flatMap(([, d]) =>
      [...d.matchAll(/M([\d.]+) /g)].map(([, x]) => Number(x)),
    );
    expect(wicks.sort((a, b) => a - b)).toEqual([125, 375, 625, 875]);
  });

  it('outlines a zone from where it formed and fills it from where it was known', () => {
    const zone = { shape: 'zone', label: 'FVG', side: 1, top: 104, bottom: 101 } as const;
    const markup = markupOf({ ...zone, fromMs: 0, knownMs: 4 * DAY_MS, toMs: null });
    expect(markup).toMatch(/class="outline" x="125" y="\d[\d.]*" width="875"/);
    expect(markup).toMatch(/class="known" x="625" y="\d[\d.]*" width="375"/);
    expect(markup).toContain('<title>FVG, 101 to 104, 1970-01-01 to now, known 1970-01-05</title>');
  });

  it('begins at its left edge what formed before its first bar', () => {
    const zone = { shape: 'zone', label: 'OB', side: -1, top: 104, bottom: 101 } as const;
    const markup = markupOf({ ...zone, fromMs: -9 * DAY_MS, knownMs: -8 * DAY_MS, toMs: DAY_MS });
    expect(markup).toMatch(/class="outline" x="0" y="[\d.]+" width="375"/);
  });

  it('escapes labels, in titles and attributes', () => {
    const label = '<script>"&\'';
    const common = { label, side: 0, knownMs: 0 } as const;
    const markup = markupOf(
      { ...common, shape: 'mark', atMs: 0, price: 100 },
      { ...common, shape: 'line', fromMs: 0, toMs: null, price: 100 },
    );
    expect(markup).not.toContain('<script>');
    expect(markup.match(/&lt;script&gt;&quot;&amp;&#39;/g)).toHaveLength(2);
  });

  it('names what has a short name on the chart itself', () => {
    const markup = markupOf(
      { shape: 'mark', label: 'SC', side: 1, knownMs: 0, atMs: 0, price: 100 },
      { shape: 'line', label: 'CHoCH', side: -1, knownMs: 0, fromMs: 0, toMs: null, price: 100 },
    );
    expect(markup).toContain('>▲</span>');
    expect(markup).toMatch(/class="name up" style="left:[\d.]+%;top:\d[\d.]*%">SC</);
    expect(markup).toMatch(/class="name down" style="left:[\d.]+%;top:\d[\d.]*%">CHoCH</);
  });

  it('joins the marks of a side at one bar, and draws a divergence from point to point', () => {
    const mark = { shape: 'mark', side: 1, knownMs: 0, atMs: 0, price: 100 } as const;
    const markup = markupOf(
      { ...mark, label: 'Sweep' },
      { ...mark, label: 'Spring' },
      {
        shape: 'segment',
        label: 'SMT',
        side: -1,
        knownMs: DAY_MS,
        fromMs: 0,
        toMs: DAY_MS,
        fromPrice: 100,
        toPrice: 104,
      },
    );
    expect(markup.match(/class="pin/g)).toHaveLength(1);
    expect(markup).toContain('>Sweep Spring<');
    expect(markup).toMatch(/class="level slant down" x1="125" x2="375" y1="500" y2="\d/);
    expect(markup).toContain('<title>SMT, 100 to 104, 1970-01-01 to 1970-01-02, known 1970-01-02</title>');
  });

  it('says how sure an event is, and rings the bars it was read from', () => {
    const spring = { shape: 'mark', label: 'Spring', side: 1, confidence: 0.75, price: 90 } as const;
    const markup = markupOf(
      { ...spring, atMs: 4 * DAY_MS, knownMs: 4 * DAY_MS, evidenceMs: [-DAY_MS, DAY_MS, 4 * DAY_MS] },
      { ...spring, label: 'Test', atMs: 5 * DAY_MS, knownMs: 5 * DAY_MS, evidenceMs: [DAY_MS, 5 * DAY_MS] },
    );
    expect(markup).toContain(
      'title="Spring, 90, 1970-01-05, known 1970-01-05, confidence 75 %, read from 1969-12-31, 1970-01-02, 1970-01-05"',
    );
    // One ring at the low of the one bar of the chart that has not the mark itself.
    const rings = [...markup.matchAll(/class="evidence (\w+)" style="left:([\d.]+)%[^"]*" title="([^"]*)"/g)];
    expect(rings.map(([, ...ring]) => ring)).toEqual([
      ['up', '37.5', 'Evidence of Spring, Test, 1970-01-02'],
    ]);
  });

  it('says so when there is nothing to draw', () => {
    const none = { timeMs: [], open: [], high: [], low: [], close: [] };
    expect(priceChart({ label: 'x', bars: none, overlays: [] }).markup).toContain('Too few bars');
  });
});

describe('the market structure of a report', () => {
  const overlays = overlaysDocument(randomBars(900, createRng('chart')), { smc: [], wyckoff: [] });

  it('draws each family and lists what is drawn, with the time it was known', () => {
    const { body } = structureSection({ ...sampleData({ released: true }), overlays }) ?? {};
    const markup = body?.markup ?? '';
    expect(markup).toMatch(/Smart Money Concepts: The 28 of \d+ drawings that say most\./);
    expect(markup).toContain('Known at');
    expect(markup).not.toMatch(/NaN|Infinity/);
    const rows = [...markup.matchAll(/<tr><td>([^<]*)<\/td>/g)].map(([, label]) => label);
    const drawn = [...markup.matchAll(/<title>(.*?), \d/g)].map(([, label]) => label);
    expect(drawn.filter((label) => !rows.includes(label))).toEqual([]);
    expect(drawn.length).toBeGreaterThan(20);
  });

  it('has confidence and evidence of the events of schematics in the table of their family alone', () => {
    const market = overlaysDocument(randomBars(900, createRng('chart')), { smc: [], wyckoff: [] });
    const { body } = structureSection({ ...sampleData({ released: true }), overlays: market }) ?? {};
    const [, smc, wyckoff] = (body?.markup ?? '').split('<details>');
    expect(smc).not.toContain('Confidence');
    expect(wyckoff).toContain('Confidence');
    expect(wyckoff).toContain('Read from the bars');
    const cells = [...wyckoff.matchAll(/<td class="right">(\d+ %)<\/td><td>([\d, -]+)<\/td>/g)];
    const marks = market.overlays.wyckoff?.filter(({ shape }) => shape === 'mark') ?? [];
    expect(cells.length).toBeGreaterThan(3);
    expect(cells.length).toBeLessThanOrEqual(marks.length);
  });

  it('has drawings from all over the chart, of many kinds, no label on another', () => {
    const { timeMs } = overlays.bars;
    const visible = { ...overlays.bars, timeMs: timeMs.slice(-180) };
    const chosen = chooseDrawings(overlays.overlays.smc ?? [], visible, 28);
    const middle = timeMs[timeMs.length - 90];
    const starts = chosen.map((overlay) => (overlay.shape === 'mark' ? overlay.atMs : overlay.fromMs));
    expect(starts.filter((ms) => ms < middle).length).toBeGreaterThan(7);
    expect(starts.filter((ms) => ms >= middle).length).toBeGreaterThan(7);
    expect(new Set(chosen.map(({ label }) => label)).size).toBeGreaterThan(5);
    expect(chooseDrawings(chosen, visible, 28)).toEqual(chosen);
  });

  it('is part of the tear sheet, and left out without drawings', () => {
    const data = sampleData({ released: true });
    expect(renderTearSheet({ ...data, overlays })).toContain('<section id="structure"');
    expect(renderTearSheet(data)).not.toContain('<section id="structure"');
  });
});
