import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { dataNames } from '../bytes/data-names.ts';
import { placeInDataFolder } from '../data-folder.ts';
import { unreadable } from '../unreadable.ts';

/** Twenty years of days on two sides, weekends included, and as much again. */
const MOST_FILES = 30_000;
/** `SYMBOL/YEAR/MONTH/DAY/file` is four deep. */
const MOST_DEPTH = 6;

export interface FolderFile {
  /** Real path. */
  readonly real: string;
  /** Path in the folder, with slashes: formats put dates and sides there. */
  readonly name: string;
}

/**
 * The data files of a folder and the folders in it, in the order of their names. What `dataNames` does not take for data is
 * passed over; links must not lead out of the data folder.
 * @param root the data folder @param name the folder in it, as messages call it
 * @throws AppError `data_unreadable`: no file, too many, too deep, a link to a folder or out of the data folder
 */
export async function listFiles(root: string, name: string): Promise<readonly FolderFile[]> {
  const { real } = await placeInDataFolder(root, name);
  const found: FolderFile[] = [];
  const walk = async (folder: string, prefix: string, depth: number): Promise<void> => {
    if (depth > MOST_DEPTH) {
      throw unreadable(`the folder is more than ${MOST_DEPTH} folders deep; name one in it`, {
        origin: name,
      });
    }
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const inside = prefix + entry.name;
      if (entry.isDirectory() && !entry.name.startsWith('.')) {
        await walk(path.join(folder, entry.name), `${inside}/`, depth + 1);
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        found.push({ real: path.join(folder, entry.name), name: inside });
        if (found.length > MOST_FILES) {
          throw unreadable(`the folder holds more than ${MOST_FILES} files; name one in it`, {
            origin: name,
          });
        }
      }
    }
  };
  await walk(real, '', 1);
  const data = new Set(dataNames(found.map((file) => file.name)));
  const files = found.filter((file) => data.has(file.name));
  if (files.length === 0) throw unreadable('the folder holds no file', { origin: name });
  const sorted = files.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const file of sorted) {
    const place = await placeInDataFolder(root, path.join(name, file.name));
    if (place.isFolder) throw unreadable('a link to a folder', { origin: `${name}/${file.name}` });
  }
  return sorted;
}
