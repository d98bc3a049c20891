import { basename, relative } from 'node:path';

/** How this program was called, so that a printed command can be pasted: `bullwright`, or `node dist/src/cli/main.js`. */
export function invocation(script: string = process.argv[1] ?? '', cwd: string = process.cwd()): string {
  if (/^bullwright(\.cmd)?$/.test(basename(script))) return 'bullwright';
  const path = relative(cwd, script);
  return `node ${path.startsWith('..') ? script : path}`;
}
