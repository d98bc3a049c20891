import { quoted, unreadable } from './unreadable.ts';

/** Where the columns of a bar are in a row. */
export interface CsvLayout {
  readonly time: number;
  /** Second column of the time, for files that keep date and time of day apart. */
  readonly timeOfDay: number | null;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number | null;
  /** Names as the file has them, for messages. */
  readonly names: readonly string[];
}

export const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

const TIME_NAMES = ['date', 'datetime', 'timestamp', 'time', 'open time', 'opentime'];
const VOLUME_NAMES = ['volume', 'vol', 'tick_volume', 'tickvol', 'tick volume'];

/**
 * The delimiter of a header line: the one it holds most of.
 * @throws AppError `data_unreadable` when it holds none.
 */
export function detectDelimiter(headerLine: string, place: { origin: string; line: number }): Delimiter {
  const best = DELIMITERS.map((delimiter) => ({
    delimiter,
    count: headerLine.split(delimiter).length - 1,
  })).sort((a, b) => b.count - a.count)[0];
  if (best.count > 0) return best.delimiter;
  throw unreadable(
    `the header ${quoted(headerLine)} holds no comma, semicolon or tab between its columns`,
    place,
  );
}

/**
 * Finds the columns by their names, whatever their case, order and angle brackets. Further columns are ignored
 * (an adjusted close among them: the bars are kept as they were traded).
 * @throws AppError `data_unreadable` naming what is missing.
 */
export function readHeader(cells: readonly string[], place: { origin: string; line: number }): CsvLayout {
  const names = cells.map((cell) => cell.trim());
  const normalised = names.map((name) => name.replace(/^<|>$/g, '').trim().toLowerCase());
  const find = (wanted: readonly string[]): number | null => {
    const index = normalised.findIndex((name) => wanted.includes(name));
    return index < 0 ? null : index;
  };
  const required = (label: string, wanted: readonly string[]): number => {
    const index = find(wanted);
    if (index !== null) return index;
    throw unreadable(
      `there is no ${label} column among ${names.map(quoted).slice(0, 20).join(', ')}; the first line must name a time column (${TIME_NAMES.join(', ')}) and open, high, low, close, volume being optional`,
      place,
    );
  };
  const time = required('time', TIME_NAMES);
  const ofDay = find(['time']);
  return {
    time,
    timeOfDay: normalised[time] === 'date' && ofDay !== null ? ofDay : null,
    open: required('open', ['open']),
    high: required('high', ['high']),
    low: required('low', ['low']),
    close: required('close', ['close']),
    volume: find(VOLUME_NAMES),
    names,
  };
}
