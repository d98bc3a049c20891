import { z } from 'zod';
import { findFeature } from '../../domain/features/registry.ts';

/** A primary rule: the side of a feature against a threshold, known at the bar's close. */
export const metaSchema = z.strictObject({
  /** Name of a feature of the registry. */
  feature: z
    .string()
    .refine((name) => isFeature(name), 'must be the name of a feature, see docs/features.md'),
  /** Long above it, short below it, no side at it. */
  threshold: z.number().default(0),
  /** Long below it, short above it. */
  reversed: z.boolean().default(false),
});

function isFeature(name: string): boolean {
  try {
    return findFeature(name) !== undefined;
  } catch {
    // A template's name with parameters it refuses.
    return false;
  }
}

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
    /** With it the model learns meta-labels: whether to take the side of a primary rule, not which side to take. */
    meta: metaSchema.optional(),
  })
  .refine((labels) => labels.method !== 'trend-scanning' || labels.horizonBars >= 2, {
    path: ['horizonBars'],
    message: 'must be at least 2 for trend scanning: a line needs three points',
  });
