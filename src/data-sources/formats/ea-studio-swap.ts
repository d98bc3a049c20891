import type { Swap } from '../../domain/market/instrument-families.ts';

/** The keys of an EA Studio data file that say what a night costs. */
export const SWAP_KEYS = ['swapLong', 'swapShort', 'swapType', 'swapMode', 'swapThreeDays'] as const;

/** How MetaTrader 5 names a swap (`ENUM_SYMBOL_SWAP_MODE`); the place in the list is the figure of `swapMode`. */
const MODES = [
  'disabled',
  'points',
  'base currency',
  'margin currency',
  'deposit currency',
  'interest of the current price',
  'interest of the open price',
  'reopening at the close',
  'reopening at the bid',
] as const;
type Mode = (typeof MODES)[number];

/** MetaTrader 4's `MODE_SWAPTYPE` 0 to 3, which `swapType` holds, as the modes of MetaTrader 5. */
const MODE_OF_TYPE: readonly Mode[] = [
  'points',
  'base currency',
  'interest of the current price',
  'margin currency',
];

/** MetaTrader counts interest by a bank year of 360 days, `percent_a_year` by one of 365. */
const DAYS_OF_THEIR_YEAR = 360;
const DAYS_OF_OUR_YEAR = 365;
/** EA Studio's own lot where a file names none. */
const USUAL_LOT = 100_000;
/** No night costs more, whatever the unit. */
const LARGEST = 1e6;

interface SwapReading {
  /** Null when the file says nothing of a swap, or nothing that can be counted without prices and accounts. */
  readonly swap: Swap | null;
  readonly remarks: readonly string[];
}

/**
 * What a night costs, from the keys of an EA Studio data file. `swapMode` decides, else `swapType`, else points, as in EA
 * Studio. Money in the base currency is a share of the lot and becomes interest; money in the margin or deposit currency,
 * and positions that are reopened, depend on prices and accounts the file does not hold: such a swap is left out, and said.
 */
export function readSwap(file: Readonly<Record<string, unknown>>): SwapReading {
  const [long, short] = [finite(file.swapLong), finite(file.swapShort)];
  if (long === null || short === null) return { swap: null, remarks: [] };
  const mode = modeOf(file);
  if (mode === null) return leftOut(`swapMode ${String(file.swapMode)}, swapType ${String(file.swapType)}`);
  const { tripleDay, remarks } = tripleDayOf(file.swapThreeDays);
  const told = (unit: Swap['unit'], factor: number, ...more: string[]): SwapReading => {
    const swap = { long: tidy(long * factor), short: tidy(short * factor), unit, tripleDay };
    if (Math.abs(swap.long) > LARGEST || Math.abs(swap.short) > LARGEST)
      return leftOut(`figures like ${long} and ${short}`);
    return { swap, remarks: [...remarks, ...more] };
  };
  switch (mode) {
    case 'disabled':
      return { swap: { long: 0, short: 0, unit: 'none', tripleDay: null }, remarks: [] };
    case 'points':
      return told('points', 1);
    case 'interest of the current price':
      return told('percent_a_year', DAYS_OF_OUR_YEAR / DAYS_OF_THEIR_YEAR);
    case 'interest of the open price':
      return told(
        'percent_a_year',
        DAYS_OF_OUR_YEAR / DAYS_OF_THEIR_YEAR,
        'The swap is interest of the price a position was opened at; it is taken as interest of the current one.',
      );
    case 'base currency':
      return told('percent_a_year', (100 * DAYS_OF_OUR_YEAR) / (finite(file.lotSize) || USUAL_LOT));
    default:
      return leftOut(mode);
  }
}

const leftOut = (what: string): SwapReading => ({
  swap: null,
  remarks: [
    `The swap is not taken over: it is counted in ${what}. market.instrument.swap says what a night costs.`,
  ],
});

/** The keys a swap is written with, and what they cannot say. */
export function writeSwap({ long, short, unit, tripleDay }: Swap): {
  readonly keys: Readonly<Record<(typeof SWAP_KEYS)[number], number>>;
  readonly leftOut: readonly string[];
} {
  // The format always has such a day; its own default is Friday.
  const swapThreeDays = tripleDay ?? 5;
  if (unit === 'none') {
    return {
      keys: { swapLong: 0, swapShort: 0, swapType: 0, swapMode: MODES.indexOf('disabled'), swapThreeDays },
      leftOut: [],
    };
  }
  const mode: Mode = unit === 'points' ? 'points' : 'interest of the current price';
  const factor = unit === 'points' ? 1 : DAYS_OF_THEIR_YEAR / DAYS_OF_OUR_YEAR;
  return {
    keys: {
      swapLong: tidy(long * factor),
      swapShort: tidy(short * factor),
      swapType: MODE_OF_TYPE.indexOf(mode),
      swapMode: MODES.indexOf(mode),
      swapThreeDays,
    },
    leftOut:
      tripleDay === null
        ? ['No night of the instrument counts three times; the format always has one, Friday was written.']
        : [],
  };
}

function modeOf(file: Readonly<Record<string, unknown>>): Mode | null {
  const [mode, type] = [finite(file.swapMode), finite(file.swapType)];
  if (mode !== null) return MODES[mode] ?? null;
  return type === null ? 'points' : (MODE_OF_TYPE[type] ?? null);
}

/** 0 Sunday to 6 Saturday; nights are charged Monday to Friday. EA Studio's default is Friday. */
function tripleDayOf(day: unknown): {
  readonly tripleDay: number | null;
  readonly remarks: readonly string[];
} {
  const known = finite(day) ?? 5;
  if (Number.isInteger(known) && known >= 1 && known <= 5) return { tripleDay: known, remarks: [] };
  return { tripleDay: null, remarks: [`swapThreeDays ${known} is no weekday: no night counts three times.`] };
}

const finite = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Without the noise of the conversion: -6 % there and back is -6 %. */
const tidy = (value: number): number => Number(value.toPrecision(12));
