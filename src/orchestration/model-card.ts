import { z } from 'zod';
import { SCORE_NAMES } from '../domain/ml/evaluation/counted-scores.ts';
import { metricSchema } from './metric.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const share = z.number().min(0).max(1);
const listOf = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const figures = z.record(z.string(), z.number().nullable());
const scalar = z.union([z.number(), z.string(), z.boolean()]);

const intervalSchema = z.strictObject({ low: z.number(), high: z.number() });
/** A figure with its 95 % interval; null where it is not defined. */
const estimateSchema = z.strictObject({ value: z.number().nullable(), interval: intervalSchema.nullable() });
export type CardEstimate = z.infer<typeof estimateSchema>;

const scoresSchema = z.strictObject({
  rows: z.int().min(0),
  baseRate: share.nullable(),
  scores: z.record(z.enum(SCORE_NAMES), estimateSchema),
});

const sliceSchema = scoresSchema.extend({
  by: z.enum(['year', 'volatility', 'trend']),
  name: z.string(),
  /** Net return of the bars of the slice, compounded, and the annual Sharpe ratio of them. */
  totalReturn: z.number(),
  sharpe: z.number().nullable(),
});
export type CardSlice = z.infer<typeof sliceSchema>;

/** What a model said of one sample of rows it had not learned from, and what trading it would have brought. */
const sampleSchema = scoresSchema.extend({
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  calibration: listOf(z.strictObject({ meanPredicted: share, observed: share, count: z.int().min(1) })),
  /** Traded at `signals.minConfidence` through the backtest, costs included. */
  profit: z.strictObject({
    figures,
    /** Everything that is measured of a record, as in the validation report; empty on cards of versions before. */
    metrics: listOf(metricSchema).default([]),
    sharpe: estimateSchema,
    meanReturn: estimateSchema,
  }),
  /** The same for other thresholds: what a call is worth as it gets rarer. */
  thresholds: listOf(
    z.strictObject({
      confidence: z.number(),
      called: z.int().min(0),
      hitRate: share.nullable(),
      fBeta: share.nullable(),
      trades: z.int().min(0),
      totalReturn: z.number(),
      expectancy: z.number().nullable(),
      sharpe: z.number().nullable(),
    }),
  ),
  slices: listOf(sliceSchema),
});
export type CardSample = z.infer<typeof sampleSchema>;

const referenceSchema = z.strictObject({
  edges: listOf(z.number()),
  shares: listOf(share),
  missing: share,
});

export const shiftSchema = z.strictObject({
  feature: z.string(),
  psi: z.number().nullable(),
  ks: share.nullable(),
  missing: share,
  missingBefore: share,
});
export type CardShift = z.infer<typeof shiftSchema>;

/** Everything a person has to know before they trust a model (Mitchell et al. 2019, for trading models). */
export const modelCardSchema = z.strictObject({
  format: z.literal(1),
  modelId: hash,
  data: z.strictObject({
    datasetId: hash,
    symbol: z.string(),
    timeframe: z.string(),
    source: z.string(),
    bars: z.int(),
    trainedFrom: z.iso.datetime(),
    trainedTo: z.iso.datetime(),
    /** Last bar of the dataset, its sealed test segment included: what comes later is new to everything about the model. */
    knownTo: z.iso.datetime(),
    qualityScore: z.number(),
    qualityVerdict: z.string(),
  }),
  features: z.strictObject({ names: listOf(z.string()), registryHash: hash }),
  labels: z.strictObject({
    rules: z.record(z.string(), scalar),
    up: z.int(),
    down: z.int(),
    /** Labels that do not overlap would have 1. */
    meanUniqueness: share,
  }),
  training: z.strictObject({
    objective: z.string(),
    params: z.record(z.string(), scalar),
    seed: z.int(),
    trials: z.int(),
    folds: z.int(),
    calibration: z.string(),
    costs: z.record(z.string(), z.unknown()),
  }),
  evaluation: z.strictObject({
    confidence: share,
    resamples: z.int(),
    minConfidence: z.number(),
    outOfFold: sampleSchema,
    /** The final model on the validation segment; null when it has no label. */
    validation: sampleSchema.nullable(),
  }),
  explanation: z
    .strictObject({
      /** Rows of the validation segment that were asked about. */
      rows: z.int(),
      shap: listOf(
        z.strictObject({
          feature: z.string(),
          meanAbsolute: z.number().min(0),
          direction: z.number().min(-1).max(1).nullable(),
          points: listOf(
            z.strictObject({
              value: z.number().nullable(),
              rank: share.nullable(),
              contribution: z.number(),
            }),
          ),
        }),
      ),
      permutation: listOf(
        z.strictObject({
          feature: z.string(),
          lossIncrease: z.number(),
          interval: intervalSchema.nullable(),
        }),
      ),
      partialDependence: listOf(
        z.strictObject({
          feature: z.string(),
          points: listOf(z.strictObject({ value: z.number(), probability: share })),
        }),
      ),
    })
    .nullable(),
  /** Log loss of raw probabilities by the share of the training rows that was learned from. */
  learningCurve: listOf(
    z.strictObject({ share, rows: z.int(), train: z.number(), test: z.number(), testAuc: share.nullable() }),
  ),
  drift: z.strictObject({
    /** Train against validation segment, the most moved first. */
    features: listOf(shiftSchema),
    /** The raw probability itself, out of fold against validation. */
    prediction: shiftSchema.nullable(),
    /** What later windows are held against: the features of the train segment, and of the validation segment. */
    reference: z.record(z.string(), referenceSchema),
    validationReference: z.record(z.string(), referenceSchema).default({}),
    /** The raw probability out of fold, and of the final model on the validation segment; null without a value. */
    predictionReference: z
      .strictObject({ train: referenceSchema.nullable(), validation: referenceSchema.nullable() })
      .default({ train: null, validation: null }),
  }),
  limits: listOf(z.string()),
});
export type ModelCard = z.infer<typeof modelCardSchema>;
