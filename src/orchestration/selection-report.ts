import { z } from 'zod';

const columnSchema = z.strictObject({
  name: z.string(),
  /** Whether the model reads it, and if not, why. */
  outcome: z.enum([
    'kept',
    'empty',
    'constant',
    'duplicate',
    'non_stationary',
    'differenced',
    'cluster',
    'unstable',
    'unimportant',
  ]),
  /** The column that stands in its place. */
  of: z.string().nullable(),
  /** Test for a unit root; null where there were too few values. */
  stationarity: z
    .strictObject({ statistic: z.number(), critical: z.number(), isStationary: z.boolean() })
    .nullable(),
  /** What it says about the label over the whole train segment; null where no label was looked at. */
  rating: z
    .strictObject({
      meanRank: z.number(),
      informationCoefficient: z.number().nullable(),
      tStatistic: z.number(),
      mutualInformation: z.number(),
      /** Share of the gain of all splits, 0 to 1; mean over the inner folds. Null where the criterion is off. */
      gainShare: z.number().nullable(),
      /** By how much the log loss of a row grows when its values are shuffled; mean over the inner folds. */
      permutation: z.number().nullable(),
      /** Its 95 % interval by block bootstrap inside the folds; absent in reports of earlier versions. */
      permutationInterval: z.strictObject({ low: z.number(), high: z.number() }).nullable().optional(),
      frequency: z.number(),
    })
    .nullable(),
  /** In how many of the folds of the cross-validation it was chosen. */
  folds: z.int().min(0),
});

/** What the selection step saw and chose: one document a training. */
export const selectionReportSchema = z.strictObject({
  method: z.enum(['ranked', 'screen']),
  criteria: z.array(z.string()),
  rows: z.int().min(0),
  folds: z.int().min(0),
  /** Rows of the trial ledger that stand for the looks at the labels. */
  looks: z.int().min(0),
  /** Out-of-fold log loss of the models that gain and permutation were read from; null without them. */
  importanceLogLoss: z.number().nullable(),
  /** Kept ones first, by rank. */
  columns: z.array(columnSchema),
  /** Groups of more than one column that say much the same. */
  clusters: z.array(z.array(z.string())),
});
export type SelectionReport = z.infer<typeof selectionReportSchema>;
