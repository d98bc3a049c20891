import { z } from 'zod';
import { TIMEFRAMES, type Timeframe } from './market.ts';
import { sourceSchema } from './source.ts';

const share = z.number().gt(0).max(1);

/** A position that is held already, in whatever instrument: what a new one is judged beside. */
const openPositionSchema = z.strictObject({
  symbol: z.string().min(1).max(32),
  side: z.enum(['long', 'short']),
  /** Share of equity it takes. */
  exposure: z.number().gt(0).max(100),
  /** Where its prices come from: read as the market's own source is. */
  source: sourceSchema,
  /** Length of its bars. */
  timeframe: z.enum(TIMEFRAMES as [Timeframe, ...Timeframe[]]).default('1d'),
});
export type OpenPosition = z.output<typeof openPositionSchema>;

/** Something bad that the data do not show. At least one of its effects is given; they act together. */
const scenarioSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9_]{1,40}$/, 'must be 1 to 40 of a to z, 0 to 9 and _'),
    /** Jump of the price, as a share of it: -0.1 falls by a tenth at once. */
    priceMove: z.number().gt(-1).max(10).optional(),
    /** What the spread is multiplied with; one below half a percent of the ATR counts as that. */
    spreadTimes: z.number().min(1).max(1_000).optional(),
    /** How many times as far every price moves; costs stay. */
    volatilityTimes: z.number().min(1).max(100).optional(),
  })
  .refine(
    (s) => s.priceMove !== undefined || s.spreadTimes !== undefined || s.volatilityTimes !== undefined,
    {
      message: 'must have at least one of priceMove, spreadTimes, volatilityTimes',
    },
  );
export type ScenarioSpec = z.output<typeof scenarioSchema>;

const stressSchema = z.strictObject({
  /** Largest loss in any scenario, share of equity. */
  maxLoss: share.default(0.3),
  /** An opening gap against the position, average true ranges of a wide bar. */
  gapAtr: z.number().gt(0).max(100).default(5),
  spreadTimes: z.number().min(1).max(1_000).default(10),
  volatilityTimes: z.number().min(1).max(100).default(3),
  /** Calendar days of the worst moves that are looked for in the data. */
  worstDays: z.int().min(1).max(365).default(7),
  /** Further scenarios: written by hand, or proposed by a person or a language model and put here by an edit of the spec. */
  scenarios: z.array(scenarioSchema).max(50).default([]),
});

export const riskSchema = z.strictObject({
  /** Share of the full Kelly stake that is used, after it was shrunk by its estimation error. */
  kellyFraction: share.default(0.25),
  /** Largest share of equity one trade may lose at its stop. */
  maxRiskPerTrade: z.number().gt(0).max(0.5).default(0.01),
  /** Largest position, share of equity; unset: `account.exposure`. */
  maxExposure: z.number().gt(0).max(500).optional(),
  /** Smallest position worth trading: a bot that the limits cut below it is rejected. */
  minExposure: z.number().gt(0).max(100).default(0.05),
  /** Annual volatility that positions are sized for, share of equity. */
  targetVolatility: z.number().gt(0).max(10).optional(),
  varConfidence: z.number().min(0.5).lt(1).default(0.95),
  /** Trading days (bars, of a record of fewer than 100 days) a forecast of value at risk is made of; a shorter record is halved. */
  varWindow: z.int().min(20).max(100_000).default(250),
  /** Smallest p-value of Kupiec's test when value at risk was passed more often than promised. */
  minVarCoverage: z.number().min(0).max(0.5).default(0.01),
  /**
   * Smallest p-value of Christoffersen's test that bars beyond the value at risk do not come in clusters; 0: shown, no bar. A
   * bot that is flat most of the time fails it by being flat, for only bars with a position can lie beyond.
   */
  minVarIndependence: z.number().min(0).max(0.5).default(0),
  /** Largest CVaR of one period at `varConfidence`, share of equity, at the size that is allowed. */
  maxCvar: share.default(0.03),
  /** The same for all positions together. */
  maxPortfolioCvar: share.default(0.05),
  /** Largest peak-to-trough loss out of sample, share of equity, at the size that is allowed. */
  maxDrawdown: share.default(0.25),
  /** Smallest reward (target after costs) per unit of risk (stop plus costs). */
  minRiskReward: z.number().gt(0).max(100).default(0.8),
  /** Mean net return of a trade must be above this. */
  minExpectancy: z.number().min(0).max(1).default(0),
  stress: stressSchema.prefault({}),
  openPositions: z.array(openPositionSchema).max(50).default([]),
  /** Account the position sizes are printed for, in its currency. */
  accountEquity: z.number().gt(0).max(1e12).default(100_000),
});
