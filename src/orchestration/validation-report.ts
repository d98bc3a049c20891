import { z } from 'zod';
import { metricSchema } from './metric.ts';
import { gateSchema } from './state.ts';
import { tradeRowSchema } from './trade-row.ts';

const series = z.array(z.number());
const figure = z.number().nullable();

/** The document behind a verdict (artifact kind `validation_report`): what the tear sheet draws. */
export const validationReportSchema = z.strictObject({
  modelId: z.string(),
  attempt: z.int(),
  passed: z.boolean(),
  gates: z.array(gateSchema),
  figures: z.record(z.string(), figure),
  trialCount: z.int(),
  /** Everything that is measured of the stitched walk-forward, with its convention and a 95 % bootstrap interval. */
  metrics: z.array(metricSchema),
  /** Signals that were to be traded and were not, by reason. */
  skippedSignals: z.strictObject({
    noBarrier: z.int(),
    noSize: z.int(),
    outsideSession: z.int(),
    unfilled: z.int(),
  }),
  /** Stitched out-of-sample equity of the walk-forward, starting at 1: one value a bar, at the bar's close. */
  equity: z.strictObject({
    timeMs: series,
    value: series,
    /** One unit held in the instrument over the same bars, without costs; empty in reports from before it was kept. */
    benchmark: series.default([]),
    /** One unit of cash at `account.cashRate`. */
    cash: series.default([]),
  }),
  /** Annual Sharpe ratio over the `window` bars up to each of some evenly spaced bars; null where it is undefined. */
  rolling: z
    .strictObject({ window: z.int(), timeMs: series, sharpe: z.array(figure) })
    .nullable()
    .default(null),
  windows: z.array(
    z.strictObject({
      trainFrom: z.string(),
      from: z.string(),
      to: z.string(),
      bars: z.int(),
      trades: z.int(),
      /** Net return of the window, and its annualised Sharpe ratio. */
      return: z.number(),
      sharpe: figure,
      /** Number of features chosen for it. */
      features: z.int().default(0),
    }),
  ),
  /** How the logits of the overfitting test are spread: bins of equal width, lower edges and shares. */
  logits: z.strictObject({ from: series, share: series }).nullable().default(null),
  /** Annual Sharpe ratio of each combinatorial path. */
  pathSharpes: series.default([]),
  /** Annual Sharpe ratio beside the chosen settings. */
  surface: z.array(z.strictObject({ setting: z.string(), sharpe: figure })).default([]),
  /** Reliability of the calibrated out-of-fold probabilities, by bins of equal width. */
  calibration: z.array(z.strictObject({ meanPredicted: z.number(), observed: z.number(), count: z.int() })),
  /** Out-of-fold at probability 0.5. */
  confusion: z.strictObject({
    truePositive: z.int(),
    falsePositive: z.int(),
    trueNegative: z.int(),
    falseNegative: z.int(),
  }),
  importance: z.array(z.strictObject({ feature: z.string(), share: z.number() })),
  trades: z.array(tradeRowSchema),
});
export type ValidationReport = z.infer<typeof validationReportSchema>;
