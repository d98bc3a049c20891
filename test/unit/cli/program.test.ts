import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cli } from '../../../src/cli/cli.ts';
import { rolesOf } from '../../../src/cli/commands/worker.ts';
import { demoDecision } from '../../../src/cli/demo/decide.ts';
import { demoSpec } from '../../../src/cli/demo/demo-spec.ts';
import { failedOf, newsOf } from '../../../src/cli/demo/news.ts';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { findAdminKey, findServer, keepAdminKey, rememberServer } from '../../../src/cli/home.ts';
import { invocation } from '../../../src/cli/invocation.ts';
import { createProgram, runProgram } from '../../../src/cli/program.ts';
import { readSpecFile } from '../../../src/cli/spec-file.ts';
import { WORKER_ROLES } from '../../../src/orchestration/roles.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

function terminal() {
  const written = { out: '', err: '' };
  const cli: Cli = {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    signal: new AbortController().signal,
    exitCode: EXIT.ok,
  };
  return { cli, written };
}

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bullwright-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it('lists every command and every exit code in its help', async () => {
    const { cli, written } = terminal();
    await runProgram(cli, ['--help']);
    for (const name of [
      'start',
      'worker',
      'migrate',
      'doctor',
      'config',
      'submit',
      'list',
      'show',
      'approve',
    ]) {
      expect(written.out).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    }
    for (const code of Object.values(EXIT)) expect(written.out).toMatch(new RegExp(`^ +${code} {2}\\w`, 'm'));
    expect(cli.exitCode).toBe(EXIT.ok);
  });

  it('shows the help to who gives no command, as a mistake', async () => {
    const { cli, written } = terminal();
    await runProgram(cli, []);
    expect(written.out).toContain('Usage: bullwright');
    expect(cli.exitCode).toBe(EXIT.usage);
  });

  it.each([[['sbmit']], [['show']], [['list', '--status', 'nice']], [['start', '--bogus']], [['schedule']]])(
    'refuses %j without ending the process',
    async (args) => {
      const { cli, written } = terminal();
      await expect(runProgram(cli, args)).rejects.toMatchObject({ code: 'usage_invalid' });
      expect(written.out).toBe('');
    },
  );

  it('names the help of the command that was meant', async () => {
    const { cli } = terminal();
    await expect(runProgram(cli, ['signals', 'export'])).rejects.toMatchObject({
      message: expect.stringContaining(`"${invocation()} signals export --help"`),
    });
  });

  it('gives every command --json', () => {
    const leaves = (command: Command): Command[] =>
      command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
    for (const command of leaves(createProgram(terminal().cli))) {
      expect([command.name(), command.options.map((option) => option.long)]).toEqual([
        command.name(),
        expect.arrayContaining(['--json']),
      ]);
    }
  });

  it('prints the configuration as data', async () => {
    const { cli, written } = terminal();
    await runProgram(cli, ['config', 'check', '--json']);
    const settings = JSON.parse(written.out) as { variable: string }[];
    expect(settings.map((setting) => setting.variable)).toContain('BULLWRIGHT_PORT');
    expect(written.err).toBe('');
  });

  it('refuses a rejection without a reason before it asks any server', async () => {
    const { cli } = terminal();
    await expect(runProgram(cli, ['approve', 'ap_1', '--decision', 'reject', '--yes'])).rejects.toMatchObject(
      {
        code: 'usage_invalid',
        message: expect.stringContaining('--comment'),
      },
    );
  });
});

describe('rolesOf', () => {
  it('takes roles by either spelling, and all', () => {
    expect(rolesOf(['ml-engineer', 'supervisor', 'ml_engineer'])).toEqual(['ml_engineer', 'supervisor']);
    expect(rolesOf(['all'])).toEqual(WORKER_ROLES);
  });

  it('names what it does not know and what there is', () => {
    expect(() => rolesOf(['cook'])).toThrow(/cook: no such role.*ml_engineer/);
  });
});

