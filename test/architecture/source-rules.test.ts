import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf, ROOT, type SourceFile, sourceFiles } from './source-files.ts';

const shipped = sourceFiles(
  ...['src', 'queues', 'workers', 'migrations'].filter((f) => existsSync(join(ROOT, f))),
);
const tests = sourceFiles('test');

/** `path:line` of every match. */
function findings(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    codeOf(file)
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${file.path}:${i + 1}`] : [])),
  );
}

const below = (...folders: string[]) =>
  shipped.filter((file) => folders.some((folder) => file.path.startsWith(`${folder}/`)));

describe('source files', () => {
  it('read the environment in one place', () => {
    const elsewhere = shipped.filter((file) => file.path !== 'src/config/environment.ts');
    expect(findings(elsewhere, /process\s*\.\s*env\b|process\[/)).toEqual([]);
  });

  it('have no clock and no chance in the pure layers and the agents', () => {
    const pure = below('src/domain', 'src/orchestration', 'src/agents', 'src/report');
    expect(findings(pure, /Math\.random|Date\.now|new Date\(\)|performance\.now|process\./)).toEqual([]);
  });

  it('stay below 400 lines (sample data of tests may be longer)', () => {
    const suites = tests.filter((file) => file.path.endsWith('.test.ts'));
    const long = [...shipped, ...suites].filter((file) => file.text.split('\n').length > 400);
    expect(long.map((file) => file.path)).toEqual([]);
  });

  it('are small: half of them are below 120 lines', () => {
    const lengths = shipped.map((file) => file.text.split('\n').length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(120);
  });

  it('have no default export but the entries of compute threads', () => {
    const others = shipped.filter((file) => !file.path.startsWith('src/compute/threads/'));
    expect(findings(others, /^export default\b/)).toEqual([]);
  });

  it('have no barrel but the public entry', () => {
    const barrels = shipped.filter(
      (file) => /(^|\/)index\.ts$/.test(file.path) && file.path !== 'src/index.ts',
    );
    expect(barrels.map((file) => file.path)).toEqual([]);
  });

  it('are named in kebab-case', () => {
    const odd = [...shipped, ...tests].filter((file) => !/^[a-z0-9./-]+$/.test(file.path));
    expect(odd.map((file) => file.path)).toEqual([]);
  });

  it('import their own kind with the .ts extension', () => {
    const imports = /^\s*(?:import|export)\b[^'"\n]*from\s+['"](\.[^'"]*)['"]/;
    const wrong = [...shipped, ...tests].flatMap((file) =>
      file.text.split('\n').flatMap((line, i) => {
        const target = imports.exec(line)?.[1];
        return target && !/\.(ts|json)$/.test(target) ? [`${file.path}:${i + 1} ${target}`] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });
});
