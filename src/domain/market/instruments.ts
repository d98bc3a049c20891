import { INSTRUMENT_FAMILIES, type Instrument } from './instrument-families.ts';

/**
 * The contract of a symbol as most brokers trade it: the family its name belongs to. Prefixes and suffixes of brokers
 * (`#US500`, `EURUSD.m`, `EURUSDpro`) are passed over.
 * @returns null for a symbol no family knows; `instrumentOf` then falls back to a plain one
 */
export function findInstrument(symbol: string): Instrument | null {
  for (const bare of spellings(symbol)) {
    for (const family of INSTRUMENT_FAMILIES) {
      const currencies = family.match(bare);
      if (currencies) return { symbol: bare, ...family.contract(currencies) };
    }
  }
  return null;
}

/** What may be said instead of the registry; `undefined` says nothing. */
type InstrumentOverrides = { readonly [K in keyof Omit<Instrument, 'symbol'>]?: Instrument[K] | undefined };

/** The contract of a symbol; what the registry does not know is a share of two digits, one a lot, in dollars. */
export function instrumentOf(symbol: string, overrides: InstrumentOverrides = {}): Instrument {
  const known = findInstrument(symbol) ?? plainShare(symbol);
  const digits = overrides.digits ?? known.digits;
  const point = overrides.point ?? (overrides.digits === undefined ? known.point : Number(`1e-${digits}`));
  const contractSize = overrides.contractSize ?? known.contractSize;
  const said = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return {
    ...known,
    digits,
    point,
    pip: point * Math.round(known.pip / known.point),
    contractSize,
    tickValue: Number((point * contractSize).toPrecision(12)),
    ...Object.fromEntries(said),
  };
}

/**
 * The instrument a file or dataset name speaks of: the first of its words the registry knows
 * (`ejtrader_GBPUSD_H1.csv`: GBPUSD). Null when there is none.
 */
export function instrumentInName(name: string): Instrument | null {
  for (const word of name.split(/[^A-Za-z0-9#]+/)) {
    // As it is first: the digits of US30 and GER40 look like bar lengths.
    for (const bare of [word, word.replace(/(?<=[A-Za-z]{6})\d{1,5}$/, ''), word.replace(BAR_LENGTH, '')]) {
      const found = bare.length >= 3 ? findInstrument(bare) : null;
      if (found) return found;
    }
  }
  return null;
}

/** Minutes behind a symbol, as `US50015.lb.gz` has them. */
const BAR_LENGTH = /(?:10080|1440|720|480|360|240|180|120|60|30|15|10|5|3|1)$/;

/** The symbol as it is, then without what brokers put around it. */
function spellings(symbol: string): string[] {
  const upper = symbol.toUpperCase().replace(/\//g, '');
  const bare = upper.replace(/^[#._^]+/, '').replace(/[._-][A-Z0-9]{1,5}$/, '');
  const six = /^([A-Z]{6})(PRO|ECN|RAW|MICRO|M|C|I|R)$/.exec(bare)?.[1];
  return [...new Set([upper, bare, ...(six ? [six] : [])])];
}

const plainShare = (symbol: string): Instrument => ({
  symbol: symbol.toUpperCase(),
  assetClass: 'equity',
  base: symbol.toUpperCase(),
  quote: 'USD',
  digits: 2,
  point: 0.01,
  pip: 0.01,
  contractSize: 1,
  tickValue: 0.01,
  session: 'us_equity',
  swap: { long: 0, short: 0, unit: 'none', tripleDay: null },
});
