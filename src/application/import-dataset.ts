import { wantedBars } from '../agents/data/wanted-bars.ts';
import { fileDatasetSpec, requireTimeframe } from '../orchestration/spec/file-dataset.ts';
import { saidOfMarket } from '../orchestration/spec/market.ts';
import type { ImportCommand, ImportResult } from './application.ts';
import type { Dependencies } from './dependencies.ts';
import { storeDataset } from './store-dataset.ts';

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
    const origin = baseName(fileName);
    const said = saidOfMarket(market);
    const raw = await deps.uploads.read(file, origin, { hints, market: said, signal, place: fileName });
    const spec = fileDatasetSpec(command, { symbol: raw.noticed?.symbol ?? null });
    return await storeDataset(deps, {
      spec,
      raw: wantedBars(raw, spec.market),
      asOfMs: Math.min(command.writtenAtMs ?? Number.POSITIVE_INFINITY, deps.clock.nowMs()),
      name: command.name ?? origin,
      source: fileName,
      actor: command.actor,
      signal,
    });
  } finally {
    await file.remove();
  }
}

const baseName = (place: string): string => place.split(/[/\\]/).at(-1) ?? place;
