import { z } from 'zod';
import { DAY_STARTS } from '../../domain/calendar/buckets.ts';

/** The bars of the source are shorter than `market.timeframe`, and are put together. */
export const resampleSchema = (timeframes: readonly [string, ...string[]]) =>
  z.strictObject({
    /** Bar length of the source. */
    from: z.enum(timeframes),
    /** Where days begin: midnight UTC, or 17:00 New York, where the FX day ends. */
    dayBoundary: z.enum(DAY_STARTS).default('utc'),
  });

/** A split or a dividend that prices before its ex-date are adjusted for. */
export const adjustmentSchema = z
  .strictObject({
    /** First day without the right. */
    exDate: z.iso.date(),
    /** New shares for one old one. */
    split: z.number().gt(0).max(1_000).optional(),
    /** Cash a share, quote currency, as paid then. */
    dividend: z.number().gt(0).max(1e9).optional(),
  })
  .refine(({ split, dividend }) => split !== undefined || dividend !== undefined, {
    message: 'must name a split or a dividend',
  });
