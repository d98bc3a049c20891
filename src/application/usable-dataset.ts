import { columnsToRaw } from '../agents/columns.ts';
import { prepareBars } from '../agents/data/prepare.ts';
import { AppError } from '../kernel/errors.ts';
import { specOfDataset } from './dataset-spec.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * The bars of a dataset, cleaned as they were when it was taken in, with market and instrument.
 * @throws AppError `not_found`.
 */
export async function usableDataset(
  { store, datasetBars }: Pick<Dependencies, 'store' | 'datasetBars'>,
  datasetId: string,
) {
  const row = await store.datasets.get(datasetId);
  if (!row) {
    throw new AppError(
      'not_found',
      `There is no dataset "${datasetId}". GET /v1/datasets lists those there are.`,
    );
  }
  const { market, quality } = specOfDataset(row, await store.datasets.report(row.id));
  const raw = columnsToRaw(await datasetBars.get(row.artifactHash));
  const { bars, instrument } = prepareBars(raw, { market, quality }, { asOfMs: row.createdAt.getTime() });
  return { row, bars, instrument, market };
}
