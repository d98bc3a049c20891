import { z } from 'zod';

export const labelsSchema = z
  .strictObject({
    method: z.enum(['triple-barrier', 'forward-return', 'trend-scanning']).default('triple-barrier'),
    /** Distance of the upper barrier above the entry, in units of `volatility` at the event bar. */
    takeProfitAtr: z.number().gt(0).max(50).default(2),
    /** Distance of the lower barrier below the entry, in the same units. A short trades between the same levels. */
    stopLossAtr: z.number().gt(0).max(50).default(2),
    /** Time limit of a label and of a trade, in bars. */
    horizonBars: z.int().min(1).max(1_000).default(10),
    /** Unit of both distances: ATR(14), or the exponentially weighted deviation of returns, span 100. */
    volatility: z.enum(['atr', 'ewm']).default('atr'),
    /**
     * When one bar reaches both barriers: the stop counts, the one nearer to the bar's open, or there is no label.
     * Trades always take the stop.
     */
    bothTouch: z.enum(['stop', 'nearest', 'drop']).default('stop'),
    /** Whether barriers are moved out by the cost of a round trip, and a gain within it counts as none. */
    costAware: z.boolean().default(false),
  })
  .refine((labels) => labels.method !== 'trend-scanning' || labels.horizonBars >= 2, {
    path: ['horizonBars'],
    message: 'must be at least 2 for trend scanning: a line needs three points',
  });
