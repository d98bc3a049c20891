import { z } from 'zod';
import { findZone, ZONE_NAMES } from '../../domain/time/zone.ts';
import { symbolSchema, timeframeSchema } from './market.ts';
import { sourceSchema } from './source.ts';

/** Cost figures are basis points (1/10,000) of the traded value. */
const basisPoints = z.number().min(0).max(1_000);
const BASIS_POINTS = 'basis points from 0 to 1000';

const commissionSchema = z.union(
  [
    basisPoints,
    z.strictObject({
      bps: basisPoints.default(0),
      /** Money of the account per lot. */
      perLot: z.number().min(0).max(10_000).default(0),
      /** Least money of the account per order. */
      minimum: z.number().min(0).max(10_000).default(0),
    }),
  ],
  { error: `must be ${BASIS_POINTS}, or an object of bps, perLot and minimum` },
);

const slippageSchema = z.union(
  [
    basisPoints,
    /** A share of the range of the bar before the fill. */
    z.strictObject({ model: z.literal('range'), share: z.number().min(0).max(10) }),
    /** The square-root law: coefficient * range * sqrt(quantity / volume) of the bar before the fill. */
    z.strictObject({ model: z.literal('impact'), coefficient: z.number().min(0).max(100) }),
  ],
  {
    error: `must be ${BASIS_POINTS}, { model: "range", share: 0 to 10 } or { model: "impact", coefficient: 0 to 100 }`,
  },
);

const swapSchema = z.union(
  [
    /** What is known of the instrument. */
    z.literal('instrument'),
    z.strictObject({
      /** Per night held: a positive figure is paid, a negative one received. */
      long: z.number().min(-1_000).max(1_000),
      short: z.number().min(-1_000).max(1_000),
      /** Basis points or points of the price a night, or percent of the value a year. */
      unit: z.enum(['bps', 'points', 'percent_a_year']).default('bps'),
      /** Day of the triple charge, 1 Monday to 5 Friday, by New York's 17:00; null: each midnight UTC counts once. */
      tripleDay: z.int().min(1).max(5).nullable().default(null),
    }),
  ],
  { error: 'must be "instrument", or an object of long, short (-1000 to 1000), unit and tripleDay (1 to 5)' },
);

export const costsSchema = z.strictObject({
  /** Full bid-ask spread: basis points, half on entry and half on exit, or the column of the data, paid where one buys. */
  spread: z
    .union([basisPoints, z.literal('data')], { error: `must be ${BASIS_POINTS}, or "data"` })
    .default(1),
  /** Commission per side. */
  commission: commissionSchema.default(0.5),
  /** Slippage per side, always against the trade. */
  slippage: slippageSchema.default(0.5),
  swap: swapSchema.optional(),
  /** Percent a year, by the time held. */
  financing: z
    .strictObject({
      /** On what a long position is worth beyond the equity. */
      margin: z.number().min(0).max(1_000).default(0),
      /** On the value of a short position. */
      borrow: z.number().min(0).max(1_000).default(0),
    })
    .optional(),
});

const currency = z.string().regex(/^[A-Z]{3,5}$/, 'must be a currency code in capitals, such as USD');

export const accountSchema = z
  .strictObject({
    /** Currency the account is kept in; without it the quote currency of the instrument. */
    currency: currency.optional(),
    /** Money of the account for one unit of the quote currency, when the instrument has neither side in it. */
    conversionRate: z.number().gt(0).max(1e9).optional(),
    /**
     * Prices of the pair of the two currencies, either way round, that amounts are converted by: at each bar by the last close
     * known as it opened. `conversionRate` then holds for bars of which the pair says nothing.
     */
    conversion: z
      .strictObject({
        source: sourceSchema,
        /** Name of the pair; unset: as the source says. */
        symbol: symbolSchema.optional(),
        /** Bar length of the source; unset: that of the market. Its stamps must be opens. */
        timeframe: timeframeSchema.optional(),
      })
      .optional(),
    /** What cash earns, share a year: what the record is held against beside the instrument itself. */
    cashRate: z.number().min(0).max(1).default(0),
    /** Value of all positions at their opening per unit of equity. */
    exposure: z.number().gt(0).max(500).default(1),
    /** Largest value of positions per unit of equity: margin is value / leverage. */
    leverage: z.number().min(1).max(500).default(1),
    /** Share of the margin to which equity may fall before everything is closed; without leverage nothing is borrowed. */
    stopOut: z.number().min(0).lt(1).default(0.5),
    /** Step of a position's size in lots, rounded down; 0: any size. */
    lotStep: z.number().min(0).max(1_000_000).default(0),
    /** Positions held at once, all of one side; each takes an equal part of the exposure. */
    maxPositions: z.int().min(1).max(100).default(1),
  })
  .refine((account) => account.exposure <= account.leverage, {
    path: ['exposure'],
    message: 'must be within account.leverage: a position beyond it has no margin',
  });

/** Share of the stop's distance. */
const offset = z.number().min(0).max(10);
/** Bars an order rests. */
const restingBars = z.int().min(1).max(1_000).default(1);

const entrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('market') }),
  z.strictObject({ kind: z.literal('limit'), offset, bars: restingBars }),
  z.strictObject({ kind: z.literal('stop'), offset, bars: restingBars }),
  z.strictObject({
    kind: z.literal('stop_limit'),
    offset,
    bars: restingBars,
    limitOffset: offset.default(0),
  }),
  z.strictObject({
    /** A stop `offset` away on the worse side and a limit `limitOffset` away on the better: one cancels the other. */
    kind: z.literal('oco'),
    offset,
    bars: restingBars,
    limitOffset: offset,
  }),
]);

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day, 00:00 to 23:59');

const sessionsSchema = z.strictObject({
  /** Clock the windows are on. */
  zone: z
    .string()
    .refine((name) => findZone(name) !== null, `must be one of ${ZONE_NAMES}`)
    .default('UTC'),
  windows: z
    .array(
      z.strictObject({
        /** Days a window begins on, 1 Monday to 7 Sunday. */
        days: z.array(z.int().min(1).max(7)).min(1).max(7).default([1, 2, 3, 4, 5]),
        /** From inclusive, to exclusive; one that does not end later than it begins ends on the next day. */
        from: timeOfDay,
        to: timeOfDay,
      }),
    )
    .min(1)
    .max(50),
  /** Close what is open at the first bar outside. */
  flat: z.boolean().default(false),
});

const scaleOutSchema = z
  .array(
    z.strictObject({
      /** Of the size the position was opened with. */
      share: z.number().gt(0).lt(1),
      /** Of the way from the entry to the target. */
      at: z.number().gt(0).lt(1),
    }),
  )
  .min(1)
  .max(10)
  .refine((parts) => parts.every(({ at }, k) => k === 0 || at > parts[k - 1].at), {
    message: 'must be in the order of their prices: each `at` above the one before it',
  })
  .refine((parts) => parts.reduce((sum, { share }) => sum + share, 0) < 1, {
    message: 'must leave something to the target: the shares must sum to less than 1',
  });

export const executionSchema = z.strictObject({
  /** How a signal is ordered: at the next open, or by an order that waits `offset` stop distances from the close. */
  entry: entrySchema.default({ kind: 'market' }),
  /** Whether the stop follows the best price at its distance. */
  trailingStop: z.boolean().default(false),
  /** Parts of a position that are closed on the way to its target, each by a limit order of its own. */
  scaleOut: scaleOutSchema.optional(),
  /** When positions may be opened; without it always. */
  sessions: sessionsSchema.optional(),
});
