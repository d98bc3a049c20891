import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cli } from '../../../src/cli/cli.ts';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';
import { CANDLES } from '../../support/lzma-vectors.ts';

let http: TestHttp;
let folder: string;
let file: string;

beforeAll(async () => {
  http = await startTestHttp();
  folder = await mkdtemp(join(tmpdir(), 'bullwright-data-'));
  file = join(folder, 'EURUSD1440.csv');
  const bars = randomBars(600, createRng('data command'));
  const lines = Array.from(bars.timeMs, (time, i) => {
    const prices = [bars.open[i], bars.high[i], bars.low[i], bars.close[i]].map((price) =>
      (price / 100).toFixed(5),
    );
    return [new Date(time).toISOString().slice(0, 10), ...prices, 10 + (i % 7)].join(',');
  });
  await writeFile(file, ['Date,Open,High,Low,Close,Volume', ...lines].join('\n'));
});
afterAll(async () => {
  await http.stop();
  await rm(folder, { recursive: true });
});

async function run(...args: string[]) {
  const written = { out: '', err: '' };
  const cli: Cli = {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    signal: new AbortController().signal,
    exitCode: EXIT.ok,
  };
  await runProgram(cli, ['data', ...args]);
  return { ...written, exitCode: cli.exitCode };
}
const server = () => ['--url', http.url, '--key', http.secrets.operator];

