import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import koffi, { type LibraryHandle } from 'koffi';
import { AppError } from '../../kernel/errors.ts';
import { type Sha256, sha256 } from '../../kernel/hash.ts';
import type { LightGbmLibrary } from './api.ts';
import { bindLibrary } from './bind.ts';
import { candidatePaths, openMpNames, remedyFor, sharedLibraryName } from './platform.ts';

export interface LibraryOptions {
  /** Another build of LightGBM; without it the one npm compiled. */
  readonly libraryPath?: string | undefined;
  /** Loads a shared library into the process, `global` for its symbols to be seen by the next; koffi's unless given. */
  readonly load?: LoadLibrary;
}

type LoadLibrary = (path: string, options?: { readonly global: boolean }) => LibraryHandle;

const loaded = new Map<string, LightGbmLibrary>();

/**
 * Loads LightGBM into this thread, once a path. Works in any number of threads side by side.
 * @throws AppError `lightgbm_unavailable` with what was tried and the remedy.
 */
export function loadLightGbm(options: LibraryOptions = {}): LightGbmLibrary {
  const path = options.libraryPath ?? bundledLibraryPath();
  const known = loaded.get(path);
  if (known) return known;
  const library = openLibrary(path, options.load ?? koffi.load);
  loaded.set(path, library);
  return library;
}

/** Which build is loaded: the hash of its file. */
export const libraryHash = ({ path }: LightGbmLibrary): Sha256 => sha256(readFileSync(path));

/** The addon that `npm install` compiles in the package `lightgbm` exports the whole C API. */
function bundledLibraryPath(): string {
  const candidates = candidatePaths(packageFolder(), process.platform);
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw unavailable(
    `the package "lightgbm" is there but was not compiled; looked for ${candidates.join(', ')}`,
  );
}

function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('lightgbm/package.json'));
  } catch (cause) {
    throw unavailable('the package "lightgbm" is not installed', cause);
  }
}

function openLibrary(path: string, load: LoadLibrary): LightGbmLibrary {
  const library = loadWithOpenMp(path, load);
  try {
    return bindLibrary(path, library);
  } catch (cause) {
    throw unavailable(`${path} is not LightGBM 4: ${messageOf(cause)}`, cause);
  }
}

/** The addon does not name its OpenMP runtime as a dependency: its symbols must be there before. */
function loadWithOpenMp(path: string, load: LoadLibrary): LibraryHandle {
  try {
    return load(path);
  } catch (first) {
    const failures = [`${path}: ${messageOf(first)}`];
    for (const runtime of openMpNames(process.platform, process.arch)) {
      try {
        load(runtime, { global: true });
        return load(path);
      } catch (error) {
        failures.push(`after ${runtime}: ${messageOf(error)}`);
      }
    }
    throw unavailable(failures.join('; '), first);
  }
}

function unavailable(reason: string, cause?: unknown): AppError {
  return new AppError(
    'lightgbm_unavailable',
    `LightGBM cannot be loaded: ${reason}. Remedy: ${remedyFor(process.platform)}; LIGHTGBM_LIBRARY may name another build of LightGBM 4 (its shared library is called ${sharedLibraryName(process.platform)}).`,
    { cause },
  );
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
