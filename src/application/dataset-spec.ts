import type { DatasetSpec } from '../agents/data/dataset-spec.ts';
import type { QualityReport } from '../orchestration/quality-report.ts';
import { parseSpec } from '../orchestration/spec/parse-spec.ts';
import type { DatasetRow } from './ports/datasets.ts';

/**
 * What a dataset is made with, as it is kept with its report. How the file was read is done: its clock, scale and stamps are
 * put right in the bars that are stored.
 * @param asOfMs when the source was written, ms
 */
export function storedSpec(
  { market, quality }: DatasetSpec,
  asOfMs: number,
): NonNullable<QualityReport['spec']> {
  const { source: _, ...rest } = market;
  return { market: { ...rest, stamp: 'open' }, quality, asOf: new Date(asOfMs).toISOString() };
}

/** The same, to make the dataset again from its stored bars. */
export function specOfDataset(
  { id, symbol, timeframe }: Pick<DatasetRow, 'id' | 'symbol' | 'timeframe'>,
  report: Pick<QualityReport, 'spec'> | null,
): DatasetSpec {
  const { market = {}, quality = {} } = report?.spec ?? {};
  const spec = parseSpec({
    market: { symbol, timeframe, ...market, source: { kind: 'dataset', id } },
    quality,
  });
  return { market: spec.market, quality: spec.quality };
}

/** When the source of a dataset was written, ms: as its report says, else when it was taken in. */
export const asOfDataset = (
  { createdAt }: Pick<DatasetRow, 'createdAt'>,
  report: Pick<QualityReport, 'spec'> | null,
): number => (report?.spec ? Date.parse(report.spec.asOf) : createdAt.getTime());
