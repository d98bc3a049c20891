import { rawToColumns } from '../agents/columns.ts';
import type { DatasetSpec } from '../agents/data/dataset-spec.ts';
import type { PreparedData } from '../agents/data/prepare.ts';
import { qualityDocument } from '../agents/data/quality-document.ts';
import type { RawBars } from '../agents/ports.ts';
import { barCount } from '../domain/market/bars.ts';
import { AppError } from '../kernel/errors.ts';
import type { QualityReport } from '../orchestration/quality-report.ts';
import type { Actor, ImportResult } from './application.ts';
import { storedSpec } from './dataset-spec.ts';
import type { Dependencies } from './dependencies.ts';
import type { DatasetRow } from './ports/datasets.ts';

export interface NewDataset {
  readonly spec: DatasetSpec;
  readonly raw: RawBars;
  /** When the source was written, ms: later bars are of the future, and one that had not ended is left out. */
  readonly asOfMs: number;
  /** For people, and where the bars came from. */
  readonly name: string;
  readonly source: string;
  readonly actor: Actor;
  /** The dataset it was made from. */
  readonly lineage?: NonNullable<QualityReport['lineage']>;
  /** Gives up the work; what is stored by then stays. */
  readonly signal: AbortSignal;
  /** Judges what is about to be stored. @throws AppError to keep it out. */
  readonly accept?: (prepared: PreparedData) => void;
}

/**
 * Keeps bars as a dataset: assessed, the bars as they were read as an artifact, the report in the database. The same bars of
 * the same market are one dataset.
 * @throws AppError `data_insufficient` without a usable bar; what the compute threads throw
 */
export async function storeDataset(
  { store, datasetBars, compute, clock }: Dependencies,
  { spec, raw, asOfMs, name, source, actor, lineage, signal, accept }: NewDataset,
): Promise<ImportResult> {
  const prepared = await compute.calculate('prepare', { raw, spec, options: { asOfMs } }, signal);
  accept?.(prepared);
  const { id, symbol, bars, assessment } = prepared;
  const count = barCount(bars);
  if (count === 0) {
    throw new AppError('data_insufficient', `${source} holds no usable bar: nothing was stored.`);
  }
  const document = qualityDocument(prepared, {
    spec,
    origin: raw.origin,
    ...(raw.noticed && { noticed: raw.noticed }),
    shown: bars,
    sealedFromMs: Number.POSITIVE_INFINITY,
  });
  const report = { ...document, spec: storedSpec(spec, asOfMs), ...(lineage && { lineage }) };
  const artifact = await datasetBars.put(rawToColumns(raw));
  const dataset: DatasetRow = {
    id,
    name,
    symbol,
    timeframe: spec.market.timeframe,
    source,
    bars: count,
    firstAt: new Date(bars.timeMs[0]),
    lastAt: new Date(bars.timeMs[count - 1]),
    score: assessment.score,
    verdict: assessment.verdict,
    artifactHash: artifact.hash,
    artifactBytes: artifact.bytes,
    createdBy: actor.id,
    createdAt: new Date(clock.nowMs()),
  };
  const created = await store.datasets.insert(dataset, report);
  return { dataset: created ? dataset : ((await store.datasets.get(id)) ?? dataset), created };
}
