import { z } from 'zod';
import { VOLATILITY_REGIMES } from '../../domain/signals/regime.ts';

const newsSchema = z.strictObject({
  /** A table of events inside the data folder: `time`, `currency`, `impact`, `title` (docs/data-sources.md). */
  path: z.string().min(1).max(500),
  /** Minutes before and after an event in which nothing is entered. */
  beforeMinutes: z.int().min(0).max(10_080).default(30),
  afterMinutes: z.int().min(0).max(10_080).default(30),
  /** Currencies whose events count; unset: those of the instrument. */
  currencies: z
    .array(z.string().regex(/^[A-Z]{3}$/))
    .min(1)
    .max(30)
    .optional(),
  /** Least important events that count. */
  impact: z.enum(['low', 'medium', 'high']).default('high'),
});
export type NewsSpec = z.output<typeof newsSchema>;

export const filtersSchema = z.strictObject({
  /** Bars after a signal in which no further one is kept. */
  cooldownBars: z.int().min(0).max(10_000).default(0),
  /** Keep only signals along the trend: long above the 200-bar average, short below it. */
  withTrend: z.boolean().default(false),
  /** Drop signals when ATR(14) / price is above this share; 1 keeps all. */
  maxAtrShare: z.number().gt(0).max(1).default(1),
  /** Keep only signals in these thirds of the volatility of the last 250 bars. */
  regimes: z.array(z.enum(VOLATILITY_REGIMES)).min(1).max(3).optional(),
  /** Drop signals when the quoted spread is above this share of the stop's distance. */
  maxSpreadShare: z.number().gt(0).max(1).optional(),
  news: newsSchema.optional(),
  /** Fewest readings of the market's structure for the traded side, less those against it; there are seven. */
  minConfluence: z.int().min(-7).max(7).optional(),
  /** Largest correlation, over 100 bars, with a position of `risk.openPositions`. */
  maxCorrelation: z.number().min(-1).max(1).optional(),
  /** Most signals of one trading day: from New York's 17:00, from midnight UTC in a market that never closes. */
  dailyCap: z.int().min(1).max(10_000).optional(),
  /** Largest risk open at once, share of equity; each signal risks `risk.maxRiskPerTrade`. */
  riskBudget: z.number().gt(0).max(1).optional(),
});

export const signalsSchema = z.strictObject({
  /** Smallest calibrated probability of the traded side. */
  minConfidence: z.number().min(0.5).lt(1).default(0.52),
  filters: filtersSchema.prefault({}),
});
