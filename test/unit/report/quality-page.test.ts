import { describe, expect, it } from 'vitest';
import { prepareBars } from '../../../src/agents/data/prepare.ts';
import { qualityDocument } from '../../../src/agents/data/quality-document.ts';
import { readSample } from '../../../src/data-sources/sample.ts';
import { pickBars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { qualityReportSchema } from '../../../src/orchestration/quality-report.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { renderQualityPage } from '../../../src/report/quality-report.ts';
import { randomBars } from '../../support/bars.ts';

const spec = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' }, symbol: 'WALK' } });
const all = randomBars(600, createRng('page'));
/** Without the days 100 to 119, and with a spike. */
const bars = pickBars(
  all,
  Array.from(all.timeMs.keys()).filter((i) => i < 100 || i >= 120),
);
bars.high[50] *= 3;
bars.close[50] *= 3;

const documentOf = (sealedFromMs: number, origin = 'test') =>
  qualityDocument(prepareBars({ bars }, spec), { spec, origin, shown: bars, sealedFromMs });
const report = documentOf(Number.POSITIVE_INFINITY);

describe('the quality report', () => {
  it('is a document that parses, with repairs on offer for what was found', () => {
    expect(() => qualityReportSchema.parse(JSON.parse(JSON.stringify(report)))).not.toThrow();
    const gaps = report.findings.find(({ rule }) => rule === 'time.gaps');
    expect(gaps).toMatchObject({ count: 1, repair: { step: 'fill_gaps', applied: false } });
    expect(report.coverage).toMatchObject({ missing: 20, longestGaps: [{ missing: 20 }] });
  });

  it('tells no price of a sealed bar, but that there is a finding', () => {
    const sealed = documentOf(bars.timeMs[50]);
    const [open, shut] = [report, sealed].map((one) =>
      one.findings.find(({ rule }) => rule === 'return.outliers'),
    );
    expect(open?.examples[0].detail).toContain('z ');
    expect(shut).toMatchObject({
      count: open?.count,
      examples: [{ detail: 'in the sealed test segment' }, {}],
    });
  });

  it('is one page without script or request, everything escaped', () => {
    const page = renderQualityPage(documentOf(Number.POSITIVE_INFINITY, '<script>alert(1)</script>'));
    expect(page).not.toMatch(/<script|<link|src=|url\(/);
    expect(page).toContain('&lt;script&gt;');
    expect(page).toBe(renderQualityPage(documentOf(Number.POSITIVE_INFINITY, '<script>alert(1)</script>')));
  });

  it('shows the coverage of every month, rounded down', () => {
    const page = renderQualityPage(report);
    expect(page).toContain('Coverage by month');
    const april = report.coverage.months.find(({ month, missing }) => missing > 0 && month === 4);
    expect(april).toBeDefined();
    const share = april!.bars / (april!.bars + april!.missing);
    expect(page).toContain(`>${Math.floor(share * 1_000) / 10}</td>`);
  });

  it('shows the clock of the source with its evidence, the contract, and what rows cannot show', () => {
    const noticed = {
      ...{
        format: 'CSV with a header',
        decimals: 2,
        priceScale: 10_000,
        isReversed: true,
        ignoredColumns: [],
      },
      ...{ symbol: null, periodMinutes: null, remarks: ['One remark.'] },
      zone: { name: 'broker-eu', basis: 'inferred', evidence: '98 % of 400 weeks open when New York does' },
      provider: { terminal: 'MetaTrader <5>', company: 'A Broker', server: null },
    } as const;
    const page = renderQualityPage(
      qualityDocument(prepareBars({ bars, noticed }, spec), {
        ...{ spec, origin: 'test', noticed, shown: bars, sealedFromMs: Number.POSITIVE_INFINITY },
      }),
    );
    expect(page).toContain('broker-eu (inferred): 98 % of 400 weeks open when New York does');
    expect(page).toContain(
      'WALK, equity, WALK quoted in USD with 2 digits, 1 a lot, a point of a lot is 0.01 USD',
    );
    expect(page).toContain('<dt>Terminal</dt><dd>MetaTrader &lt;5&gt;</dd>');
    expect(page).toContain('<dt>Company</dt><dd>A Broker</dd>');
    expect(page).not.toContain('<dt>Server</dt>');
    expect(page).toContain('<strong>survivorship</strong>');
    expect(page).toContain(
      'the bars were turned around. Prices are the figures of the file divided by 10000.',
    );
    expect(page).toContain('One remark.');
  });
});

describe('the quality page of the demo', () => {
  it('flags the opens of the S&P 500 that were made up, year by year before 2007', async () => {
    const raw = await readSample('sp500', new AbortController().signal);
    const demo = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' }, symbol: 'SPX' } });
    const page = renderQualityPage(
      qualityDocument(prepareBars(raw, demo), {
        spec: demo,
        origin: raw.origin,
        shown: raw.bars,
        sealedFromMs: Number.POSITIVE_INFINITY,
      }),
    );
    const row = page.split('<li class="').find((part) => part.includes('<strong>open.synthetic</strong>'));
    expect(row).toMatch(/^warning"/);
    for (const year of [2000, 2001, 2002, 2003, 2004, 2005, 2006]) expect(row).toContain(String(year));
    expect(row).not.toMatch(/20(07|08|09|1\d|20) /);
  });
});
