import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from './desk.ts';
import { halfWritten, processesOf, runProgram, startProgram, stopPrograms } from './program.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await stopPrograms();
  await folder.remove();
});

const demo = (...args: string[]) => ({ args: ['demo', ...args], cwd: folder.path });
const home = () => join(folder.path, '.bullwright/demo');

describe('bullwright demo', () => {
  it('goes from prices to a verdict, twice with the same hashes, and leaves nothing running', async () => {
    const first = await runProgram(demo('--json'));
    expect(first.code).toBe(0);
    const one = JSON.parse(first.stdout);
    expect(first.stderr).not.toContain('\x1b');
    expect(first.stderr).toMatch(/The demo decides: (approve|reject)/);
    expect(readFileSync(one.report, 'utf8')).toContain('</html>');
    expect(processesOf(folder.path)).toEqual([]);

    const second = await runProgram(demo());
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/^(Released|Not released): /m);
    expect(second.stdout).toContain(one.result.model.id);
    expect(second.stdout).toContain(one.result.validation.verdictHash);
    expect(second.stdout).toContain('report.html');
    for (const gate of one.result.validation.gates) expect(second.stdout).toContain(gate.name);
    expect(processesOf(folder.path)).toEqual([]);
  }, 300_000);

  it('stops at Ctrl-C in mid-training, with no process and no half-written artifact left', async () => {
    const program = startProgram(demo());
    await program.says(/▸ model training/);
    program.kill('SIGINT');
    expect(await program.exit).toEqual({ code: 130, signal: null });
    expect(processesOf(folder.path)).toEqual([]);
    expect(halfWritten(join(home(), 'artifacts'))).toEqual([]);
    expect(existsSync(join(home(), 'server.json'))).toBe(false);
  }, 120_000);

  it('leaves the decision to a person with --hold, by the command it prints', async () => {
    const program = startProgram(demo('--hold'));
    const [, command = ''] = await program.says(
      /BULLWRIGHT_HOME=\S+ node \S+ (approve ap_\S+) --decision reject/,
    );
    const approve = [...command.split(' '), '--decision', 'reject', '--comment', 'seen enough', '--yes'];
    const decided = await runProgram({
      args: approve,
      cwd: folder.path,
      env: { BULLWRIGHT_HOME: '.bullwright/demo' },
    });
    expect(decided).toMatchObject({ code: 0, stdout: expect.stringContaining('rejected') });
    expect((await program.exit).code).toBe(0);
    expect(program.stdout).toContain('seen enough');
  }, 180_000);
});
