import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from '../../../src/data-sources/file.ts';
import { ExactSum } from '../../../src/data-sources/text/exact-sum.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { arrowBytes, parquetBytes } from '../../support/price-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'newest-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function read(content: string | Uint8Array, name: string) {
  const file = path.join(folder, String(files++));
  await writeFile(file, content);
  return readFile(file, name, { signal: new AbortController().signal });
}

interface Tick {
  /** Since 2020-01-02 10:00. */
  readonly ms: number;
  readonly price: number;
  readonly quantity: number;
}

const START = Date.UTC(2020, 0, 2, 10);
const rng = createRng('newest first');
/** Several a minute, some in one millisecond; quantities whose sum depends on the order when it is rounded. */
const TICKS: readonly Tick[] = Array.from({ length: 60 }, (_, i) => ({
  ms: Math.floor(i / 2) * 5_000,
  price: Number((1.1 + rng.uniform() / 100).toFixed(5)),
  quantity: Number((rng.uniform() * 10 ** (i % 4)).toFixed(3)),
}));

const iso = (ms: number): string => new Date(START + ms).toISOString();
const ask = (price: number): string => (price + 0.0001).toFixed(5);
const lines = (head: string | null, row: (tick: Tick) => string) => (ticks: readonly Tick[]) =>
  [...(head === null ? [] : [head]), ...ticks.map(row)].join('\n');
const columns = (ticks: readonly Tick[]) => ({
  time: ticks.map(({ ms }) => START + ms),
  bid: ticks.map(({ price }) => price),
  ask: ticks.map(({ price }) => Number(ask(price))),
});
const compact = (ms: number): string => iso(ms).slice(0, 23).replace(/[-:.]/g, '').replace('T', ' ');

const FORMATS: readonly [string, string, (ticks: readonly Tick[]) => string | Uint8Array][] = [
  [
    'MetaTrader 5 ticks',
    'EURUSD',
    lines(
      '<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>',
      ({ ms, price }) => `2020.01.02\t${iso(ms).slice(11, 23)}\t${price}\t${ask(price)}\t\t\t6`,
    ),
  ],
  ['HistData ticks', 'EURUSD', lines(null, ({ ms, price }) => `${compact(ms)},${price},${ask(price)},0`)],
  [
    'dukascopy-node CSV',
    'EURUSD',
    lines(
      'timestamp,askPrice,bidPrice,askVolume,bidVolume',
      ({ ms, price }) => `${START + ms},${ask(price)},${price},1,1`,
    ),
  ],
  [
    'LEAN trade ticks',
    'crypto/gdax/tick/btcusd/20200102_trade.csv',
    lines(null, ({ ms, price, quantity }) => `${36_000_000 + ms},${price},${quantity}`),
  ],
  [
    'LEAN quote ticks',
    'forex/oanda/tick/eurusd/20200102_quote.csv',
    lines(null, ({ ms, price }) => `${36_000_000 + ms},${price},${ask(price)}`),
  ],
  ['Arrow', 'EURUSD', (ticks) => arrowBytes(columns(ticks))],
  [
    'Parquet',
    'EURUSD',
    (ticks) =>
      parquetBytes(Object.entries(columns(ticks)).map(([name, data]) => ({ name, data, type: 'DOUBLE' }))),
  ],
  [
    'LEAN trades',
    'crypto/gdax/second/eurusd/20200102_trade.csv',
    lines(null, ({ ms, price, quantity }) => {
      const open = Number((price - 0.00003).toFixed(5));
      return `${36_000_000 + ms},${open},${price},${open},${price},${quantity}`;
    }),
  ],
];

describe('ticks and seconds with the newest first', () => {
  it.each(FORMATS)('%s give the bars of the file the other way round', async (format, name, file) => {
    // A file of seconds has one row a second.
    const rows = format === 'LEAN trades' ? TICKS.filter((_, i) => i % 2 === 0) : TICKS;
    const forward = await read(file(rows), name);
    const reversed = await read(file(rows.toReversed()), name);
    expect(forward.noticed).toMatchObject({ format, isReversed: false });
    expect(reversed.noticed).toMatchObject({ format, isReversed: true });
    expect(reversed.bars).toEqual(forward.bars);
    expect(reversed.ask).toEqual(forward.ask);
    expect(forward.bars.timeMs).toHaveLength(3);
    expect(forward.bars.close[0]).toBe(rows.findLast(({ ms }) => ms < 60_000)?.price);
  });

  it('are turned around also where all of them are of one minute', async () => {
    const [, name, file] = FORMATS[0];
    const minute = TICKS.slice(0, 20);
    const { bars } = await read(file(minute.toReversed()), name);
    expect([bars.open[0], bars.close[0]]).toEqual([minute[0].price, minute[19].price]);
  });

  it.each([
    [
      'an empty cell',
      '<DATE>\t<TIME>\t<BID>\t<ASK>\n2020.01.02\t10:00:30.000\t1.3\t\n2020.01.02\t10:00:00.100\t1.1\t1.2\n',
    ],
    ['a null', arrowBytes({ time: [START + 30_000, START], bid: [1.3, 1.1], ask: [Number.NaN, 1.2] })],
  ])('are refused with %s: the quote that stands is not the one above it', async (_, content) => {
    await expect(read(content, 'EURUSD')).rejects.toMatchObject({
      code: 'data_unreadable',
      message: expect.stringContaining('sort the rows oldest first'),
    });
  });
});

describe('the sum of quantities', () => {
  it('is the nearest double to the true sum, which big integers know, in any order', () => {
    // Multiples of 2⁻¹⁰⁰ that integers hold exactly.
    const UNIT = 2 ** -100;
    const value = fc
      .tuple(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), fc.integer({ min: 0, max: 130 }))
      .map(([mantissa, shift]) => ({
        exact: BigInt(mantissa) << BigInt(shift),
        double: mantissa * 2 ** shift * UNIT,
      }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 30 }), (values) => {
        const total = new ExactSum();
        for (const { double } of values) total.add(double);
        // Number() of a big integer rounds to the nearest double; a power of two scales without rounding.
        const expected = Number(values.reduce((sum, { exact }) => sum + exact, 0n)) * UNIT;
        expect(total.value() === expected).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('passes on what is no number', () => {
    const total = new ExactSum();
    for (const value of [1, Number.NaN, 2]) total.add(value);
    expect(total.value()).toBeNaN();
  });
});
