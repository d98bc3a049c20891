import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { unreadable } from './unreadable.ts';

/** What a path in the data folder leads to. */
export interface Place {
  /** After all links were followed. */
  readonly real: string;
  readonly isFolder: boolean;
}

/**
 * The real path of a file or folder that a spec names. It must lie inside the data folder after all links were followed: a
 * spec comes from outside and must not read the rest of the disk.
 * @throws AppError `data_unreadable`; the message does not tell whether a file outside exists.
 */
export async function placeInDataFolder(dataDirectory: string, name: string): Promise<Place> {
  const origin = name;
  const folder = await realpath(dataDirectory).catch((cause: unknown) => {
    throw unreadable(
      'the data folder (BULLWRIGHT_DATA_DIR) does not exist',
      { origin: dataDirectory },
      cause,
    );
  });
  const target = path.resolve(folder, name);
  const outside = () =>
    unreadable('the file lies outside the data folder (BULLWRIGHT_DATA_DIR); put it there', { origin });
  if (!isInside(folder, target)) throw outside();
  const real = await realpath(target).catch((cause: unknown) => {
    throw unreadable('there is no such file in the data folder (BULLWRIGHT_DATA_DIR)', { origin }, cause);
  });
  if (!isInside(folder, real)) throw outside();
  const info = await stat(real);
  if (info.isFile() || info.isDirectory()) return { real, isFolder: info.isDirectory() };
  throw unreadable('that is not a file', { origin });
}

/** As `placeInDataFolder`, for what must be a file. */
export async function fileInDataFolder(dataDirectory: string, file: string): Promise<string> {
  const { real, isFolder } = await placeInDataFolder(dataDirectory, file);
  if (!isFolder) return real;
  throw unreadable('that is not a file', { origin: file });
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}
