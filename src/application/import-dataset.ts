import { rawToColumns } from '../agents/columns.ts';
import { prepareBars } from '../agents/data/prepare.ts';
import { qualityDocument } from '../agents/data/quality-document.ts';
import type { RawBars } from '../agents/ports.ts';
import { barCount } from '../domain/market/bars.ts';
import { AppError } from '../kernel/errors.ts';
import { parseSpec } from '../orchestration/spec/parse-spec.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import type { ImportCommand, ImportResult } from './application.ts';
import type { Dependencies } from './dependencies.ts';
import type { DatasetRow } from './ports/datasets.ts';

/**
 * Takes a file in: received to disk, read, assessed, its bars kept as an artifact, its report in the database. The same
 * bars of the same market, in whatever format, are one dataset.
 * @throws AppError `payload_too_large`, `data_unreadable`, `data_insufficient`, `spec_invalid`.
 */
export async function importDataset(deps: Dependencies, command: ImportCommand): Promise<ImportResult> {
  // Before the file is taken in: a spec that is wrong costs nobody an upload.
  specOf(command);
  const file = await deps.uploads.receive(command.chunks, command.maxBytes);
  try {
    const { signal, fileName } = command;
    const raw = await deps.uploads.read(file, fileName, {
      hints: hintsOf(command),
      market: { symbol: command.symbol },
      signal,
    });
    const symbol = command.symbol ?? raw.noticed?.symbol ?? undefined;
    const named = symbol === undefined ? command : { ...command, symbol };
    return await storeDataset(deps, named, specOf(named), raw);
  } finally {
    await file.remove();
  }
}

const hintsOf = ({ zone, priceScale, adjustDividends }: ImportCommand) => ({
  ...(zone !== undefined && { zone }),
  ...(priceScale !== undefined && { priceScale }),
  ...(adjustDividends && { adjustDividends }),
});

function specOf(command: ImportCommand): WorkflowSpec {
  const { fileName, symbol, timeframe } = command;
  const source = { kind: 'file', path: fileName, ...hintsOf(command) };
  return parseSpec({ market: { timeframe, source, ...(symbol !== undefined && { symbol }) } });
}

async function storeDataset(
  { store, datasetBars, clock }: Dependencies,
  { fileName, name, actor }: ImportCommand,
  spec: WorkflowSpec,
  raw: RawBars,
): Promise<ImportResult> {
  const prepared = prepareBars(raw, spec, { asOfMs: clock.nowMs() });
  const { id, symbol, bars, assessment } = prepared;
  const count = barCount(bars);
  if (count === 0) {
    throw new AppError('data_insufficient', `${fileName} holds no usable bar: nothing was imported.`);
  }
  const report = qualityDocument(prepared, {
    spec,
    origin: raw.origin,
    ...(raw.noticed && { noticed: raw.noticed }),
    shown: bars,
    sealedFromMs: Number.POSITIVE_INFINITY,
  });
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
    createdAt: new Date(clock.nowMs()),
  };
  const created = await store.datasets.insert(dataset, report);
  return { dataset: created ? dataset : ((await store.datasets.get(id)) ?? dataset), created };
}
