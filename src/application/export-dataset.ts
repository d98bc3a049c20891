import { TIMEFRAME_MINUTES } from '../orchestration/spec/market.ts';
import type { Dependencies } from './dependencies.ts';
import type { ExportedFile, ExportFormat } from './ports/dataset-exports.ts';
import { usableDataset } from './usable-dataset.ts';

/**
 * The usable bars of a dataset as a file in one of the formats of Forexsb's programs: cleaned as they were when the dataset
 * was taken in, stamps in UTC. Importing the file again gives the same dataset, but for what the format cannot hold.
 * @throws AppError `not_found`, `parameter_invalid` when the format cannot hold the bars.
 */
export async function exportDataset(
  deps: Pick<Dependencies, 'store' | 'datasetBars' | 'compute' | 'exports'>,
  datasetId: string,
  format: ExportFormat,
): Promise<ExportedFile> {
  const { bars, instrument, market } = await usableDataset(deps, datasetId);
  return deps.exports.write(format, { bars, instrument, periodMinutes: TIMEFRAME_MINUTES[market.timeframe] });
}
