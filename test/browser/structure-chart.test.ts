import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { overlaysDocument } from '../../src/agents/smc/overlays-document.ts';
import { createRng } from '../../src/kernel/rng.ts';
import { renderTearSheet } from '../../src/report/tear-sheet.ts';
import { randomBars } from '../support/bars.ts';
import { describeWithBrowser, openBrowser } from '../support/browser.ts';
import { sampleData } from '../support/tear-sheet-sample.ts';

describeWithBrowser('the chart of the market structure', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it.each([1280, 390])('lies inside its box, %i pixels wide, every mark on the plot', async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const overlays = overlaysDocument(randomBars(900, createRng('chart')), { smc: [], wyckoff: [] });
    await page.setContent(renderTearSheet({ ...sampleData({ released: true }), overlays }));
    const chart = page.locator('#structure figure').first();
    await chart.scrollIntoViewIfNeeded();
    if (process.env.SCREENSHOTS) {
      await page
        .locator('#structure')
        .screenshot({ path: `${process.env.SCREENSHOTS}/structure-${width}.png` });
    }
    const plot = await chart.locator('.plot').boundingBox();
    const pins = await chart
      .locator('.pin')
      .evaluateAll((found) => found.map((pin) => pin.getBoundingClientRect().x));
    expect(pins.length).toBeGreaterThan(5);
    for (const x of pins) {
      expect(x).toBeGreaterThan((plot?.x ?? 0) - 12);
      expect(x).toBeLessThan((plot?.x ?? 0) + (plot?.width ?? 0) + 12);
    }
    // A zone has a size, and the page does not scroll sideways.
    expect((await chart.locator('.zone .known').last().boundingBox())?.height).toBeGreaterThan(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.close();
  });
});
