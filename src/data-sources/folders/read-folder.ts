import { stat } from 'node:fs/promises';
import type { RawBars, ReadProgress } from '../../agents/ports.ts';
import { openContent } from '../bytes/content.ts';
import type { ReadFileOptions } from '../file.ts';
import { finishReading } from '../finish-reading.ts';
import { dukascopyName } from '../formats/dukascopy-name.ts';
import { oldestFirst } from '../oldest-first.ts';
import { placeInTree } from '../place-in-tree.ts';
import { readContent } from '../read-content.ts';
import type { Reading } from '../reading.ts';
import { timeOfWriting } from '../time-of-writing.ts';
import { unreadable } from '../unreadable.ts';
import { joinSeries, requireOneKind } from './join-series.ts';
import { type FolderFile, listFiles } from './list-files.ts';
import { pairSides } from './pair-sides.ts';
import type { SeriesFile } from './series-file.ts';

/**
 * Reads the files of a folder, and of the folders in it, as one series: days, months and years of one market in one format,
 * and both sides where there are files of each. Every file has to be readable; overlaps and holes between them are in the
 * notes, and their bars are left to the quality checks.
 * @param root the data folder, which nothing may lead out of @param name the folder in it, as messages call it
 * @throws AppError `data_unreadable` naming the file, its line and column; or the two files that do not belong together
 */
export async function readFolder(
  root: string,
  name: string,
  {
    hints = {},
    market,
    signal,
    place = name,
    onProgress,
  }: ReadFileOptions & { readonly onProgress: ReadProgress },
): Promise<RawBars> {
  const files = await listFiles(root, name);
  const series: SeriesFile[] = [];
  const empty: string[] = [];
  for (const [i, file] of files.entries()) {
    onProgress(i / files.length, `${file.name}, file ${i + 1} of ${files.length}`);
    const origin = `${name}/${file.name}`;
    const reading = await readOne(file, origin, { hints, market, signal, place: `${place}/${file.name}` });
    if (reading === null || reading.bars.timeMs.length === 0) empty.push(file.name);
    else series.push({ ...file, ...oldestFirst(reading) });
  }
  if (series.length === 0) throw unreadable('no file of the folder holds a bar', { origin: name });
  requireOneKind(series, name);
  const { reading, remarks } = pairSides(series, joinSeries, name);
  const { zone, priceScale, adjustDividends } = hints;
  const origin = `${name} (${files.length} files)`;
  const raw = finishReading(
    {
      ...reading,
      // Of the series; which of its files were turned around is in the remarks.
      wasNewestFirst: false,
      remarks: [...reading.remarks, ...remarks, ...emptyRemarks(empty)],
    },
    { origin, fileName: `${name}/${files[0].name}`, market, zone, priceScale, adjustDividends },
  );
  const asOfMs = await timeOfWriting(newest(series).real);
  return { ...raw, ...(asOfMs !== undefined && { asOfMs }) };
}

/** Null for a Dukascopy file without a byte: that is how the feed writes a period nobody traded in. */
async function readOne(
  { real }: FolderFile,
  origin: string,
  { hints = {}, market, signal, place = origin }: ReadFileOptions,
): Promise<Reading | null> {
  signal.throwIfAborted();
  const told = placeInTree(place) ?? origin;
  if (dukascopyName(told) !== null && (await stat(real)).size === 0) return null;
  const content = await openContent(real, { origin, place: told }, signal);
  const { table, priceScale } = hints;
  return readContent(content, table, { signal, fileName: origin, market, priceScale, mayBeEmpty: true });
}

/** The file with the newest bar: when it was written decides whether that bar had ended. */
const newest = (series: readonly SeriesFile[]): SeriesFile =>
  series.reduce((best, file) => (lastOf(file) > lastOf(best) ? file : best));

const lastOf = ({ reading }: SeriesFile): number => reading.bars.timeMs[reading.bars.timeMs.length - 1];

const emptyRemarks = (empty: readonly string[]): string[] =>
  empty.length === 0
    ? []
    : [`Files without a bar: ${empty.length}, the first ${empty.slice(0, 3).join(', ')}.`];
