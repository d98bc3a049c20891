import type { MarketData } from '../agents/ports.ts';
import { readCsv } from './csv.ts';
import { fileInDataFolder } from './data-folder.ts';
import { readSample } from './sample.ts';

/** Every source a spec can name. @param dataDirectory the only folder files are read from */
export function createMarketData({ dataDirectory }: { readonly dataDirectory: string }): MarketData {
  return {
    read: async (source, signal) => {
      signal.throwIfAborted();
      if (source.kind === 'sample') return readSample(source.name, signal);
      const file = await fileInDataFolder(dataDirectory, source.path);
      return { bars: await readCsv(file, source.path, signal), origin: source.path };
    },
  };
}
