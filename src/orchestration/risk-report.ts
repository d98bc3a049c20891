import { z } from 'zod';
import { EXPOSURE_RULES } from '../domain/risk/exposure-cap.ts';
import { filterEffectSchema, riskDecisionSchema } from './signal-book.ts';
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
  boundBy: z.enum(['risk_per_trade', 'exposure_cap', 'lot_step']),
});

/** How positions are sized: the rule, why it is what it is, and what it gives for the latest signal. */
export const sizingSchema = z.strictObject({
  /** Share of equity lost at the stop. */
  riskPerTrade: z.number(),
  /** Largest position, share of equity, and the rule it comes from. */
  exposureCap: z.number(),
  boundBy: z.enum(EXPOSURE_RULES),
  rules: z.array(z.strictObject({ rule: z.enum(EXPOSURE_RULES), exposure: figure })),
  kellyFraction: z.number(),
  /** Share of the full Kelly growth that the fraction keeps. */
  kellyGrowthShare: z.number(),
});

/** The document behind a risk assessment (artifact kind `risk_report`). */
export const riskReportSchema = z.strictObject({
  modelId: z.string(),
  approved: z.boolean(),
  /** `reduced`: approved, but the limits leave less than the stops ask for. */
  decision: riskDecisionSchema,
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
    /** Decisions on those that were kept. */
    approved: z.int(),
    reduced: z.int(),
    rejected: z.int(),
    /** Of these: came while a position was open, or at the last bar, and were not filled. */
    notFilled: z.int(),
  }),
  /** Compounded equity at an exposure of 1, starting at 1, at each bar's close. */
  equity: z.strictObject({ timeMs: series, value: series }),
  trades: z.array(tradeRowSchema),
  sizing: sizingSchema,
  /** What bad times would cost at an exposure of 1, and the exposure at which that meets the bar. */
  stress: z.array(
    z.strictObject({ name: z.string(), description: z.string(), loss: z.number(), exposure: z.number() }),
  ),
  /** Open positions and this one at its cap: what each adds to the CVaR of the whole; empty without open positions. */
  portfolio: z.array(z.strictObject({ name: z.string(), exposure: z.number(), cvar: z.number() })),
  /** What the signal filters dropped, and what that cost or saved. */
  filters: z.array(filterEffectSchema),
  account: z.strictObject({ equity: z.number(), example: positionExampleSchema.nullable() }),
});
export type RiskReport = z.infer<typeof riskReportSchema>;
