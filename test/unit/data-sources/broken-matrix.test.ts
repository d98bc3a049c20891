import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBars } from '../../../src/agents/data/prepare.ts';
import type { RawBars } from '../../../src/agents/ports.ts';
import { fileInDataFolder } from '../../../src/data-sources/data-folder.ts';
import { readFile } from '../../../src/data-sources/file.ts';
import { readFolder } from '../../../src/data-sources/folders/read-folder.ts';
import { columnarFormat } from '../../../src/data-sources/formats/columnar.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { readColumnarBytes } from '../../support/columnar.ts';
import { FILE_FORMATS, type FileFormat, type Prices } from '../../support/file-formats.ts';

// Every format against everything that can be wrong with a file: a refusal that says where, or a finding that blocks.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'matrix-'));
});
afterAll(() => rm(folder, { recursive: true }));

const spec = parseSpec({
  market: { source: { kind: 'file', path: 'x' }, symbol: 'EURUSD', timeframe: '1m' },
});
const ROWS = 40;
const BROKEN = 20;
const SOUND: Prices = [1.1, 1.3, 1, 1.2];
const rowsWith = (broken: Prices): Prices[] =>
  Array.from({ length: ROWS }, (_, i) => (i === BROKEN ? broken : SOUND));

/** Bars of the file beside the one in question. */
const barsBeside = ({ folder: beside }: FileFormat): number => (beside ? 1 : 0);

/** What comes of a file: the message of the refusal, or the rules found, the bars, what they begin with and the format. */
async function outcomeOf(content: string | Uint8Array, format: FileFormat) {
  const isColumnar = columnarFormat(bytesOf(content.slice(0, 100))) !== null;
  try {
    const raw = isColumnar
      ? await readColumnarBytes(content as Uint8Array)
      : await (format.folder ? readInFolder(content, format) : readAlone(content, format));
    const { assessment } = prepareBars(raw, spec);
    return {
      bars: raw.bars.timeMs.length - barsBeside(format),
      open: raw.bars.open[0],
      format: raw.noticed?.format,
      found: assessment.findings.map(({ rule }) => rule),
      remarks: raw.noticed?.remarks,
      refused: null,
    };
  } catch (error) {
    // Anything else is a crash; what columnar libraries throw is given its code by the thread they work in.
    if (!isColumnar) expect(error).toMatchObject({ code: 'data_unreadable' });
    return { bars: 0, format: undefined, found: [], refused: (error as Error).message };
  }
}

async function readAlone(content: string | Uint8Array, { fileName, table }: FileFormat): Promise<RawBars> {
  const file = path.join(folder, 'x');
  await writeFile(file, content);
  return readFile(file, fileName, { hints: { table }, signal: new AbortController().signal });
}

async function readInFolder(
  content: string | Uint8Array,
  { fileName, folder: beside }: FileFormat,
): Promise<RawBars> {
  const root = path.join(folder, 'series');
  for (const [name, bytes] of [
    [beside?.name ?? '', beside?.content ?? ''] as const,
    [fileName, content] as const,
  ]) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), bytes);
  }
  const signal = new AbortController().signal;
  try {
    return await readFolder(folder, 'series', { signal, onProgress: () => undefined });
  } finally {
    await rm(root, { recursive: true });
  }
}

const bytesOf = (content: string | Uint8Array): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);

const noise = Buffer.from(
  Uint8Array.from({ length: 4_000 }, (_, i) => (i * 7_919 + (i >> 3) * 104_729) % 256),
);
/** A second part of a gzip file: 20 MB of blank lines. */
const bombTail = gzipSync(Buffer.alloc(20 * 1_024 ** 2, '\n'));
/** Five million columns. */
const endless = Object.fromEntries(
  ['\t', ',', ';'].map((sign) => [sign, Buffer.alloc(10_000_000, `${sign}1`)]),
);