describe('bullwright data', () => {
  it('inspects a file: symbol, extremes, longest pauses', async () => {
    const { statistics, symbol } = JSON.parse((await run('inspect', file, '--json')).out);
    expect(symbol).toBe('EURUSD');
    expect(statistics).toMatchObject({ bars: 600, digits: 5, point: 0.00001, maxDaysOff: 1 });
    expect(statistics.longestPauses).toHaveLength(9);
    expect((await run('inspect', file)).out).toContain('longest pauses (days)');
  });

  it('checks a file, writes the page, and fails when the data are blocked', async () => {
    const html = join(folder, 'quality.html');
    const { out, exitCode } = await run('quality', file, '--html', html);
    expect([exitCode, out.includes('quality 100 of 100')]).toEqual([EXIT.ok, true]);
    expect(await readFile(html, 'utf8')).toContain('Coverage by month');
    const short = join(folder, 'SHORT.csv');
    const text = await readFile(file, 'utf8');
    await writeFile(short, text.split('\n').slice(0, 100).join('\n'));
    expect((await run('quality', short)).exitCode).toBe(EXIT.failure);
  });

  it('imports a file, lists it, and knows the export of it as the same dataset', async () => {
    const id = (await run('import', file, '--timeframe', '1d', ...server())).out.trim();
    expect((await run('list', ...server())).out).toContain(id);
    const json = join(folder, 'export.json');
    expect((await run('export', file, '--format', 'ea-studio-json', '--out', json)).out.trim()).toBe(json);
    // The file itself says that it is EURUSD.
    const again = await run('import', json, '--timeframe', '1d', ...server());
    expect(again.out.trim()).toBe(id);

    // By its id a dataset is described as its file is.
    const described = JSON.parse((await run('inspect', id, '--json', ...server())).out);
    expect(described.statistics).toEqual(JSON.parse((await run('inspect', file, '--json')).out).statistics);
    expect((await run('quality', id, ...server())).out).toContain(`dataset ${id}`);

    // By its id the dataset comes from the server, under the name Forexsb gives such a file.
    const stored = join(folder, 'stored.csv');
    await run('export', id, '--format', 'fsb-pro-csv', '--out', stored, ...server());
    const local = join(folder, 'local.csv');
    await run('export', file, '--format', 'fsb-pro-csv', '--out', local);
    expect(await readFile(stored, 'utf8')).toBe(await readFile(local, 'utf8'));
    await expect(
      run('export', id, '--format', 'fsb-pro-csv', '--symbol', 'GBPUSD', ...server()),
    ).rejects.toMatchObject({ code: 'usage_invalid' });
  });

  it('imports a file of Yahoo with the dividends taken out of its prices', async () => {
    const yahoo = join(folder, 'KO.csv');
    // A dividend of 2 at a close of 100, every hundred days: the factor of the days before is 0.98 a time.
    const rows = (await readFile(file, 'utf8')).trim().split('\n').slice(1);
    const adjusted = (i: number): number => 100 * 0.98 ** Math.floor((rows.length - 1 - i) / 100);
    const lines = rows.map((row, i) => `${row.split(',')[0]},100,101,99,100,${adjusted(i).toFixed(6)},1000`);
    await writeFile(yahoo, ['Date,Open,High,Low,Close,Adj Close,Volume', ...lines].join('\n'));
    const imported = async (...args: string[]) =>
      (await run('import', yahoo, '--timeframe', '1d', '--symbol', 'KO', ...args, ...server())).out.trim();
    const plain = await imported();
    const id = await imported('--adjust-dividends');
    expect(id).not.toBe(plain);
    const { statistics } = JSON.parse((await run('inspect', id, '--json', ...server())).out);
    expect(statistics.minPrice).toBeCloseTo(99 * 0.98 ** 5, 5);
    await expect(run('import', file, '--timeframe', '1d', '--adjust-dividends', ...server())).rejects.toThrow(
      'Adj Close',
    );
    await expect(
      run('export', id, '--format', 'fsb-pro-csv', '--adjust-dividends', ...server()),
    ).rejects.toMatchObject({ code: 'usage_invalid' });
  });

  it('reads and imports a file by the blocks of a spec, which the dataset keeps', async () => {
    const market = join(folder, 'market.yaml');
    await writeFile(
      market,
      [
        'market:',
        '  timeframe: 1w',
        '  resample: { from: 1d }',
        '  stamp: close',
        '  from: 2020-02-01',
        '  instrument: { digits: 4, contractSize: 1000 }',
        '  source: { priceScale: 10 }',
        'quality:',
        '  minBars: 5',
        '  repairs: { dropWeekend: true }',
      ].join('\n'),
    );
    const local = JSON.parse((await run('quality', file, '--spec', market, '--json')).out);
    expect(local).toMatchObject({
      timeframe: '1w',
      instrument: { digits: 4, contractSize: 1_000, point: 0.0001 },
      resampled: { from: '1d', dayBoundary: 'utc' },
      repairs: [{ step: 'drop_weekend' }],
      thresholds: { minBars: 5 },
    });
    const plain = JSON.parse((await run('inspect', file, '--json')).out).statistics;
    expect(local.statistics.maxPrice).toBeLessThan(plain.maxPrice / 5);
    expect(local.firstAt >= '2020-01-27').toBe(true);

    const id = (await run('import', file, '--spec', market, ...server())).out.trim();
    expect(id).toBe(local.datasetId);
    const stored = JSON.parse((await run('quality', id, '--json', ...server())).out);
    expect(stored.spec.quality.repairs.dropWeekend).toBe(true);
    // What the export reads again is the dataset as it was made.
    const target = join(folder, 'weeks.csv');
    await run('export', id, '--format', 'fsb-pro-csv', '--out', target, ...server());
    const weeks = (await readFile(target, 'utf8')).split('\r\n');
    expect([weeks.length, weeks[0].slice(0, 10)]).toEqual([local.bars, local.firstAt.slice(0, 10)]);

    // A single option goes before the block; what is wrong is said before the file is sent.
    const days = await run('quality', file, '--spec', market, '--timeframe', '1d').catch((error) => error);
    expect(days).toMatchObject({
      code: 'spec_invalid',
      message: expect.stringContaining('market.resample.from'),
    });
    await expect(run('import', file, ...server())).rejects.toThrow('market.timeframe');
    await expect(
      run('export', id, '--format', 'fsb-pro-csv', '--spec', market, ...server()),
    ).rejects.toMatchObject({ code: 'usage_invalid' });
  });

  it('lists the repairs of a dataset, and takes them back into a dataset of its own', async () => {
    const rows = (await readFile(file, 'utf8')).trim().split('\n');
    // Newest two swapped, two missing: sorted, weekends dropped, the gap filled.
    const messy = join(folder, 'MESSY.csv');
    const body = rows.slice(1).filter((_, i) => i !== 100 && i !== 101);
    await writeFile(messy, [rows[0], ...body.slice(0, -2), body.at(-1), body.at(-2)].join('\n'));
    const withRepairs = async (repairs: object): Promise<string> => {
      const spec = join(folder, 'repairs.json');
      const market = { symbol: 'EURUSD', timeframe: '1d' };
      await writeFile(spec, JSON.stringify({ market, quality: { calendar: '24x7', repairs } }));
      return (await run('import', messy, '--spec', spec, ...server())).out.trim();
    };
    const id = await withRepairs({ dropWeekend: true, fillGaps: { maxBars: 5 } });
    const log = async (dataset: string) =>
      JSON.parse((await run('repairs', dataset, '--json', ...server())).out) as {
        repairs: { step: string; number: number; canBeUndone: boolean }[];
        lineage: { parent: string; undone: { step: string }[] } | null;
      };
    const { repairs, lineage } = await log(id);
    expect(lineage).toBeNull();
    expect(repairs.map(({ step, canBeUndone }) => [step, canBeUndone])).toEqual([
      ['sort_by_time', false],
      ['drop_weekend', true],
      ['fill_gaps', true],
    ]);
    const undone = await run('repairs', id, '--undo', '3', '--name', 'unfilled', ...server());
    const unfilled = await log(undone.out.trim());
    expect(unfilled.lineage).toMatchObject({ parent: id, undone: [{ step: 'fill_gaps' }] });
    expect(unfilled.repairs.map(({ step }) => step)).toEqual(['sort_by_time', 'drop_weekend']);
    expect(undone.out.trim()).toBe(await withRepairs({ dropWeekend: true }));
    expect((await run('quality', undone.out.trim(), ...server())).out).toContain(`made from ${id}`);

    // Both are gone, the sorting stays; the first dataset is as it was.
    const bare = (await run('repairs', id, '--undo', '2', ...server())).out.trim();
    expect((await log(bare)).lineage?.undone.map(({ step }) => step)).toEqual(['drop_weekend', 'fill_gaps']);
    expect(bare).toBe(await withRepairs({}));
    expect((await log(id)).repairs).toHaveLength(3);
    expect((await run('repairs', id, ...server())).out).toContain('no: it makes the bars usable at all');

    for (const [number, message] of [
      ['1', 'sort_by_time'],
      ['4', 'has 1 to 3'],
      ['0', 'body.number'],
    ]) {
      await expect(run('repairs', id, '--undo', number, ...server())).rejects.toThrow(message);
    }
    await expect(run('repairs', 'file.csv', ...server())).rejects.toMatchObject({ code: 'usage_invalid' });
    await expect(run('repairs', '0'.repeat(64), ...server())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('says on stderr what a format cannot hold, of a file and of a dataset', async () => {
    const ticks = join(folder, 'GBPUSD_M5.csv');
    const minute = (i: number): string =>
      new Date(Date.UTC(2024, 0, 2) + i * 300_000).toISOString().slice(11, 19);
    const lines = Array.from({ length: 60 }, (_, i) =>
      ['2024.01.02', minute(i), 1.1, 1.2, 1, 1.1, 7.5, 0, 12].join('\t'),
    );
    const header = '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>';
    await writeFile(ticks, [header, ...lines].join('\n'));
    const target = join(folder, 'out.csv');
    const talk = async (source: string, ...more: string[]) =>
      (await run('export', source, '--format', 'fsb-pro-csv', '--out', target, ...more)).err;
    const id = (await run('import', ticks, '--timeframe', '5m', ...server())).out.trim();
    for (const err of [await talk(ticks), await talk(id, ...server())]) {
      expect(err).toContain('The format has no spread: that of the bars is left out.');
      expect(err).toContain('The volumes of 60 bars were rounded up to whole numbers.');
    }
  });

  it('holds a file against another one, and says which bars differ', async () => {
    const other = join(folder, 'other.csv');
    const lines = (await readFile(file, 'utf8')).split('\n');
    const high = lines.map((line, i) => {
      const cells = line.split(',');
      return i > 0 && i % 2 === 0 ? cells.with(2, String(Number(cells[2]) + 0.01)).join(',') : line;
    });
    await writeFile(other, high.join('\n'));
    const findings = async (...args: string[]) =>
      JSON.parse((await run('quality', file, '--json', ...args)).out).findings;
    expect(await findings()).toEqual([]);
    expect(await findings('--against', file)).toEqual([]);
    expect(await findings('--against', other)).toMatchObject([{ rule: 'cross.prices_differ', count: 300 }]);
  });

  describe('with a file whose place says what it holds', () => {
    const lean = ['crypto', 'gdax', 'minute', 'btcusd', '20200702_trade.csv'];
    const trades = '0,31000,31010,30990,31005,1\n60000,31005,31020,31000,31010,2\n';

    /** The report of the file itself, and of the dataset an import made of it. */
    async function both(path: string) {
      const said = ['--timeframe', '1m'];
      const local = JSON.parse((await run('quality', path, ...said, '--json')).out);
      const id = (await run('import', path, ...said, ...server())).out.trim();
      return { id, local, stored: JSON.parse((await run('quality', id, '--json', ...server())).out) };
    }

    async function written(parts: readonly string[], content: string | Uint8Array): Promise<string> {
      const path = join(folder, ...parts);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    }

    it.each([
      [
        'whole prices of a coin in the tree of LEAN',
        lean,
        trades,
        { symbol: 'BTCUSD', firstAt: '2020-07-02T00:00:00.000Z', statistics: { maxPrice: 31_020 } },
      ],
      [
        'candles in the tree of Dukascopy',
        ['EURUSD', '2024', '00', '02', 'BID_candles_min_1.bi5'],
        CANDLES,
        { symbol: 'EURUSD', firstAt: '2024-01-02T00:00:00.000Z', statistics: { bars: 3 } },
      ],
    ])('%s', async (_, parts, content, expected) => {
      const { id, local, stored } = await both(await written(parts, content));
      expect(local).toMatchObject(expected);
      expect(local.datasetId).toBe(id);
      expect(stored).toMatchObject(expected);
      expect((await run('list', ...server())).out).toContain(parts.at(-1));
    });

    it('is read alike as a folder of them, which only a data folder can give to the server', async () => {
      const days = dirname(await written(lean, trades));
      const { symbol, statistics } = JSON.parse((await run('inspect', days, '--json')).out);
      expect([symbol, statistics.maxPrice]).toEqual(['BTCUSD', 31_020]);
      await expect(run('import', days, '--timeframe', '1m', ...server())).rejects.toMatchObject({
        code: 'usage_invalid',
        message: expect.stringContaining('market.source'),
      });
    });
  });

  it('judges the last bar of an import by when the file was written, as it does on the disk', async () => {
    const rows = (await readFile(file, 'utf8')).trim().split('\n');
    const open = join(folder, 'OPEN.csv');
    await writeFile(open, rows.join('\n'));
    const lastDay = Date.parse(rows.at(-1)?.slice(0, 10) ?? '');
    await utimes(open, new Date(), new Date(lastDay + 3_600_000));
    const local = JSON.parse((await run('quality', open, '--timeframe', '1d', '--json')).out);
    expect(local.findings).toMatchObject([{ rule: 'time.unfinished_last_bar' }]);
    const id = (await run('import', open, '--timeframe', '1d', ...server())).out.trim();
    const stored = JSON.parse((await run('quality', id, '--json', ...server())).out);
    expect([id, stored.findings]).toEqual([local.datasetId, local.findings]);
  });

  it('says what is wrong with a file that is not there', async () => {
    await expect(run('inspect', join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'usage_invalid' });
  });
});
