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

  it('can be imported', async () => {
    const script = "import('bullwright').then((api) => console.log(Object.keys(api).length > 0))";
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: folder.path });
    expect(stdout.trim()).toBe('true');
  });
});
