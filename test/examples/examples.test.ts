import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { computeColumns } from '../../src/domain/features/compute.ts';
import { parseSpec } from '../../src/orchestration/spec/parse-spec.ts';
import { smallSpec, temporaryFolder } from '../e2e/desk.ts';
import { runProgram, startProgram, stopPrograms } from '../e2e/program.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../examples');
const specs = (await readdir(EXAMPLES)).filter((name) => name.endsWith('.yaml'));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await temporaryFolder();
  const server = startProgram({ args: ['start', '--port', '0', '--json'], cwd: folder.path });
  await server.says(/Ctrl-C stops it/);
  const key = (await readFile(join(folder.path, '.bullwright/admin-key'), 'utf8')).trim();
  env = { BULLWRIGHT_URL: JSON.parse(server.stdout).url, BULLWRIGHT_KEY: key };
});

afterAll(async () => {
  await stopPrograms();
  await folder.remove();
});

describe('the examples', () => {
  it.each(specs)('%s is a valid spec', async (name) => {
    expect(() => parseSpec(parse(readSync(name)))).not.toThrow();
  });

  it("csv.yaml runs on a file of one's own, as the README says", async () => {
    await mkdir(join(folder.path, 'data'), { recursive: true });
    await writeFile(join(folder.path, 'data/prices.csv'), priceFile(1200));
    const spec = {
      ...parse(readSync('csv.yaml')),
      ...quick,
      approval: { onValidationFailed: false, release: 'never' },
    };
    await writeFile(join(folder.path, 'my.json'), JSON.stringify(spec));
    const { code, stdout, stderr } = await runProgram({
      args: ['submit', 'my.json', '--watch'],
      cwd: folder.path,
      env,
    });
    expect(stderr).toContain('1200 1d bars of MINE');
    expect(stdout).toMatch(/^(Released|Not released): my first bot on MINE/m);
    expect([0, 3]).toContain(code);
  });

  it('submit-and-decide.mjs brings a workflow to its end', async () => {
    await writeFile(join(folder.path, 'small.yaml'), JSON.stringify(smallSpec));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(EXAMPLES, 'submit-and-decide.mjs'), join(folder.path, 'small.yaml')],
      { env: { ...env, PATH: process.env.PATH } },
    );
    expect(stdout).toMatch(/^data_engineer: /m);
    expect(stdout).toMatch(/^validation_failed: reject|^release: (approve|reject)/m);
    expect(stdout).toMatch(/^(completed|rejected): /m);
  });

  it('live-features.mjs tells what the batch tells, bar by bar', async () => {
    const file = join(folder.path, 'live.csv');
    const text = priceFile(120);
    await writeFile(file, text);
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(EXAMPLES, 'live-features.mjs'),
      file,
    ]);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const cells = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const column = (k: number): Float64Array => Float64Array.from(cells, (row) => Number(row[k]));
    const [open, high, low, close, volume] = [1, 2, 3, 4, 5].map(column);
    const timeMs = Float64Array.from(cells, ([date]) => Date.parse(date));
    const { date: _, ...names } = rows[0];
    const columns = computeColumns(Object.keys(names), { timeMs, open, high, low, close, volume });
    expect(rows).toHaveLength(120);
    for (const [name, values] of Object.entries(columns)) {
      expect(
        rows.map((row) => row[name] ?? Number.NaN),
        name,
      ).toEqual([...values]);
      expect(values.some(Number.isFinite), name).toBe(true);
    }
  });
});

const { training, validation, limits } = smallSpec;
const quick = { training, validation, limits };

const contents = new Map<string, string>();
for (const name of specs) contents.set(name, await readFile(join(EXAMPLES, name), 'utf8'));
const readSync = (name: string): string => contents.get(name) ?? '';

/** Daily bars that wander: a sine on a trend, so that both labels occur. */
function priceFile(days: number): string {
  const lines = ['date,open,high,low,close,volume'];
  let open = 100;
  for (let day = 0; day < days; day++) {
    const close = 100 + day * 0.01 + 8 * Math.sin(day / 9) + 3 * Math.sin(day / 2.3);
    const date = new Date(Date.UTC(2015, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);
    const [high, low] = [Math.max(open, close) + 0.7, Math.min(open, close) - 0.7];
    lines.push(
      [date, open.toFixed(4), high.toFixed(4), low.toFixed(4), close.toFixed(4), 1000 + day].join(','),
    );
    open = close + 0.05;
  }
  return `${lines.join('\n')}\n`;
}
