import { alignedTo } from '../align-sides.ts';
import type { Reading } from '../reading.ts';
import { unreadable } from '../unreadable.ts';
import type { SeriesFile } from './series-file.ts';

interface Paired {
  readonly reading: Reading;
  readonly remarks: readonly string[];
}

const SIDE = /(?:^|[/\\_. -])(bid|ask)(?=[/\\_. -]|$)/i;

/**
 * One series of all files; of those of the bid and those of the ask side one each, the ask beside the bid by the stamps of
 * the bars. What stands on one side alone is counted in the remarks.
 * @param join makes one reading of files in any order
 * @throws AppError `data_unreadable` when some files name a side and others do not
 */
export function pairSides(
  files: readonly SeriesFile[],
  join: (files: readonly SeriesFile[]) => Reading,
  origin: string,
): Paired {
  const [bids, asks, others] = (['bid', 'ask', null] as const).map((side) =>
    files.filter((file) => sideOf(file) === side),
  );
  if (others.length > 0 && others.length < files.length) {
    throw unreadable(
      `${(bids[0] ?? asks[0]).name} names its side, ${others[0].name} does not: they are no one series`,
      { origin },
    );
  }
  if (bids.length === 0 || asks.length === 0) {
    const reading = join(files);
    return { reading: { ...reading, side: sideOf(files[0]) }, remarks: [] };
  }
  const [bid, ask] = [join(bids), join(asks)];
  const times = (reading: Reading): Set<number> => new Set(reading.bars.timeMs);
  const lacking = (of: Reading, others_: Set<number>): number =>
    of.bars.timeMs.filter((time) => !others_.has(time)).length;
  const [withoutAsk, withoutBid] = [lacking(bid, times(ask)), lacking(ask, times(bid))];
  const remarks = [
    ...(withoutAsk === 0 ? [] : [`Bars without an ask side: ${withoutAsk}; their spread is not known.`]),
    ...(withoutBid === 0 ? [] : [`Bars of the ask side without a bid side were left out: ${withoutBid}.`]),
  ];
  return { reading: { ...bid, side: null, ask: alignedTo(bid.bars.timeMs, ask.bars) }, remarks };
}

/** The side the format knows, else the one the place of the file names; files with both sides have none. */
function sideOf({ reading, name }: SeriesFile): 'bid' | 'ask' | null {
  if (reading.ask) return null;
  if (reading.side) return reading.side;
  const named = SIDE.exec(name)?.[1].toLowerCase();
  return named === 'bid' || named === 'ask' ? named : null;
}
