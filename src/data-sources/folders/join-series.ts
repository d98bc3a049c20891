import type { Bars, PriceColumns } from '../../domain/market/bars.ts';
import { instrumentInName } from '../../domain/market/instruments.ts';
import type { Reading } from '../reading.ts';
import { unreadable } from '../unreadable.ts';
import { joinedRemarks } from './joined-remarks.ts';
import type { SeriesFile } from './series-file.ts';

/**
 * One reading of many files of one market, in the order of their first bars. Bars are kept as they are, also where files
 * overlap: equal copies and conflicts are for the quality checks to find.
 * @param files of one kind, at least one
 */
export function joinSeries(files: readonly SeriesFile[]): Reading {
  const ordered = files.toSorted((a, b) => firstOf(a) - firstOf(b) || (a.name < b.name ? -1 : 1));
  const readings = ordered.map(({ reading }) => reading);
  const [first] = readings;
  return {
    ...first,
    bars: {
      ...sideOf(readings.map(({ bars }) => bars)),
      timeMs: concat(readings.map(({ bars }) => bars.timeMs)),
      volume: concat(readings.map(({ bars }) => bars.volume)),
    },
    ask: first.ask && sideOf(readings.map(({ ask }) => ask as PriceColumns)),
    ...(first.spread && {
      spread: {
        ...first.spread,
        values: concat(readings.map(({ spread }) => spread?.values as Float64Array)),
      },
    }),
    ...(first.adjustedClose && {
      adjustedClose: concat(readings.map(({ adjustedClose }) => adjustedClose as Float64Array)),
    }),
    ignoredColumns: [...new Set(readings.flatMap(({ ignoredColumns }) => ignoredColumns))],
    remarks: joinedRemarks(ordered),
  };
}

const firstOf = ({ reading }: SeriesFile): number => reading.bars.timeMs[0];

/** What has to be the same in all files of a series, in the words of messages. */
const KINDS: readonly (readonly [string, (file: SeriesFile) => string])[] = [
  ['format', ({ reading }) => reading.format],
  ['market', ({ reading, name }) => reading.symbol ?? instrumentInName(name)?.symbol ?? 'none it names'],
  ['bar length', ({ reading: { periodMinutes } }) => `${periodMinutes ?? 'not stated'}`],
  ['clock', ({ reading: { clock } }) => (clock.kind === 'clock' ? (clock.zone ?? 'not stated') : clock.kind)],
  ['price scale', ({ reading }) => String(reading.integerScale)],
  ['sides', ({ reading }) => (reading.ask ? 'bid and ask' : 'one')],
  ['spread', ({ reading }) => reading.spread?.unit ?? 'none'],
  ['adjusted close', ({ reading }) => (reading.adjustedClose ? 'one' : 'none')],
];

/** @throws AppError `data_unreadable` naming two files that do not belong together */
export function requireOneKind([first, ...others]: readonly SeriesFile[], origin: string): void {
  for (const [what, of] of KINDS) {
    const other = others.find((file) => of(file) !== of(first));
    if (!other) continue;
    throw unreadable(
      `the files of a folder are one series, but the ${what} differs: ${of(first)} in ${first.name}, ${of(other)} in ${other.name}; put them into folders of their own`,
      { origin },
    );
  }
}

const sideOf = (sides: readonly PriceColumns[]): Pick<Bars, 'open' | 'high' | 'low' | 'close'> => ({
  open: concat(sides.map(({ open }) => open)),
  high: concat(sides.map(({ high }) => high)),
  low: concat(sides.map(({ low }) => low)),
  close: concat(sides.map(({ close }) => close)),
});

function concat(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
