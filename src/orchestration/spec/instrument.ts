import { z } from 'zod';
import { ASSET_CLASSES, SESSIONS } from '../../domain/market/instrument-families.ts';

const currency = z.string().regex(/^[A-Z0-9]{2,12}$/, 'must be 2 to 12 capital letters or digits');
const amount = z.number().gt(0).max(1e12);

const swapSchema = z.strictObject({
  /** What a night costs the side held; negative figures are paid, positive ones received. */
  long: z.number().min(-1e6).max(1e6),
  short: z.number().min(-1e6).max(1e6),
  unit: z.enum(['points', 'percent_a_year', 'none']),
  /** Day of the triple charge, 1 Monday to 5 Friday; null without one. */
  tripleDay: z.int().min(1).max(5).nullable(),
});

/** The contract behind a symbol, every field known: what a dataset carries. */
export const instrumentSchema = z.strictObject({
  symbol: z.string(),
  assetClass: z.enum(ASSET_CLASSES),
  base: z.string(),
  quote: z.string(),
  digits: z.int().min(0),
  point: z.number().gt(0),
  pip: z.number().gt(0),
  contractSize: z.number().gt(0),
  tickValue: z.number().gt(0),
  session: z.enum(SESSIONS),
  swap: swapSchema,
});

/** What a spec says about its instrument; the registry says the rest by the symbol. */
export const instrumentOverridesSchema = z
  .strictObject({
    assetClass: z.enum(ASSET_CLASSES),
    base: currency,
    quote: currency,
    /** Digits after the decimal point of a price. */
    digits: z.int().min(0).max(10),
    /** Smallest price step; unset: 10^-digits. */
    point: amount,
    /** What spreads and stops are counted in; unset: as many points as the registry's. */
    pip: amount,
    /** Units of the base in one lot. */
    contractSize: amount,
    /** What one point is worth on one lot, quote currency; unset: point times contractSize. */
    tickValue: amount,
    session: z.enum(SESSIONS),
    swap: swapSchema,
  })
  .partial();
