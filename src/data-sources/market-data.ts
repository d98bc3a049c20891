import type { MarketData } from '../agents/ports.ts';
import { fileInDataFolder } from './data-folder.ts';
import { readFile } from './file.ts';
import { readSample } from './sample.ts';
import { unreadable } from './unreadable.ts';

/** Every source a spec can name. @param dataDirectory the only folder files are read from */
export function createMarketData({ dataDirectory }: { readonly dataDirectory: string }): MarketData {
  return {
    read: async (source, signal) => {
      signal.throwIfAborted();
      if (source.kind === 'sample') return readSample(source.name, signal);
      if (source.kind === 'dataset') {
        throw unreadable('imported datasets are in the database; this reader knows files and samples', {
          origin: source.id,
        });
      }
      const { kind: _, path, ...hints } = source;
      return readFile(await fileInDataFolder(dataDirectory, path), path, { hints, signal });
    },
  };
}
