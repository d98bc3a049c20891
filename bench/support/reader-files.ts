import { createWriteStream } from 'node:fs';
import { readFile as readBytes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { columnsToArrow } from '../../src/artifacts/arrow.ts';
import { readFile } from '../../src/data-sources/file.ts';
import { createDatasetExports } from '../../src/data-sources/writers/export-bars.ts';
import { instrumentOf } from '../../src/domain/market/instruments.ts';
import { hstBytes, parquetBytes, zipBytes } from '../../test/support/price-files.ts';

/** LEAN's quotes: a file with both sides. */
export const TWO_SIDED = 'lean-quotes-EURUSD.csv';

interface Minute {
  /** `yyyy-MM-dd` and `HH:mm:ss`. */
  readonly day: string;
  readonly clock: string;
  readonly time: number;
  readonly prices: readonly number[];
  readonly volume: number;
}

const compact = (text: string): string => text.replace(/[-:]/g, '');
/** A pip above the bid. */
const asks = (prices: readonly number[]): string[] => prices.map((price) => (price + 1e-4).toFixed(5));

/** Text formats that are told apart by a header or the shape of their rows; ticks have one quote a minute. */
const TABLES: readonly {
  readonly name: string;
  readonly head: readonly string[];
  readonly delimiter: string;
  readonly cells: (minute: Minute) => readonly (string | number)[];
  readonly isNewestFirst?: boolean;
}[] = [
  {
    ...{ name: 'mt4-EURUSD.csv', head: [], delimiter: ',' },
    cells: ({ day, clock, prices, volume }) => [
      day.replaceAll('-', '.'),
      clock.slice(0, 5),
      ...prices,
      volume,
    ],
  },
  {
    ...{ name: 'histdata-EURUSD.csv', head: [], delimiter: ';' },
    cells: ({ day, clock, prices }) => [`${compact(day)} ${compact(clock)}`, ...prices, 0],
  },
  {
    ...{ name: 'histdata-ticks-EURUSD.csv', head: [], delimiter: ',' },
    cells: ({ day, clock, prices }) => [
      ...[`${compact(day)} ${compact(clock)}000`, prices[0], asks(prices)[0], 0],
    ],
  },
  {
    ...{ name: 'mt5-ticks-EURUSD.csv', delimiter: '\t' },
    head: ['<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>'],
    cells: ({ day, clock, prices }) => [
      ...[day.replaceAll('-', '.'), `${clock}.000`, prices[0], asks(prices)[0], '', '', 6],
    ],
  },
  {
    ...{ name: 'yahoo-EURUSD.csv', head: ['Date,Open,High,Low,Close,Adj Close,Volume'], delimiter: ',' },
    cells: ({ day, clock, prices, volume }) => [`${day} ${clock.slice(0, 5)}`, ...prices, prices[3], volume],
  },
  {
    ...{ name: 'tradingview-EURUSD.csv', head: ['time,open,high,low,close,Volume,SMA'], delimiter: ',' },
    cells: ({ time, prices, volume }) => [time / 1_000, ...prices, volume, 1],
  },
  {
    ...{ name: 'dukascopy-EURUSD.csv', head: ['Gmt time,Open,High,Low,Close,Volume'], delimiter: ',' },
    cells: ({ day, clock, prices, volume }) => [
      ...[`${day.split('-').reverse().join('.')} ${clock}.000`, ...prices, volume],
    ],
  },
  {
    ...{ name: 'cryptodatadownload-BTCUSD.csv', delimiter: ',', isNewestFirst: true },
    head: ['https://www.CryptoDataDownload.com', 'date,symbol,open,high,low,close,Volume BTC,Volume USD'],
    cells: ({ day, clock, prices, volume }) => [`${day} ${clock}`, 'BTCUSD', ...prices, volume, volume],
  },
  {
    ...{ name: TWO_SIDED, head: [], delimiter: ',' },
    cells: ({ day, clock, prices }) => [
      ...[`${compact(day)} ${clock.slice(0, 5)}`, ...prices, 0, ...asks(prices), 0],
    ],
  },
];

/** A file for each reader, all of them with the bars of one CSV file. */
export async function writeReaderFiles(csv: string, folder: string): Promise<string[]> {
  const { bars } = await readFile(csv, 'EURUSD1.csv', { signal: new AbortController().signal });
  const { timeMs, open, high, low, close, volume } = bars;
  const n = timeMs.length;
  const files: string[] = [csv];
  const put = async (name: string, content: string | Uint8Array): Promise<void> => {
    files.push(path.join(folder, name));
    await writeFile(path.join(folder, name), content);
  };
  const text = await readBytes(csv);
  await put('EURUSD1.csv.gz', gzipSync(text));
  await put('EURUSD1.zip', zipBytes([{ name: 'EURUSD1.csv', content: text }]));
  const dataset = { bars, instrument: instrumentOf('EURUSD'), periodMinutes: 1 };
  for (const format of [
    'forexsb-lb-gz',
    'ea-studio-json',
    'fsb-pro-csv',
    'metatrader-csv',
    'excel-csv',
  ] as const) {
    const { name, content } = createDatasetExports().write(format, dataset);
    const file = path.join(folder, `${format}-${name}`);
    await pipeline(content, createWriteStream(file));
    files.push(file);
  }
  const row = (i: number): number[] => [open[i], high[i], low[i], close[i]];
  const lines = Array.from(timeMs, (time, i) => {
    const at = new Date(time).toISOString();
    const prices = row(i).map((price) => price.toFixed(5));
    return [at.slice(0, 10).replaceAll('-', '.'), at.slice(11, 19), ...prices, volume[i], 0, 12].join('\t');
  });
  const header = '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>';
  await put('mt5-EURUSD_M1.csv', [header, ...lines].join('\n'));
  const klines = Array.from(timeMs, (time, i) =>
    [time, ...row(i), volume[i], time + 59_999, 0, 0, 0, 0, 0].join(','),
  );
  await put('binance-EURUSD.csv', klines.join('\n'));
  const records = Array.from(
    timeMs,
    (time, i) => [time / 1_000, open[i], high[i], low[i], close[i], volume[i], 12] as const,
  );
  await put('EURUSD1.hst', hstBytes(401, 'EURUSD', 1, records));
  for (const { name, head, delimiter, cells, isNewestFirst } of TABLES) {
    const rows = Array.from(timeMs, (time, i) => {
      const at = new Date(time).toISOString();
      return cells({
        day: at.slice(0, 10),
        clock: at.slice(11, 19),
        time,
        prices: row(i),
        volume: volume[i],
      });
    });
    if (isNewestFirst) rows.reverse();
    await put(name, [...head, ...rows.map((one) => one.join(delimiter))].join('\n'));
  }
  const columns = { open, high, low, close, volume };
  await put('EURUSD1.arrow', columnsToArrow({ timeMs, ...columns }));
  const times = Array.from({ length: n }, (_, i) => new Date(timeMs[i]));
  await put(
    'EURUSD1.parquet',
    parquetBytes([
      { name: 'time', data: times, type: 'TIMESTAMP' },
      ...Object.entries(columns).map(([name, data]) => ({ name, data, type: 'DOUBLE' as const })),
    ]),
  );
  return files;
}
