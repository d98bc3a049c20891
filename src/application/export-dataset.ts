import { columnsToRaw } from '../agents/columns.ts';
import { prepareBars } from '../agents/data/prepare.ts';
import { AppError } from '../kernel/errors.ts';
import { sourceMinutes } from '../orchestration/spec/market.ts';
import { parseSpec } from '../orchestration/spec/parse-spec.ts';
import type { Dependencies } from './dependencies.ts';
import type { ExportedFile, ExportFormat } from './ports/dataset-exports.ts';

/**
 * The usable bars of a dataset as a file in one of the formats of Forexsb's programs: cleaned as they were when the dataset
 * was taken in, stamps in UTC. Importing the file again gives the same dataset, but for what the format cannot hold.
 * @throws AppError `not_found`, `parameter_invalid` when the format cannot hold the bars.
 */
export async function exportDataset(
  { store, datasetBars, exports }: Pick<Dependencies, 'store' | 'datasetBars' | 'exports'>,
  datasetId: string,
  format: ExportFormat,
): Promise<ExportedFile> {
  const row = await store.datasets.get(datasetId);
  if (!row) {
    throw new AppError(
      'not_found',
      `There is no dataset "${datasetId}". GET /v1/datasets lists those there are.`,
    );
  }
  const { market, quality } = parseSpec({
    market: { symbol: row.symbol, timeframe: row.timeframe, source: { kind: 'dataset', id: row.id } },
  });
  const raw = columnsToRaw(await datasetBars.get(row.artifactHash));
  const { bars, instrument } = prepareBars(raw, { market, quality }, { asOfMs: row.createdAt.getTime() });
  return exports.write(format, { bars, instrument, periodMinutes: sourceMinutes(market) });
}
