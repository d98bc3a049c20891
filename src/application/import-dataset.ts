import { rawToColumns } from '../agents/columns.ts';
import type { DatasetSpec } from '../agents/data/dataset-spec.ts';
import { prepareBars } from '../agents/data/prepare.ts';
import { qualityDocument } from '../agents/data/quality-document.ts';
import { wantedBars } from '../agents/data/wanted-bars.ts';
import type { RawBars } from '../agents/ports.ts';
import { barCount } from '../domain/market/bars.ts';
import { AppError } from '../kernel/errors.ts';
import { fileDatasetSpec, requireTimeframe } from '../orchestration/spec/file-dataset.ts';
import { saidOfMarket } from '../orchestration/spec/market.ts';
import type { ImportCommand, ImportResult } from './application.ts';
import { storedSpec } from './dataset-spec.ts';
import type { Dependencies } from './dependencies.ts';
import type { DatasetRow } from './ports/datasets.ts';

/**
 * Takes a file in: received to disk, read, assessed, its bars kept as an artifact, its report in the database. The same
 * bars of the same market, in whatever format, are one dataset.
 * @throws AppError `payload_too_large`, `data_unreadable`, `data_insufficient`, `spec_invalid`.
 */
export async function importDataset(deps: Dependencies, command: ImportCommand): Promise<ImportResult> {
  // Before the file is taken in: a spec that is wrong costs nobody an upload.
  requireTimeframe(command);
  const { market, hints } = fileDatasetSpec(command);
  const file = await deps.uploads.receive(command.chunks, command.maxBytes);
  try {
    const { signal, fileName } = command;
    const raw = await deps.uploads.read(file, fileName, { hints, market: saidOfMarket(market), signal });
    const spec = fileDatasetSpec(command, { symbol: raw.noticed?.symbol ?? null });
    return await storeDataset(deps, command, spec, wantedBars(raw, spec.market));
  } finally {
    await file.remove();
  }
}

async function storeDataset(
  { store, datasetBars, clock }: Dependencies,
  { fileName, name, actor }: ImportCommand,
  spec: DatasetSpec,
  raw: RawBars,
): Promise<ImportResult> {
  const nowMs = clock.nowMs();
  const prepared = prepareBars(raw, spec, { asOfMs: nowMs });
  const { id, symbol, bars, assessment } = prepared;
  const count = barCount(bars);
  if (count === 0) {
    throw new AppError('data_insufficient', `${fileName} holds no usable bar: nothing was imported.`);
  }
  const document = qualityDocument(prepared, {
    spec,
    origin: raw.origin,
    ...(raw.noticed && { noticed: raw.noticed }),
    shown: bars,
    sealedFromMs: Number.POSITIVE_INFINITY,
  });
  const report = { ...document, spec: storedSpec(spec) };
  const artifact = await datasetBars.put(rawToColumns(raw));
  const dataset: DatasetRow = {
    id,
    name: name ?? fileName,
    symbol,
    timeframe: spec.market.timeframe,
    source: fileName,
    bars: count,
    firstAt: new Date(bars.timeMs[0]),
    lastAt: new Date(bars.timeMs[count - 1]),
    score: assessment.score,
    verdict: assessment.verdict,
    artifactHash: artifact.hash,
    artifactBytes: artifact.bytes,
    createdBy: actor.id,
    createdAt: new Date(nowMs),
  };
  const created = await store.datasets.insert(dataset, report);
  return { dataset: created ? dataset : ((await store.datasets.get(id)) ?? dataset), created };
}
