import { basename, dirname, relative } from 'node:path';

/**
 * How this program was called, so that a printed command can be pasted: `bullwright`, `npx bullwright`, or
 * `node dist/src/cli/main.js`.
 */
export function invocation(script: string = process.argv[1] ?? '', cwd: string = process.cwd()): string {
  if (/^bullwright(\.cmd)?$/.test(basename(script))) {
    // What npx starts lies in a folder of packages, which no shell looks in.
    return basename(dirname(script)) === '.bin' ? 'npx bullwright' : 'bullwright';
  }
  const path = relative(cwd, script);
  return `node ${path.startsWith('..') ? script : path}`;
}
