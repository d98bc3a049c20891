import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './source-files.ts';

/** Files of a small project that breaks the rules on purpose: path, and what it imports. */
const OFFENDERS: readonly (readonly [path: string, imports: string, rule: string])[] = [
  ['src/kernel/a.ts', '../domain/leaf.ts', 'kernel'],
  ['src/domain/a.ts', '../agents/leaf.ts', 'domain'],
  ['src/domain/b.ts', 'node:fs', 'domain-is-pure'],
  ['src/orchestration/a.ts', '../application/leaf.ts', 'orchestration'],
  ['src/agents/a.ts', '../persistence/leaf.ts', 'agents'],
  ['src/application/a.ts', '../persistence/leaf.ts', 'application'],
  ['src/application/b.ts', '../config/leaf.ts', 'config-is-read-at-the-edge'],
  ['src/http/a.ts', '../persistence/leaf.ts', 'adapter-http'],
  ['src/http/b.ts', 'bullmq', 'bullmq-under-queues'],
  ['src/http/c.ts', '../../workers/leaf.ts', 'entry-points-are-the-top'],
  ['src/http/d.ts', 'vitest', 'no-dev-dependencies'],
  ['src/compute/a.ts', '../artifacts/leaf.ts', 'adapter-compute'],
  ['src/persistence/a.ts', 'koffi', 'koffi-under-native'],
  ['src/artifacts/a.ts', 'pg', 'sql-under-persistence'],
  ['queues/a.ts', 'kysely', 'sql-under-persistence'],
  ['queues/b.ts', '../src/http/leaf.ts', 'adapter-queues'],
  ['queues/contracts/a.ts', '../leaf.ts', 'contracts'],
  ['src/cycle/a.ts', './b.ts', 'no-circular'],
  ['src/cli/a.ts', './gone.ts', 'no-unresolved'],
];

/** Imports that the rules allow. */
const LAW_ABIDING: readonly (readonly [path: string, imports: string])[] = [
  ['src/domain/ok.ts', '../kernel/leaf.ts'],
  ['src/compute/threads/ok.ts', '../../native/leaf.ts'],
  ['src/http/ok.ts', '../../queues/board.ts'],
  ['src/persistence/ok.ts', 'pg'],
  ['src/cli/ok.ts', '../../workers/leaf.ts'],
  ['workers/ok.ts', '../src/http/leaf.ts'],
];

const LEAVES = [
  'src/kernel',
  'src/domain',
  'src/agents',
  'src/application',
  'src/persistence',
  'src/config',
  'src/artifacts',
  'src/http',
  'src/native',
  'queues',
  'workers',
  'migrations',
];

let breaches: readonly { readonly from: string; readonly rule: { readonly name: string } }[] = [];
const project = mkdtempSync(join(tmpdir(), 'bullwright-imports-'));

beforeAll(() => {
  for (const folder of LEAVES)
    write(`${folder}/leaf.ts`, 'export type Leaf = string;\nexport const leaf = 1;');
  write('queues/board.ts', 'export const leaf = 1;');
  write(
    'src/cycle/b.ts',
    "import type * as back from './a.ts';\nexport type B = typeof back;\nexport const leaf = 1;",
  );
  for (const [path, target] of [...OFFENDERS, ...LAW_ABIDING]) {
    write(path, `import * as it from '${target}';\nexport const a = it;`);
  }
  for (const file of ['package.json', 'tsconfig.json', 'node_modules'])
    symlinkSync(join(ROOT, file), join(project, file));
  breaches = cruise();
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the import rules', () => {
  it.each(OFFENDERS)('catch %s importing %s', (path, _imports, rule) => {
    expect(breaches.filter((breach) => breach.from === path).map((breach) => breach.rule.name)).toContain(
      rule,
    );
  });

  it.each(LAW_ABIDING)('let %s import %s', (path) => {
    expect(breaches.filter((breach) => breach.from === path)).toEqual([]);
  });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), `${text}\n`);
}

function cruise(): typeof breaches {
  const command = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const rules = join(ROOT, '.dependency-cruiser.cjs');
  const folders = ['src', 'queues', 'workers', 'migrations'];
  const report = execFileSync(
    process.execPath,
    [command, '--config', rules, '--output-type', 'json', ...folders],
    {
      cwd: project,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return (JSON.parse(report) as { summary: { violations: typeof breaches } }).summary.violations;
}
