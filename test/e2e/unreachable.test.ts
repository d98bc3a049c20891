import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from './desk.ts';
import { processesOf, runProgram, stopPrograms } from './program.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterEach(stopPrograms);
afterAll(() => folder.remove());

const start = (env: Record<string, string>, ...args: string[]) =>
  runProgram({ args: args.length > 0 ? args : ['start', '--port', '0'], cwd: folder.path, env });

/** What a person reads of a failure: lines of the program itself, no traces. */
const complaints = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('bullwright: '));

describe('a start that cannot succeed', () => {
  it.each([['start', '--port', '0'], ['worker', 'all'], ['migrate']])(
    'says in one line that PostgreSQL is away (%s)',
    async (...args) => {
      const url = 'postgres://me:hunter2@127.0.0.1:9/bw';
      const { code, stderr } = await start({ DATABASE_URL: url }, ...args);
      expect(code).toBe(4);
      expect(complaints(stderr)).toHaveLength(1);
      expect(stderr).toContain('127.0.0.1:9');
      expect(stderr).not.toContain('hunter2');
      expect(stderr).not.toContain('    at ');
    },
  );

  it('says in one line that Redis is away, and takes its own database down again', async () => {
    const { code, stderr } = await start({ REDIS_URL: 'redis://127.0.0.1:9' });
    expect(code).toBe(4);
    expect(complaints(stderr)).toHaveLength(1);
    expect(stderr).toContain('queue_unavailable');
    expect(stderr).not.toContain('    at ');
    expect(processesOf(folder.path)).toEqual([]);
  });

  it('lists everything that is wrong with the configuration', async () => {
    const { code, stderr } = await start({ BULLWRIGHT_PROT: '1', BULLWRIGHT_LOCK_MS: 'soon' }, 'start');
    expect(code).toBe(2);
    expect(stderr).toContain('BULLWRIGHT_PROT: is not a setting; did you mean BULLWRIGHT_PORT?');
    expect(stderr).toContain('BULLWRIGHT_LOCK_MS: must be a whole number');
  });

  it('names a port that is taken', async () => {
    const blocker = (await import('node:net')).createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as { port: number };
    try {
      const { code, stderr } = await start({}, 'start', '--port', String(port));
      expect(code).not.toBe(0);
      expect(complaints(stderr)).toHaveLength(1);
      expect(stderr).toContain(String(port));
      expect(processesOf(folder.path)).toEqual([]);
    } finally {
      blocker.close();
    }
  });
});

describe('bullwright doctor', () => {
  it('finds a machine fit, and names a remedy where it is not', async () => {
    const fit = await start({ BULLWRIGHT_PORT: '0' }, 'doctor', '--json');
    expect(JSON.parse(fit.stdout).map((f: { name: string; ok: boolean }) => [f.name, f.ok])).toEqual([
      ['node', true],
      ['lightgbm', true],
      ['folders', true],
      ['data', true],
      ['database', true],
      ['queues', true],
      ['port', true],
    ]);
    expect(fit.code).toBe(0);
    const unfit = await start(
      {
        LIGHTGBM_LIBRARY: '/nowhere/lightgbm.so',
        DATABASE_URL: 'postgres://127.0.0.1:9/x',
        BULLWRIGHT_PORT: '0',
      },
      'doctor',
    );
    expect(unfit.code).toBe(1);
    expect(unfit.stdout).toMatch(/FAIL lightgbm: .*\n +Install cmake/);
    expect(unfit.stdout).toMatch(/FAIL database: .*\n +Start PostgreSQL/);
    expect(processesOf(folder.path)).toEqual([]);
  });
});
