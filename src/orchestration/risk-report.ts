import { z } from 'zod';
import { gateSchema } from './state.ts';
import { tradeRowSchema } from './trade-row.ts';

const figure = z.number().nullable();
const series = z.array(z.number());

/** Size of one position for the account of the spec. */
export const positionExampleSchema = z.strictObject({
  at: z.string(),
  side: z.enum(['long', 'short']),
  price: z.number(),
  stop: z.number(),
  units: z.number(),
  notional: z.number(),
  exposure: z.number(),
  lossAtStop: z.number(),
  lossShare: z.number(),
  boundBy: z.enum(['risk_per_trade', 'exposure_cap']),
});

/** How positions are sized: the rule, why it is what it is, and what it gives for the latest signal. */
export const sizingSchema = z.strictObject({
  /** Share of equity lost at the stop. */
  riskPerTrade: z.number(),
  /** Largest position, share of equity, and the rule it comes from. */
  exposureCap: z.number(),
  boundBy: z.enum(['kelly', 'cvar', 'drawdown']),
  rules: z.array(z.strictObject({ rule: z.enum(['kelly', 'cvar', 'drawdown']), exposure: figure })),
  kellyFraction: z.number(),
  /** Share of the full Kelly growth that the fraction keeps. */
  kellyGrowthShare: z.number(),
});

/** The document behind a risk assessment (artifact kind `risk_report`). */
export const riskReportSchema = z.strictObject({
  modelId: z.string(),
  approved: z.boolean(),
  reasons: z.array(z.string()),
  gates: z.array(gateSchema),
  figures: z.record(z.string(), figure),
  limits: z.record(z.string(), z.number()),
  /** The out-of-sample bars the figures are over. */
  segment: z.strictObject({ firstAt: z.string(), lastAt: z.string(), bars: z.int() }),
  signals: z.strictObject({
    /** Signals the evaluator kept. */
    kept: z.int(),
    /** Of these: below the reward-risk bar and therefore not traded. */
    belowRiskReward: z.int(),
    /** Of these: came while a position was open, or at the last bar, and were not filled. */
    notFilled: z.int(),
  }),
  /** Compounded equity at an exposure of 1, starting at 1, at each bar's close. */
  equity: z.strictObject({ timeMs: series, value: series }),
  trades: z.array(tradeRowSchema),
  sizing: sizingSchema,
  account: z.strictObject({ equity: z.number(), example: positionExampleSchema.nullable() }),
});
export type RiskReport = z.infer<typeof riskReportSchema>;
