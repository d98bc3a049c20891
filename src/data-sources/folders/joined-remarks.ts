import type { SeriesFile } from './series-file.ts';

const DAY_MS = 86_400_000;
/** A weekend and a holiday on either side of it. */
const LONGEST_PAUSE_MS = 5 * DAY_MS;
const EXAMPLES = 3;

/**
 * What the notes of a series say: the remarks of its files, those that differ in their figures once; files that were turned
 * around; and where one file does not go on where the one before it ended.
 * @param files in the order of their first bars
 */
export function joinedRemarks(files: readonly SeriesFile[]): readonly string[] {
  const turned = files.filter(({ isReversed }) => isReversed);
  return [
    ...ofFiles(files),
    ...(turned.length === 0 ? [] : [`Files that had their newest bar first: ${turned.length}.`]),
    ...seams(files),
  ];
}

function ofFiles(files: readonly SeriesFile[]): string[] {
  const alike = new Map<string, { readonly text: string; readonly first: string; count: number }>();
  for (const { name, reading } of files) {
    for (const text of reading.remarks) {
      const key = text.replace(/\d+/g, '#');
      const known = alike.get(key);
      if (known) known.count++;
      else alike.set(key, { text, first: name, count: 1 });
    }
  }
  return [...alike].map(([key, { text, first, count }]) => {
    if (count === files.length && key === text) return text;
    const others = count === 1 ? '' : `, and alike in ${count - 1} other files`;
    return `${text} (${first}${others})`;
  });
}

/** Overlaps and long pauses between the files. */
function seams(files: readonly SeriesFile[]): string[] {
  const overlaps: string[] = [];
  const holes: string[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let before = '';
  for (const { name, reading } of files) {
    const { timeMs } = reading.bars;
    const shared = timeMs.filter((time) => time <= lastMs).length;
    if (shared > 0) overlaps.push(`${shared} bars of ${name} by ${iso(lastMs)}, where ${before} ends`);
    else if (timeMs[0] - lastMs > LONGEST_PAUSE_MS && before !== '') {
      holes.push(`from ${iso(lastMs)} (${before}) to ${iso(timeMs[0])} (${name})`);
    }
    const last = timeMs.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
    if (last > lastMs) [lastMs, before] = [last, name];
  }
  return [
    listed('Files overlap', overlaps),
    listed('Files leave holes of more than five days', holes),
  ].flat();
}

function listed(what: string, places: readonly string[]): string[] {
  if (places.length === 0) return [];
  const more = places.length > EXAMPLES ? `; and ${places.length - EXAMPLES} more` : '';
  return [`${what}: ${places.slice(0, EXAMPLES).join('; ')}${more}.`];
}

/** On the clock of the file. */
const iso = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
