export const ASSET_CLASSES = [
  'fx',
  'metal',
  'energy',
  'index_cfd',
  'index',
  'equity',
  'crypto',
  'crypto_cfd',
] as const;
export type AssetClass = (typeof ASSET_CLASSES)[number];

/**
 * When a market trades: `fx` Sunday 17:00 to Friday 17:00 New York; `cfd` the same with a daily break, to be learned from
 * the data; `us_equity` 9:30 to 16:00 New York on trading days; `always` without a pause; `weekdays` broker crypto.
 */
export const SESSIONS = ['fx', 'cfd', 'us_equity', 'always', 'weekdays'] as const;
export type MarketSession = (typeof SESSIONS)[number];

/** What a night costs, by the side held. */
export interface Swap {
  readonly long: number;
  readonly short: number;
  readonly unit: 'points' | 'percent_a_year' | 'none';
  /** Day of the triple charge, 1 Monday to 5 Friday; null without one. */
  readonly tripleDay: number | null;
}

/** The contract behind a symbol. Values in the quote currency. */
export interface Instrument {
  readonly symbol: string;
  readonly assetClass: AssetClass;
  readonly base: string;
  readonly quote: string;
  /** Digits after the decimal point of a price; a point is the last of them. */
  readonly digits: number;
  readonly point: number;
  /** What traders count in: ten points on currency pairs with a fractional digit. */
  readonly pip: number;
  /** Units of the base in one lot. */
  readonly contractSize: number;
  /** What one point is worth on one lot, in the quote currency. */
  readonly tickValue: number;
  readonly session: MarketSession;
  readonly swap: Swap;
}

interface Currencies {
  readonly base: string;
  readonly quote: string;
}

export interface InstrumentFamily {
  /** Base and quote when the symbol (upper case, bare) belongs to the family. */
  readonly match: (symbol: string) => Currencies | null;
  readonly contract: (currencies: Currencies) => Omit<Instrument, 'symbol'>;
}

const FIAT =
  'USD|EUR|GBP|JPY|CHF|AUD|NZD|CAD|SEK|NOK|DKK|PLN|HUF|CZK|TRY|ZAR|MXN|SGD|HKD|CNH|CNY|ILS|RON|THB|RUB|INR|KRW|BRL';
/** Quoted with three digits, for a unit of it is worth about a cent. */
const SMALL_UNITS = new Set(['JPY', 'HUF', 'THB', 'KRW', 'INR', 'RUB', 'CZK']);
/** Digits of a coin in dollars: the finest price tick (`tickSize`) Binance has quoted its USDT pair with, spot or perpetual. */
const COIN_DIGITS: Readonly<Record<string, number>> = {
  ...{ BTC: 2, XBT: 2, ETH: 2, LTC: 2, BCH: 2, SOL: 2, BNB: 2, XMR: 2, DASH: 2, ZEC: 2 },
  ...{ LINK: 3, UNI: 3, AVAX: 3, DOT: 3, ATOM: 3, ETC: 3, NEO: 3 },
  ...{ XRP: 4, ADA: 4, MATIC: 4, EOS: 4, ALGO: 4, IOTA: 4 },
  ...{ DOGE: 5, TRX: 5, XLM: 5, VET: 6, SHIB: 8, PEPE: 8 },
};
/** Of a coin that is not listed above: most are worth less than a dollar, and a digit too many is no misreading. */
const OTHER_COIN_DIGITS = 4;
/** A bitcoin is divided into 1e8; no pair is quoted finer. */
const MOST_COIN_DIGITS = 8;
/** Digits more than in dollars, by what the quote currency is worth (100 yen, thousands of dollars in ether and bitcoin). */
const MORE_DIGITS_IN: Readonly<Record<string, number>> = { JPY: -2, ETH: 3, BTC: 4 };
const COINS = Object.keys(COIN_DIGITS).join('|');
const STABLE = 'USDT|USDC|BUSD|FDUSD|TUSD';
/** Cash indices as brokers and Dukascopy call them. */
const INDICES =
  /^(US(A)?(500|30|100|2000|TEC|SPX)|USATECH|SPX500|SP500|NAS100|NDX100|WS30|DJ30|US30|GER(40|30)|DE(40|30)|DEU|UK100|GBR|FRA(40)?|EUSTX50|EU50|ESP35|JPN225|JP225|AUS200|AUS|HK(50|G)|CHE|SUI20)(IDX)?([A-Z]{3})?$/;
/** Indices themselves, not contracts on them. */
const PLAIN_INDICES = new Set([
  'SPX',
  'GSPC',
  'NDX',
  'DJI',
  'IXIC',
  'RUT',
  'VIX',
  'FTSE',
  'GDAXI',
  'N225',
  'STOXX50E',
]);

