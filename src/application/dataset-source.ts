import { columnsToRaw } from '../agents/columns.ts';
import type { MarketData } from '../agents/ports.ts';
import { AppError } from '../kernel/errors.ts';
import { asOfDataset } from './dataset-spec.ts';
import type { DatasetBars, Datasets } from './ports/datasets.ts';

export interface DatasetSourceOptions {
  readonly datasets: Pick<Datasets, 'get' | 'report'>;
  readonly datasetBars: Pick<DatasetBars, 'get'>;
}

/** Market data that also know the source kind `dataset`: imported bars, as they were read and with what their reader noticed. */
export const withDatasets = (
  marketData: MarketData,
  { datasets, datasetBars }: DatasetSourceOptions,
): MarketData => ({
  readNews: (path, signal) => marketData.readNews(path, signal),
  read: async (source, signal, onProgress, market) => {
    if (source.kind !== 'dataset') return marketData.read(source, signal, onProgress, market);
    const row = await datasets.get(source.id);
    if (!row) {
      throw new AppError(
        'data_unreadable',
        `There is no dataset ${source.id}. GET /v1/datasets lists those there are; bullwright data import adds one.`,
        { details: { id: source.id } },
      );
    }
    signal.throwIfAborted();
    const sides = columnsToRaw(await datasetBars.get(row.artifactHash));
    const report = await datasets.report(source.id);
    return {
      ...sides,
      // What had not ended then has not ended in these bars, whenever they are read.
      asOfMs: asOfDataset(row, report),
      origin: `dataset ${row.name} (${row.id.slice(0, 12)})`,
      ...(report?.reading && { noticed: report.reading }),
    };
  },
});