describe('the home folder', () => {
  it('tells where the server of a live process is, and forgets it', async () => {
    const forget = await rememberServer(folder, 'http://127.0.0.1:8080');
    expect(await findServer(folder)).toEqual({ url: 'http://127.0.0.1:8080', pid: process.pid });
    await forget();
    expect(await findServer(folder)).toBeNull();
  });

  it('does not believe a process that is gone, nor a broken file', async () => {
    await writeFile(join(folder, 'server.json'), JSON.stringify({ url: 'http://127.0.0.1:1', pid: 2 ** 30 }));
    expect(await findServer(folder)).toBeNull();
    await writeFile(join(folder, 'server.json'), '{"url":');
    expect(await findServer(folder)).toBeNull();
  });

  it("leaves another process's note alone", async () => {
    const forget = await rememberServer(folder, 'http://127.0.0.1:8080');
    const other = JSON.stringify({ url: 'http://127.0.0.1:9', pid: process.ppid });
    await writeFile(join(folder, 'server.json'), other);
    await forget();
    expect(await readFile(join(folder, 'server.json'), 'utf8')).toBe(other);
  });

  it('keeps the admin key for its owner alone', async () => {
    expect(await findAdminKey(folder)).toBeNull();
    await keepAdminKey(folder, 'bw_secret');
    expect(await findAdminKey(folder)).toBe('bw_secret');
    expect((await stat(join(folder, 'admin-key'))).mode & 0o777).toBe(0o600);
  });
});

describe('readSpecFile', () => {
  it('reads YAML and JSON', async () => {
    await writeFile(join(folder, 'a.yaml'), 'market:\n  source: { kind: sample, name: sp500 }\n');
    await writeFile(join(folder, 'a.json'), '{"market":{"source":{"kind":"sample","name":"sp500"}}}');
    expect(await readSpecFile(join(folder, 'a.yaml'))).toEqual(await readSpecFile(join(folder, 'a.json')));
  });

  it('says what is wrong with a file', async () => {
    await writeFile(join(folder, 'bad.yaml'), 'a: [1\nb: 2');
    await expect(readSpecFile(join(folder, 'bad.yaml'))).rejects.toMatchObject({ code: 'spec_invalid' });
    await expect(readSpecFile(join(folder, 'none.yaml'))).rejects.toThrow(/there is no such file/);
    await expect(readSpecFile(folder)).rejects.toThrow(/it is a folder/);
  });
});

describe('the demo', () => {
  const gate = (name: string, passed: boolean) => ({
    name,
    figure: 0.4,
    comparison: '>=' as const,
    bar: 0.95,
    passed,
    convention: '',
  });
  const validation = (passed: boolean) => ({
    passed,
    trialCount: 12,
    gates: [gate('trades', true), gate('deflated_sharpe', passed)],
    verdictHash: 'h',
  });
  const risk = (approved: boolean) => ({ approved, reasons: [] });

  it('submits a spec the platform accepts', async () => {
    expect(parseSpec(await demoSpec())).toMatchObject({
      market: { source: { kind: 'sample', name: 'sp500' } },
    });
  });

  it('releases only what passed everything', () => {
    const decide = (passed: boolean, approved: boolean) =>
      demoDecision({
        kind: 'release',
        evidence: { reason: '', validation: validation(passed), risk: risk(approved) },
      });
    expect(decide(true, true).decision).toBe('approve');
    expect(decide(true, false)).toMatchObject({
      decision: 'reject',
      comment: expect.stringContaining('risk manager'),
    });
    expect(decide(false, true)).toMatchObject({
      decision: 'reject',
      comment: 'Not released: 1 of 2 validation gates failed.',
    });
    expect(demoDecision({ kind: 'release', evidence: { reason: '' } }).decision).toBe('reject');
  });

  it('shows of a second question what is new, and of gates those that failed', () => {
    const first = { reason: 'failed', validation: validation(false) };
    const second = { ...first, reason: 'release?', signals: { count: 3 }, risk: risk(false) };
    expect(failedOf(first).validation?.gates).toHaveLength(1);
    expect(failedOf({ reason: '', validation: validation(true) }).validation?.gates).toEqual([]);
    expect(newsOf(first, null)).toEqual(first);
    expect(newsOf(second, first)).toEqual({ ...second, dataset: null, model: null, validation: null });
  });

  it('lets a failed validation through to the next agents, and bad data nowhere', () => {
    const evidence = { reason: '', validation: validation(false) };
    expect(demoDecision({ kind: 'validation_failed', evidence }).decision).toBe('approve');
    expect(demoDecision({ kind: 'data_quality', evidence }).decision).toBe('reject');
  });
});