const pair =
  (pattern: RegExp) =>
  (symbol: string): Currencies | null => {
    const match = pattern.exec(symbol);
    return match ? { base: match[1], quote: match[2] } : null;
  };

const contract = (
  assetClass: AssetClass,
  session: MarketSession,
  { digits, pipPoints = 1, size, swap }: { digits: number; pipPoints?: number; size: number; swap: Swap },
) => {
  const point = Number(`1e-${digits}`);
  return (currencies: Currencies): Omit<Instrument, 'symbol'> => ({
    assetClass,
    ...currencies,
    digits,
    point,
    pip: Number((point * pipPoints).toFixed(digits)),
    contractSize: size,
    tickValue: Number((point * size).toPrecision(12)),
    session,
    swap,
  });
};

const coinDigits = ({ base, quote }: Currencies): number => {
  const inDollars = COIN_DIGITS[base] ?? OTHER_COIN_DIGITS;
  return Math.min(MOST_COIN_DIGITS, Math.max(0, inDollars + (MORE_DIGITS_IN[quote] ?? 0)));
};

const NO_SWAP: Swap = { long: 0, short: 0, unit: 'none', tripleDay: null };
/** EA Studio's defaults for currencies: -2 points a night either way; three nights on Wednesday, as settlement is T+2. */
const FX_SWAP: Swap = { long: -2, short: -2, unit: 'points', tripleDay: 3 };
const FINANCED: Swap = { long: -6, short: -1, unit: 'percent_a_year', tripleDay: 5 };

/** The first that matches describes a symbol. */
export const INSTRUMENT_FAMILIES: readonly InstrumentFamily[] = [
  {
    match: pair(new RegExp(`^(${FIAT})(${FIAT})$`)),
    contract: (currencies) =>
      contract('fx', 'fx', {
        digits: SMALL_UNITS.has(currencies.quote) ? 3 : 5,
        pipPoints: 10,
        size: 100_000,
        swap: FX_SWAP,
      })(currencies),
  },
  {
    match: pair(/^(XAU|GOLD)(USD|EUR|GBP|CHF|AUD|JPY)?$/),
    contract: ({ quote }) =>
      contract('metal', 'cfd', { digits: 2, pipPoints: 10, size: 100, swap: FINANCED })({
        base: 'XAU',
        quote: quote ?? 'USD',
      }),
  },
  {
    match: pair(/^(XAG|SILVER)(USD|EUR|AUD)?$/),
    contract: ({ quote }) =>
      contract('metal', 'cfd', { digits: 3, pipPoints: 10, size: 5_000, swap: FINANCED })({
        base: 'XAG',
        quote: quote ?? 'USD',
      }),
  },
  {
    match: pair(/^(XPT|XPD)(USD)$/),
    contract: contract('metal', 'cfd', { digits: 2, pipPoints: 10, size: 100, swap: FINANCED }),
  },
  {
    match: (symbol) =>
      /^(XTIUSD|XBRUSD|USOIL|UKOIL|WTI|BRENT|BRENTCMDUSD|LIGHTCMDUSD)$/.test(symbol)
        ? { base: symbol, quote: 'USD' }
        : null,
    contract: contract('energy', 'cfd', { digits: 3, pipPoints: 10, size: 1_000, swap: FINANCED }),
  },
  {
    match: pair(new RegExp(`^([A-Z0-9]{2,10})(${STABLE})$`)),
    contract: (currencies) =>
      contract('crypto', 'always', { digits: coinDigits(currencies), size: 1, swap: NO_SWAP })(currencies),
  },
  {
    match: pair(new RegExp(`^(${COINS})-?(USD|EUR|GBP|JPY|BTC|ETH)$`)),
    contract: (currencies) =>
      contract('crypto_cfd', 'weekdays', {
        digits: coinDigits(currencies),
        size: 1,
        swap: { long: -20, short: -20, unit: 'percent_a_year', tripleDay: null },
      })(currencies),
  },
  {
    match: (symbol) => {
      const match = INDICES.exec(symbol);
      return match ? { base: symbol, quote: match.at(-1) ?? 'USD' } : null;
    },
    contract: contract('index_cfd', 'cfd', { digits: 2, size: 1, swap: FINANCED }),
  },
  {
    match: (symbol) => (PLAIN_INDICES.has(symbol) ? { base: symbol, quote: 'USD' } : null),
    contract: contract('index', 'us_equity', { digits: 2, size: 1, swap: NO_SWAP }),
  },
];
