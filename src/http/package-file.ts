import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Path of a file of the package, whether this runs from `src` or from `dist/src`; null when the installation has
 * no such file.
 */
export function packageFile(relative: string): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
  const path = join(folder, relative);
  return existsSync(path) ? path : null;
}
