import { basename } from 'node:path';
import { dukascopyName } from './formats/dukascopy-name.ts';
import { leanTreePlace } from './text/lean-name.ts';

/** `SYMBOL/YEAR/MONTH/DAY/file`. */
const DEPTH_OF_DUKASCOPY = 5;

/**
 * The end of a path that a format's tree names: market, day and asset class stand in the folders there
 * (`EURUSD/2024/00/02/10h_ticks.bi5`, `crypto/gdax/minute/btcusd/20200702_trade.csv`). Null where no folder says anything.
 * @param path with `/` or `\`
 */
export function placeInTree(path: string): string | null {
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  for (let depth = 1; depth <= Math.min(DEPTH_OF_DUKASCOPY, parts.length); depth++) {
    const place = parts.slice(-depth).join('/');
    if (dukascopyName(place) !== null) return place;
  }
  return leanTreePlace(parts.join('/'));
}

/** What a file is called where its path is nobody else's business: its place in a format's tree, else its name. */
export const tellingName = (path: string): string => placeInTree(path) ?? basename(path);
