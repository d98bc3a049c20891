import { columnsToRaw } from '../agents/columns.ts';
import { AppError } from '../kernel/errors.ts';
import { asOfDataset, specOfDataset } from './dataset-spec.ts';
import type { Dependencies } from './dependencies.ts';
import { UNTIL_ANSWERED } from './until-answered.ts';

/**
 * The bars of a dataset, cleaned as they were when it was taken in, with what they were made from and with.
 * @throws AppError `not_found`; what the compute threads throw.
 */
export async function usableDataset(
  { store, datasetBars, compute }: Pick<Dependencies, 'store' | 'datasetBars' | 'compute'>,
  datasetId: string,
) {
  const row = await store.datasets.get(datasetId);
  if (!row) {
    throw new AppError(
      'not_found',
      `There is no dataset "${datasetId}". GET /v1/datasets lists those there are.`,
    );
  }
  const report = await store.datasets.report(row.id);
  const spec = specOfDataset(row, report);
  const asOfMs = asOfDataset(row, report);
  const raw = columnsToRaw(await datasetBars.get(row.artifactHash));
  const prepared = await compute.calculate('prepare', { raw, spec, options: { asOfMs } }, UNTIL_ANSWERED);
  const { bars, instrument } = prepared;
  return { row, report, raw, spec, asOfMs, prepared, bars, instrument, market: spec.market };
}
