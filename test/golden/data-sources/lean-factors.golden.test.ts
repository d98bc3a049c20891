import { readFile as readText } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readFile } from '../../../src/data-sources/file.ts';
import { adjustPrices, type CorporateAction } from '../../../src/domain/adjust/corporate-actions.ts';
import { ABSENT, hasSharedData } from '../../support/shared-data.ts';

// LEAN's factor files: date, price factor, split factor, close of that date. A price is adjusted by the product of the two
// factors in the first row that is not before its date, so the ex-date is the trading day after the row's.
const folder = fileURLToPath(new URL('../../../../shared/data/ohlcv/', import.meta.url));
const isThere = hasSharedData('ohlcv');

const read = (name: string) =>
  readFile(`${folder}${name}.csv.gz`, `${name}.csv.gz`, { signal: new AbortController().signal });
const dayMs = (yyyymmdd: string): number =>
  Date.UTC(Number(yyyymmdd.slice(0, 4)), Number(yyyymmdd.slice(4, 6)) - 1, Number(yyyymmdd.slice(6)));

interface Factors {
  readonly dateMs: number;
  readonly price: number;
  readonly split: number;
  readonly close: number;
}

async function factorsOf(symbol: string): Promise<readonly Factors[]> {
  const text = await readText(`${folder}lean_${symbol}_factors.csv`, 'utf8');
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
    .map(([date, price, split, close]) => ({
      ...{ dateMs: dayMs(date), price: Number(price), split: Number(split), close: Number(close) },
    }));
}

/** What LEAN multiplies the price of each day by. */
function leanFactors(timeMs: Float64Array, factors: readonly Factors[]): Float64Array {
  return timeMs.map((time) => {
    const row = factors.find(({ dateMs }) => dateMs >= time);
    return row ? row.price * row.split : 1;
  });
}

const paid = (dividend: number, ...dates: readonly string[]): CorporateAction[] =>
  dates.map((date) => ({ exDateMs: dayMs(date), dividend }));

/** Dividends and splits of Apple by their ex-dates, 1998 to March 2021, as the company publishes them (investor.apple.com). */
const APPLE: readonly CorporateAction[] = [
  ...(
    [
      ['20000621', 2],
      ['20050228', 2],
      ['20140609', 7],
      ['20200831', 4],
    ] as const
  ).map(([date, split]) => ({ exDateMs: dayMs(date), split })),
  ...paid(2.65, '20120809', '20121107', '20130207'),
  ...paid(3.05, '20130509', '20130808', '20131106', '20140206'),
  ...paid(3.29, '20140508'),
  ...paid(0.47, '20140807', '20141106', '20150205'),
  ...paid(0.52, '20150507', '20150806', '20151105', '20160204'),
  ...paid(0.57, '20160505', '20160804', '20161103', '20170209'),
  ...paid(0.63, '20170511', '20170810', '20171110', '20180209'),
  ...paid(0.73, '20180511', '20180810', '20181108', '20190208'),
  ...paid(0.77, '20190510', '20190809', '20191107', '20200207'),
  ...paid(0.82, '20200508', '20200807'),
  ...paid(0.205, '20201106', '20210205'),
];
/** The factors are written with seven digits; each of 39 steps back may be off by half of the last. */
const ROUNDING = 5e-6;

function worstOf(adjusted: Float64Array, raw: Float64Array, factors: Float64Array): number {
  return adjusted.reduce(
    (worst, price, i) => Math.max(worst, Math.abs(price / (raw[i] * factors[i]) - 1)),
    0,
  );
}

describe.skipIf(!isThere)(`adjusted prices against LEAN's factor files ${isThere ? '' : ABSENT}`, () => {
  it("AAPL: the company's dividends and splits give LEAN's factor of each of 5,849 days", async () => {
    const { bars } = await read('lean_AAPL_D1_raw');
    const adjusted = adjustPrices(bars, APPLE);
    const factors = leanFactors(bars.timeMs, await factorsOf('AAPL'));
    expect(bars.timeMs).toHaveLength(5_849);
    for (const side of ['open', 'high', 'low', 'close'] as const) {
      expect(worstOf(adjusted[side], bars[side], factors)).toBeLessThan(ROUNDING);
    }
    // A share of 1998 became 2 x 2 x 7 x 4.
    expect(adjusted.volume[0] / bars.volume[0]).toBe(112);
    // Without the dividends the factors are missed by the 14 % that were paid out.
    const splits = adjustPrices(
      bars,
      APPLE.filter(({ split }) => split !== undefined),
    );
    expect(worstOf(splits.close, bars.close, factors)).toBeGreaterThan(0.1);
  });

  it("SPY: 94 dividends out of the file's steps, each rounded to what funds announce, chain to its factors", async () => {
    const { bars } = await read('lean_SPY_D1_raw');
    const rows = await factorsOf('SPY');
    const actions = rows.slice(1, -1).flatMap((row, k): CorporateAction[] => {
      const dividend = Number((row.close * (1 - row.price / rows[k + 2].price)).toFixed(3));
      return dividend > 0 ? [{ exDateMs: row.dateMs + 86_400_000, dividend }] : [];
    });
    const adjusted = adjustPrices(bars, actions);
    expect(actions).toHaveLength(94);
    expect(worstOf(adjusted.close, bars.close, leanFactors(bars.timeMs, rows))).toBeLessThan(1e-4);
  });
});
