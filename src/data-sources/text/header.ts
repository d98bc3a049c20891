import type { NamedColumns, PriceIndices } from './layout.ts';

/** Names of columns, normalised: no case, no angle brackets, underscores and dots as spaces. */
const TIME = [
  'date',
  'datetime',
  'date time',
  'timestamp',
  'time',
  'open time',
  'opentime',
  'gmt time',
  'utc time',
  'local time',
  'unix',
  'unix timestamp',
];
const VOLUME = /^(base |tick ?|total )?vol(ume)?(?! ?ma\b)/;
const SIDES = { bid: 'bid', ask: 'ask' } as const;

export const normalised = (name: string): string =>
  name
    .trim()
    .replace(/^<|>$/g, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_.\s]+/g, ' ')
    .trim()
    .toLowerCase();

/** What a header leaves to be desired: the column that is missing. */
export interface MissingColumn {
  readonly missing: string;
}

/** True when a line of cells names prices: the header of a table of bars or ticks, complete or not. */
export function looksLikeHeader(cells: readonly string[]): boolean {
  const words = new Set(['open', 'high', 'low', 'close', 'bid', 'ask', ...TIME]);
  const speaks = (name: string): boolean =>
    words.has(name) || name.split(' ').some((word) => words.has(word));
  return cells.filter((cell) => speaks(normalised(cell))).length >= 2;
}

/**
 * Finds the columns by their names, whatever their case and order: bars with one side or both, or ticks. Of several
 * volumes the first is taken (exports put the base currency before the quote currency).
 */
export function columnsByName(cells: readonly string[]): NamedColumns | MissingColumn {
  const names = cells.map(normalised);
  const find = (...wanted: string[]): number => names.findIndex((name) => wanted.includes(name));
  const time = find(...TIME);
  if (time < 0) return { missing: 'time' };
  const ofDay = names.indexOf('time');
  const timeOfDay = names[time] === 'date' && ofDay >= 0 ? ofDay : null;
  const volume = names.findIndex((name) => VOLUME.test(name) || name === 'tickvol');
  const spread = find('spread', 'spreads');
  const adjustedClose = find('adj close', 'adjclose', 'adjusted close');
  const common = {
    time,
    timeOfDay,
    volume: volume < 0 ? null : volume,
    spread: spread < 0 ? null : spread,
    adjustedClose: adjustedClose < 0 ? null : adjustedClose,
  };
  const prices = pricesByName(find);
  return 'missing' in prices ? prices : { ...common, prices };
}

function pricesByName(find: (...wanted: string[]) => number): NamedColumns['prices'] | MissingColumn {
  const side = (name: string): PriceIndices => ({
    open: find(`${name} open`, `open ${name}`, `${name}open`, `open${name}`),
    high: find(`${name} high`, `high ${name}`, `${name}high`, `high${name}`),
    low: find(`${name} low`, `low ${name}`, `${name}low`, `low${name}`),
    close: find(`${name} close`, `close ${name}`, `${name}close`, `close${name}`),
  });
  const bid = side(SIDES.bid);
  const ask = side(SIDES.ask);
  if (isComplete(bid) && isComplete(ask)) return { kind: 'bars', bid, ask };
  const one = {
    open: find('open', 'o', 'first'),
    high: find('high', 'h', 'max'),
    low: find('low', 'l', 'min'),
    close: find('close', 'c', 'last close'),
  };
  if (isComplete(one)) return { kind: 'bars', bid: one, ask: null };
  const ticks = { bid: find('bid', 'bid price', 'bidprice'), ask: find('ask', 'ask price', 'askprice') };
  if (ticks.bid >= 0 && ticks.ask >= 0) return { kind: 'ticks', ...ticks };
  const missing = (['open', 'high', 'low', 'close'] as const).find((name) => one[name] < 0);
  return { missing: missing ?? 'open' };
}

const isComplete = (prices: PriceIndices): boolean => Object.values(prices).every((index) => index >= 0);
