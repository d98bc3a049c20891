/** A binary decision tree as arrays. Nodes are counted from 0; a child below 0 is leaf `-child - 1`. */
export interface Tree {
  readonly splitFeature: Int32Array;
  readonly splitGain: Float64Array;
  /** A value up to and including it goes left. */
  readonly threshold: Float64Array;
  readonly defaultLeft: readonly boolean[];
  readonly missing: readonly MissingKind[];
  readonly leftChild: Int32Array;
  readonly rightChild: Int32Array;
  readonly internalValue: Float64Array;
  readonly internalWeight: Float64Array;
  readonly internalCount: Float64Array;
  readonly leafValue: Float64Array;
  readonly leafWeight: Float64Array;
  readonly leafCount: Float64Array;
  readonly shrinkage: number;
}

/** What a split takes for missing: nothing (NaN is read as 0), zeros, or NaN. */
export type MissingKind = 'None' | 'Zero' | 'NaN';

/** A gradient boosted model of numeric splits with one output. */
export interface TreeModel {
  readonly version: string;
  /** LightGBM's words: `binary sigmoid:1`. */
  readonly objective: string;
  readonly features: readonly string[];
  /** Range of each feature in training, `none` for one that was not used. */
  readonly featureInfos: readonly string[];
  /** The mean of the trees counts, not their sum (random forests). */
  readonly isAverage: boolean;
  readonly trees: readonly Tree[];
}
