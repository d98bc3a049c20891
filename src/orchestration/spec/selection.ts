import { z } from 'zod';

/** What columns can be ranked by. */
export const SELECTION_CRITERIA = [
  'information_coefficient',
  'mutual_information',
  'gain',
  'permutation',
] as const;
export type SelectionCriterion = (typeof SELECTION_CRITERIA)[number];

/** Which of the candidate columns a model reads. What looks at labels is done anew inside each training part. */
export const selectionSchema = z.strictObject({
  /**
   * `ranked` looks at the labels; `screen` only leaves out what is empty, constant or said twice, and ranks by gain when a
   * revision wants fewer columns.
   */
  method: z.enum(['ranked', 'screen']).default('ranked'),
  /** Of two columns correlated above this (rank or linear, absolute) the later one is left out; 1 keeps both. */
  maxCorrelation: z.number().gt(0).max(1).default(0.98),
  /** Columns whose mean rank correlation is at least this form a cluster, of which the best ranked is read; 1: none do. */
  clusterCorrelation: z.number().gt(0).max(1).default(0.9),
  /**
   * What becomes of a column that looks like a random walk: it is kept, left out, or differenced by the smallest
   * fraction that makes it stationary.
   */
  nonStationary: z.enum(['keep', 'drop', 'difference']).default('keep'),
  /** Level of the augmented Dickey-Fuller test. */
  stationarityLevel: z.union([z.literal(0.01), z.literal(0.05), z.literal(0.1)]).default(0.05),
  /** Columns are ranked by the mean of their ranks in these. */
  criteria: z
    .array(z.enum(SELECTION_CRITERIA))
    .min(1)
    .refine((list) => new Set(list).size === list.length, 'must not name a criterion twice')
    .default([...SELECTION_CRITERIA]),
  /** Purged folds inside each training part that gain and permutation importance are measured over. */
  folds: z.int().min(2).max(10).default(3),
  /** Stability selection: draws of half the rows, of which each keeps the best `stabilityShare` of the columns. */
  stabilityDraws: z.int().min(0).max(500).default(20),
  stabilityShare: z.number().gt(0).max(1).default(0.5),
  /** A column is left out that fewer of the draws have kept. */
  minFrequency: z.number().min(0).max(1).default(0.5),
  /** Most columns that are kept. Unset: no limit. */
  maxFeatures: z.int().min(1).max(10_000).optional(),
});
export type SelectionSpec = z.output<typeof selectionSchema>;
