import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT, EXIT_MEANINGS } from '../../../src/cli/exit-codes.ts';
import { concurrencyVariable } from '../../../src/config/concurrency.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { environmentSchema, VARIABLES } from '../../../src/config/schema.ts';
import { WORKER_ROLES } from '../../../src/orchestration/roles.ts';

const readme = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'README.md'), 'utf8');

/** Rows of the table whose heading row begins with these cells. */
function tableOf(...heading: string[]): string[][] {
  const lines = readme.split('\n');
  const start = lines.indexOf(`| ${heading.join(' | ')} |`);
  expect(start).toBeGreaterThan(0);
  const rows = lines.slice(start + 2);
  return rows
    .slice(
      0,
      rows.findIndex((row) => !row.startsWith('|')),
    )
    .map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

describe('README.md', () => {
  const roleVariables: readonly string[] = WORKER_ROLES.map(concurrencyVariable);
  const settings = tableOf('variable', 'default', 'meaning');

  it('lists every setting with its meaning, and no other', () => {
    const expected = VARIABLES.filter((name) => !roleVariables.includes(name)).map((name) => [
      `\`${name}\``,
      environmentSchema.shape[name].description,
    ]);
    const listed = settings
      .filter(([name]) => name !== '`BULLWRIGHT_CONCURRENCY_<ROLE>`')
      .map(([name, , meaning]) => [name, meaning]);
    expect(listed).toEqual(expected);
  });

  it('gives the defaults of the roles', () => {
    const { concurrency } = loadConfig({});
    const row = settings.find(([name]) => name === '`BULLWRIGHT_CONCURRENCY_<ROLE>`');
    expect(row?.[1]).toBe(WORKER_ROLES.map((role) => `${role} ${concurrency[role]}`).join(', '));
  });

  it('explains every exit code as --help does', () => {
    expect(tableOf('exit code', 'means')).toEqual(
      Object.entries(EXIT).map(([name, code]) => [String(code), EXIT_MEANINGS[name as keyof typeof EXIT]]),
    );
  });
});
