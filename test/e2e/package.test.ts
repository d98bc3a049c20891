import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from './desk.ts';
import { processesOf, runProgram, startProgram, stopPrograms } from './program.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let main = '';

/** Lays out what `npm install bullwright-x.tgz` lays out. The dependencies are linked: compiling them again proves nothing. */
beforeAll(async () => {
  folder = await temporaryFolder();
  const modules = join(folder.path, 'node_modules');
  await mkdir(modules);
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder.path];
  const { stdout } = await run('npm', pack, { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await run('tar', ['xzf', join(folder.path, filename), '-C', modules]);
  await rename(join(modules, 'package'), join(modules, 'bullwright'));
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  }
  main = join(modules, 'bullwright/dist/src/cli/main.js');
});

afterAll(async () => {
  await stopPrograms();
  await folder.remove();
});

describe('the package, installed into an empty folder', () => {
  it('starts, takes a spec and shows it, from its own files alone', async () => {
    const cwd = folder.path;
    const server = startProgram({ main, args: ['start', '--port', '0'], cwd });
    await server.says(/Ctrl-C stops it/);
    await writeFile(join(cwd, 'spec.yaml'), 'market: { source: { kind: sample, name: sp500 } }\n');
    const submitted = await runProgram({ main, args: ['submit', 'spec.yaml'], cwd });
    expect(submitted.code).toBe(0);
    const shown = await runProgram({ main, args: ['show', submitted.stdout.trim()], cwd });
    expect(shown.stdout).toContain('untitled on SPX');
    await runProgram({ main, args: ['cancel', submitted.stdout.trim()], cwd });
    server.kill('SIGINT');
    expect((await server.exit).code).toBe(0);
    expect(processesOf(cwd)).toEqual([]);
  });

  it('gives a program that imports it features, indicators of both libraries, the reference structure and drawings', async () => {
    const script = `
      const api = await import('bullwright');
      const wave = (shift) => Float64Array.from({ length: 120 }, (_, i) => 100 + shift + 9 * Math.sin(i / 3));
      const bars = { open: wave(0), high: wave(1), low: wave(-1), close: wave(0), volume: wave(0) };
      bars.timeMs = bars.open.map((_, i) => i * 3600000);
      const { events } = api.readStructure(bars, { swing: { barsBefore: 5, barsAfter: 5 }, recentGapBars: 10 });
      console.log(JSON.stringify([
        api.computeColumns(['rsi_14'], bars).rsi_14.length,
        ['talib', 'tulip'].map((convention) => api.ema(bars.close, 10, convention).findIndex(Number.isFinite)),
        api.swingHighsLows(bars, 5).level.length,
        api.smcOverlays(bars, events).length > 0,
      ]));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder.path,
    });
    expect(JSON.parse(stdout)).toEqual([120, [9, 0], 120, true]);
  });
});
