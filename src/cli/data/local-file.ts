import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Option } from 'commander';
import type { DatasetSpec } from '../../agents/data/dataset-spec.ts';
import { type PreparedData, prepareBars } from '../../agents/data/prepare.ts';
import { qualityDocument } from '../../agents/data/quality-document.ts';
import type { RawBars, SaidMarket } from '../../agents/ports.ts';
import { readFile } from '../../data-sources/file.ts';
import { timeOfWriting } from '../../data-sources/time-of-writing.ts';
import { barCount } from '../../domain/market/bars.ts';
import { sortByTime } from '../../domain/quality/repair.ts';
import { medianStep } from '../../domain/quality/times.ts';
import { AppError } from '../../kernel/errors.ts';
import type { QualityReport } from '../../orchestration/quality-report.ts';
import { TIMEFRAME_MINUTES, TIMEFRAMES, type Timeframe } from '../../orchestration/spec/market.ts';
import { parseSpec } from '../../orchestration/spec/parse-spec.ts';

/** What a person says about a file on the command line. */
export interface FileOptions {
  readonly symbol?: string;
  readonly timeframe?: string;
  readonly zone?: string;
  readonly priceScale?: string;
  readonly adjustDividends?: boolean;
}

export const fileOptions = [
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
 * Reads a file of bars of the person's own disk. The bar length is the given one, that of the content, or the usual
 * distance of the bars.
 * @throws AppError `usage_invalid`, `spec_invalid`, `data_unreadable` with line and column.
 */
export async function readLocalFile(
  path: string,
  options: FileOptions,
  signal: AbortSignal,
  compare?: OtherFile,
): Promise<LocalFile> {
  const file = await findFile(path);
  const priceScale = options.priceScale === undefined ? undefined : Number(options.priceScale);
  const hints = {
    ...(options.zone !== undefined && { zone: options.zone }),
    ...(priceScale !== undefined && { priceScale }),
    ...(options.adjustDividends && { adjustDividends: true }),
  };
  const market = { symbol: options.symbol };
  const raw = await readFile(file, basename(file), { hints, market, signal });
  const spec = parseSpec({
    market: {
      timeframe: options.timeframe ?? timeframeOf(raw),
      source: { kind: 'file', path: basename(file), ...hints },
      ...symbolOf(options, raw),
    },
    ...(compare && { quality: { compare: compareSpec(compare) } }),
  });
  const other = compare ? await readOther(compare.path, market, signal) : null;
  return { raw, spec, asOfMs: (await timeOfWriting(file)) ?? null, other };
}

const compareSpec = ({ path, timeframe }: OtherFile) => ({
  source: { kind: 'file', path: basename(path) },
  ...(timeframe !== undefined && { timeframe }),
});

async function readOther(path: string, market: SaidMarket, signal: AbortSignal): Promise<RawBars> {
  const file = await findFile(path);
  return readFile(file, basename(file), { market, signal });
}

async function findFile(path: string): Promise<string> {
  const file = resolve(path);
  await stat(file).catch((cause: unknown) => {
    throw new AppError('usage_invalid', `${path} cannot be read: there is no such file.`, { cause });
  });
  return file;
}

function symbolOf({ symbol }: FileOptions, { noticed }: RawBars): { readonly symbol?: string } {
  const name = symbol ?? noticed?.symbol ?? null;
  return name === null ? {} : { symbol: name };
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
