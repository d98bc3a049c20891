import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sha256, sha256OfParts } from './kernel/hash.ts';

/** What a training's result can depend on. */
const FOLDERS = ['kernel', 'domain', 'agents', 'native', 'compute'];

let known: Sha256 | undefined;

/**
 * Hash over the program's own files that decide what a training gives: another code, another hash. Sources and compiled
 * files differ, so that a result of one is not taken for one of the other.
 */
export function codeHash(): Sha256 {
  known ??= sha256OfParts(contents(fileURLToPath(new URL('.', import.meta.url))));
  return known;
}

function* contents(root: string): Generator<Uint8Array> {
  for (const folder of FOLDERS) {
    const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.[jt]s$/.test(path) && !path.endsWith('.d.ts'))
      .sort();
    for (const path of paths) {
      yield Buffer.from(`${folder}/${path}\0`);
      yield readFileSync(join(root, folder, path));
    }
  }
}