describe.each(FILE_FORMATS)('$name ($fileName)', (format) => {
  const whole = format.file(rowsWith(SOUND));

  it('is what the table says it is, and sound', async () => {
    expect(await outcomeOf(whole, format)).toMatchObject({ refused: null, format: format.name, bars: ROWS });
  });

  it('of one row is read, and found too short', async () => {
    const { bars, found } = await outcomeOf(format.file([SOUND]), format);
    expect(bars).toBe(1);
    expect(found).toContain('bars.too_few');
  });

  if (format.folder?.hasEmptyFiles) {
    it('empty is a day nobody traded in, which is said', async () => {
      const { bars, remarks } = await outcomeOf('', format);
      expect(bars).toBe(0);
      expect(remarks).toContainEqual(expect.stringContaining('Files without a bar: 1'));
    });
  } else {
    it('empty is refused', async () => {
      expect((await outcomeOf('', format)).refused).toContain('the file is empty');
    });

    it('of rows alone that are missing is refused', async () => {
      expect((await outcomeOf(format.file([]), format)).refused).toBeTruthy();
    });
  }

  it('with noise in place of its second half is refused, or blocked', async () => {
    const bytes = bytesOf(whole);
    const { refused, found } = await outcomeOf(
      Buffer.concat([bytes.subarray(0, bytes.length / 2), noise]),
      format,
    );
    const isBlocked = found.some((rule) => /^price\.(missing|not_positive)|^ohlc|conflicting/.test(rule));
    expect(refused !== null || isBlocked).toBe(true);
  });

  it('cut anywhere but between rows is refused', async () => {
    const bytes = bytesOf(whole);
    // In the middle of the last row.
    const { refused, bars } = await outcomeOf(bytes.subarray(0, bytes.length - 3), format);
    // Text cannot tell a figure cut short from a shorter figure.
    expect(refused !== null || (format.text !== undefined && bars === ROWS)).toBe(true);
  });

  const prices: [string, Prices, string][] = [
    ['negative prices', [-1.1, -1, -1.3, -1.2], 'price.not_positive'],
    ['a high below the low', [1.1, 1, 1.3, 1.2], 'ohlc.inconsistent'],
    ['NaN', [Number.NaN, Number.NaN, Number.NaN, Number.NaN], 'price.missing'],
  ];
  it.each(
    prices.filter(
      ([name]) => (name !== 'NaN' || format.hasNaN) && !(name.startsWith('a high') && format.isTicks),
    ),
  )('with %s says so', async (_, broken, rule) => {
    const { refused, found, bars, open } = await outcomeOf(format.file(rowsWith(broken)), format);
    // Records without a mark are known by their prices alone: with others they are no such file.
    if (refused !== null) expect(refused).toMatch(EXPECTED_REFUSALS);
    else {
      // The sound rows are read as they would be without the broken one.
      expect([bars, open]).toEqual([ROWS, expect.closeTo(SOUND[0], 9)]);
      expect(found).toContain(rule);
    }
  });

  const { text } = format;
  if (text) {
    const lines = (whole as string).split('\n');
    const at = text.head.length + BROKEN;
    const withLine = (line: string): string => lines.with(at, line).join('\n');

    it('with mixed delimiters names the line', async () => {
      const other = text.delimiter === ';' ? '\t' : ';';
      const { refused } = await outcomeOf(withLine(lines[at].replaceAll(text.delimiter, other)), format);
      expect(refused).toContain(`line ${at + 1}`);
    });

    it('with a header in the middle names the line', async () => {
      const header = text.head.at(-1) ?? ['time', 'open', 'high', 'low', 'close'].join(text.delimiter);
      const { refused } = await outcomeOf(lines.toSpliced(at, 0, header).join('\n'), format);
      expect(refused).toContain(`line ${at + 1}`);
    });

    it('with five million columns in a line is refused at that line', async () => {
      const { refused } = await outcomeOf(
        Buffer.concat([Buffer.from(`${lines.slice(0, at + 1).join('\n')}`), endless[text.delimiter]]),
        format,
      );
      expect(refused).toContain(`line ${at + 1}`);
      expect(refused).toContain('longer than 65536 characters');
    });
  }

  // Sizes are judged before the format is: one text stands for all.
  if (!text || format === FILE_FORMATS[0]) {
    it('with a bomb behind it is refused', async () => {
      const { refused } = await outcomeOf(Buffer.concat([gzipSync(whole), bombTail]), format);
      // What makes records of a file without a mark implausible is seen before its size is.
      expect(refused).toMatch(/no table of bars does that|none of the binary formats/);
    });
  }

  it('outside of the data folder is refused, whatever it is called', async () => {
    await expect(fileInDataFolder(folder, `../${format.fileName}`)).rejects.toThrow(
      'lies outside the data folder',
    );
  });
});

/** How formats refuse what others hand on to the quality checks. */
const EXPECTED_REFUSALS = /line \d+, column|element \d+|none of the binary formats|not UTF-8 text/;
