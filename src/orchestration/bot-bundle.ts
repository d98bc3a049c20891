import { z } from 'zod';
import { sizingSchema } from './risk-report.ts';
import { metaSchema } from './spec/labels.ts';
import { filtersSchema } from './spec/signals.ts';
import { accountSchema, costsSchema, executionSchema } from './spec/trading.ts';
import { calibrationSchema, gateSchema } from './state.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const figures = z.record(z.string(), z.number().nullable());
const sidePayoff = z.strictObject({ whenUp: z.number(), whenDown: z.number(), costShare: z.number() });

export const BUNDLE_FORMAT = 'bullwright.bot';
export const BUNDLE_VERSION = 1;

/**
 * A bot in one document: everything it takes to run it, to judge it and to know where it comes from. It holds
 * nothing of the run that made it (no ids, no times of work), so that the same data and seed give the same hash.
 */
export const botBundleSchema = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  version: z.literal(BUNDLE_VERSION),
  model: z.strictObject({
    id: hash,
    /** LightGBM's text format, and its SHA-256. */
    text: z.string(),
    sha256: hash,
    objective: z.string(),
    params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  }),
  features: z.strictObject({
    /** In the order the model reads them. */
    names: z.array(z.string()).min(1),
    /** Identity of the definitions they were computed by: another registry may mean other values. */
    registryHash: hash,
  }),
  /** From the model's raw probability to the calibrated one, which the rules go by. */
  calibration: calibrationSchema,
  labels: z.strictObject({
    method: z.enum(['triple-barrier', 'forward-return', 'trend-scanning']),
    takeProfitAtr: z.number(),
    stopLossAtr: z.number(),
    horizonBars: z.int(),
    /** What both distances are measured in, and whether the round trip's cost is added to them. */
    volatility: z.enum(['atr', 'ewm']),
    bothTouch: z.enum(['stop', 'nearest', 'drop']),
    costAware: z.boolean(),
    /** The primary rule whose side the model is asked about; absent: the model says the side itself. */
    meta: metaSchema.optional(),
  }),
  rules: z.strictObject({
    minConfidence: z.number(),
    filters: filtersSchema,
    /** The feature that `filters.minConfluence` reads. */
    confluence: z.string(),
    /** Mean results by side and label, in units of the stop: what turns a probability into an expected value. */
    payoffs: z.strictObject({ long: sidePayoff, short: sidePayoff, up: z.int(), down: z.int() }),
    /** How a position is opened and closed: `execution` and `account` say the rest. */
    barriers: z.strictObject({
      /** Levels of a bar from its `labels`: a long has its target at the upper one, a short at the lower one. */
      upper: z.literal('take_profit_above_entry'),
      lower: z.literal('stop_loss_below_entry'),
      timeExit: z.literal('close_of_horizon_bar'),
    }),
  }),
  /** As in the spec. */
  execution: executionSchema,
  account: accountSchema,
  costs: costsSchema,
  risk: z.strictObject({
    approved: z.boolean(),
    reasons: z.array(z.string()),
    gates: z.array(gateSchema),
    figures,
    limits: z.record(z.string(), z.number()),
    sizing: sizingSchema,
  }),
  /** The verdict of the validation. A bot that a person let past a failed one carries the failure. */
  validation: z
    .strictObject({
      passed: z.boolean(),
      gates: z.array(gateSchema),
      figures,
      trialCount: z.int(),
    })
    .nullable(),
  card: z.strictObject({
    intendedUse: z.string(),
    data: z.strictObject({
      symbol: z.string(),
      timeframe: z.string(),
      source: z.string(),
      bars: z.int(),
      trainedFrom: z.string(),
      trainedTo: z.string(),
      validatedFrom: z.string(),
      validatedTo: z.string(),
      qualityScore: z.number(),
    }),
    /** Cross-validated score of the objective, and out-of-fold metrics. */
    score: z.number(),
    metrics: z.record(z.string(), z.number()),
    importance: z.array(z.strictObject({ feature: z.string(), share: z.number() })),
    trials: z.int(),
    seed: z.int(),
    /** What is known to be weak about this bot, in sentences. */
    knownWeaknesses: z.array(z.string()),
  }),
  hashes: z.strictObject({ dataset: hash, model: hash, verdict: hash.nullable() }),
});
export type BotBundle = z.infer<typeof botBundleSchema>;
