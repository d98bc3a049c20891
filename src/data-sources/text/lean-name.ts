import { parseTime } from '../timestamps.ts';

/** What the names of a LEAN file say about its rows, which count milliseconds from a midnight. */
export interface LeanDay {
  /** Midnight of the clock of the file, as if it were UTC. */
  readonly dayMs: number;
  readonly symbol: string | null;
}

const DAY = /(?:^|[/\\])((?:19|20)\d{6})_/;
const SYMBOL = /(?:^|[/\\])\d{8}_([A-Za-z0-9.]+)_(?:second|minute|tick|trade|quote)/i;
/** `forex/oanda/minute/eurusd/20140501_quote.zip`: the folder is the symbol. */
const FOLDER = /(?:^|[/\\])(?:second|minute|tick)[/\\]([A-Za-z0-9.]+)[/\\]\d{8}_/;
/** Folders of assets whose prices are written plain, on UTC. */
const PLAIN_ASSETS = /(?:^|[/\\])(?:forex|cfd|crypto|cryptofuture)[/\\]/i;

/** LEAN's tree: asset class, market, resolution, then symbols and days. */
const TREE =
  /^(?:.*\/)?((?:equity|forex|cfd|crypto|cryptofuture|future|futureoption|option|index|indexoption)\/[^/]+\/(?:tick|second|minute|hour|daily)\/.+)$/i;

/** The end of a path that is a place in LEAN's tree, from the asset class on; null when it is none. @param path with `/` */
export const leanTreePlace = (path: string): string | null => TREE.exec(path)?.[1] ?? null;

/** The day in the name of the file, in the archive or around it; null when none says it. */
export function leanDay(names: readonly string[]): LeanDay | null {
  const day = names.map((name) => DAY.exec(name)?.[1]).find((found) => found !== undefined);
  const dayMs = day === undefined ? null : parseTime(day);
  if (dayMs === null) return null;
  const symbol = [SYMBOL, FOLDER].flatMap((pattern) => names.map((name) => pattern.exec(name)?.[1]));
  return { dayMs, symbol: symbol.find((found) => found !== undefined)?.toUpperCase() ?? null };
}

/** True when the place of a file says that its asset has plain prices. */
export const isPlainLeanAsset = (names: readonly string[]): boolean =>
  names.some((name) => PLAIN_ASSETS.test(name));
