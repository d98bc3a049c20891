import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cli } from '../../../src/cli/cli.ts';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bullwright-audit-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** @param volumeAt Volume of a bar, from all closes. */
async function barsFile(n: number, volumeAt = (_: Float64Array, __: number) => 1): Promise<string> {
  const { timeMs, open, high, low, close } = randomBars(n, createRng('audit'));
  const rows = Array.from(
    timeMs,
    (time, i) =>
      `${new Date(time).toISOString().slice(0, 10)},${open[i]},${high[i]},${low[i]},${close[i]},${volumeAt(close, i)}`,
  );
  const file = join(folder, 'bars.csv');
  await writeFile(file, ['Date,Open,High,Low,Close,Volume', ...rows].join('\n'));
  return file;
}

async function audit(...args: string[]): Promise<{ cli: Cli; out: string }> {
  const written = { out: '' };
  const cli: Cli = {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: () => {} },
    signal: new AbortController().signal,
    exitCode: EXIT.ok,
  };
  await runProgram(cli, ['audit', 'features', ...args]);
  return { cli, out: written.out };
}

describe('bullwright audit features', () => {
  it('passes features that do not look ahead, and shows what each would have brought', async () => {
    const { cli, out } = await audit(
      '--data',
      await barsFile(400),
      '--features',
      'rsi_14,w1_adx_5',
      '--cuts',
      '4',
    );
    expect(cli.exitCode).toBe(EXIT.ok);
    expect(out).toMatch(/^rsi_14 +96\.5 % +0 /m);
    expect(out).toContain('No feature looked ahead: 2 features, 400 bars, replayed on 4 beginnings.');
  });

  it('fails a feature of bars that know the future, and says so by its exit code', async () => {
    // Shifted stamps: the volume of a bar tells the move of the nine that follow.
    const file = await barsFile(4_000, (close, i) =>
      Math.round(1 + 1e6 * Math.max(0, (close[i + 9] ?? close[i]) / close[i] - 1)),
    );
    const { cli, out } = await audit('--data', file, '--features', 'volume_ratio_20,rsi_14', '--cuts', '2');
    expect(cli.exitCode).toBe(EXIT.failure);
    expect(out).toMatch(/^volume_ratio_20 .* suspect *$/m);
    expect(out).toMatch(/^rsi_14 .* ok *$/m);
    expect(out).toContain('1 of 2 features failed: volume_ratio_20');
  });

  it('takes the default matrix unless told otherwise, and prints JSON', async () => {
    const { out } = await audit('--data', await barsFile(300), '--cuts', '2', '--json');
    const found = JSON.parse(out);
    expect(found.features.length).toBeGreaterThan(50);
    expect(found.failed).toEqual([]);
  });

  it('refuses a feature, a count and a file that do not exist', async () => {
    const file = await barsFile(50);
    await expect(audit('--data', file, '--features', 'nonsense')).rejects.toMatchObject({
      code: 'parameter_invalid',
    });
    await expect(audit('--data', file, '--cuts', '0')).rejects.toMatchObject({ code: 'usage_invalid' });
    await expect(audit('--data', join(folder, 'none.csv'))).rejects.toMatchObject({
      code: expect.any(String),
    });
    await expect(audit()).rejects.toMatchObject({ code: 'usage_invalid' });
  });
});
