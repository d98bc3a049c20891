import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Option } from 'commander';
import type { DatasetSpec } from '../../agents/data/dataset-spec.ts';
import { type PreparedData, prepareBars } from '../../agents/data/prepare.ts';
import { qualityDocument } from '../../agents/data/quality-document.ts';
import { wantedBars } from '../../agents/data/wanted-bars.ts';
import type { RawBars, SaidMarket } from '../../agents/ports.ts';
import { type ReadFileOptions, readFile } from '../../data-sources/file.ts';
import { readFolder } from '../../data-sources/folders/read-folder.ts';
import { tellingName } from '../../data-sources/place-in-tree.ts';
import { timeOfWriting } from '../../data-sources/time-of-writing.ts';
import { barCount } from '../../domain/market/bars.ts';
import { sortByTime } from '../../domain/quality/repair.ts';
import { medianStep } from '../../domain/quality/times.ts';
import { AppError } from '../../kernel/errors.ts';
import type { QualityReport } from '../../orchestration/quality-report.ts';
import { fileDatasetSpec, type SaidOfFile, saidTimeframe } from '../../orchestration/spec/file-dataset.ts';
import {
  saidOfMarket,
  TIMEFRAME_MINUTES,
  TIMEFRAMES,
  type Timeframe,
} from '../../orchestration/spec/market.ts';
import { readSpecFile } from '../spec-file.ts';

/** What a person says about a file on the command line. */
export interface FileOptions {
  readonly symbol?: string;
  readonly timeframe?: string;
  readonly zone?: string;
  readonly priceScale?: string;
  readonly adjustDividends?: boolean;
  /** A file with `market` and `quality` blocks. */
  readonly spec?: string;
}

export const fileOptions = [
  new Option(
    '--spec <file>',
    'market and quality blocks of a spec (YAML or JSON); the options below go before them',
  ),
  new Option('--symbol <symbol>', 'name of the instrument; else from the file'),
  new Option('--timeframe <timeframe>', 'bar length, such as 15m or 1d; else from the file'),
  new Option('--zone <zone>', 'clock of the stamps, where the file does not tell: UTC, EST, broker-eu …'),
  new Option('--price-scale <n>', 'what the figures are divided by to get prices'),
  new Option(
    '--adjust-dividends',
    'take the dividends out of the prices that the adjusted close speaks of (Yahoo)',
  ),
];

export interface LocalFile {
  readonly raw: RawBars;
  /** A spec that would read it, defaults filled in. */
  readonly spec: DatasetSpec;
  /** When the file was written; null when nobody knows. */
  readonly asOfMs: number | null;
  /** The file it is held against; null without one. */
  readonly other: RawBars | null;
}

/** Another file of the same market. */
export interface OtherFile {
  readonly path: string;
  readonly timeframe?: string | undefined;
}

/** The file as a dataset: checked, cleaned, named. */
export const prepareLocal = ({ raw, spec, asOfMs, other }: LocalFile): PreparedData =>
  prepareBars(raw, spec, { asOfMs, other });

/** The quality report of the file, with nothing sealed. */
export function localReport(local: LocalFile): QualityReport {
  const prepared = prepareLocal(local);
  const { spec, raw } = local;
  return qualityDocument(prepared, {
    spec,
    origin: raw.origin,
    ...(raw.noticed && { noticed: raw.noticed }),
    shown: prepared.bars,
    sealedFromMs: Number.POSITIVE_INFINITY,
  });
}

/**
 * Reads a file of bars, or a folder of them, of the person's own disk. The bar length is the given one, that of the content, or the usual
 * distance of the bars.
 * @throws AppError `usage_invalid`, `spec_invalid`, `data_unreadable` with line and column.
 */
export async function readLocalFile(
  path: string,
  options: FileOptions,
  signal: AbortSignal,
  compare?: OtherFile,
): Promise<LocalFile> {
  const file = resolve(path);
  const said = await saidOfFile(tellingName(file), options, compare);
  const { market, hints } = fileDatasetSpec(said);
  const read = await readPath(path, { hints, market: saidOfMarket(market), signal });
  const timeframe = saidTimeframe(said) === undefined ? timeframeOf(read) : undefined;
  const spec = fileDatasetSpec(said, {
    symbol: read.noticed?.symbol ?? null,
    ...(timeframe !== undefined && { timeframe }),
  });
  const raw = wantedBars(read, spec.market);
  const ofOther: SaidMarket = { ...saidOfMarket(spec.market), stamp: 'open' };
  const other = compare ? await readPath(compare.path, { market: ofOther, signal }) : null;
  return { raw, spec, asOfMs: raw.asOfMs ?? null, other };
}

/** The answers of the command line, with the blocks of the file `--spec` names. @throws AppError `usage_invalid`. */
export async function saidOfFile(
  fileName: string,
  { spec, symbol, timeframe, zone, priceScale, adjustDividends }: FileOptions,
  compare?: OtherFile,
): Promise<SaidOfFile> {
  return {
    ...{ fileName, symbol, timeframe, zone, adjustDividends },
    priceScale: priceScale === undefined ? undefined : Number(priceScale),
    ...(spec !== undefined && { spec: await readSpecFile(spec) }),
    ...(compare && { against: { fileName: tellingName(compare.path), timeframe: compare.timeframe } }),
  };
}
/** A file, or a folder of them, whose time of writing is told as well. @throws AppError `usage_invalid` when it is not there. */
async function readPath(path: string, options: ReadFileOptions): Promise<RawBars> {
  const file = resolve(path);
  const info = await stat(file).catch((cause: unknown) => {
    throw new AppError('usage_invalid', `${path} cannot be read: there is no such file.`, { cause });
  });
  if (info.isDirectory()) {
    return readFolder(dirname(file), basename(file), {
      ...options,
      place: file,
      onProgress: () => undefined,
    });
  }
  const asOfMs = await timeOfWriting(file);
  return {
    ...(await readFile(file, basename(file), { ...options, place: file })),
    ...(asOfMs !== undefined && { asOfMs }),
  };
}

function timeframeOf({ bars, noticed }: RawBars): Timeframe {
  const step = medianStep(sortByTime(bars).bars.timeMs);
  const minutes = noticed?.periodMinutes ?? (step === null ? null : step / 60_000);
  const found = TIMEFRAMES.find((timeframe) => TIMEFRAME_MINUTES[timeframe] === minutes);
  if (found) return found;
  throw new AppError(
    'usage_invalid',
    `The ${barCount(bars)} bars are ${minutes ?? 'an unknown number of'} minutes apart; name the bar length with --timeframe (${TIMEFRAMES.join(', ')}).`,
  );
}
