export interface FeatureImportance {
  readonly feature: string;
  /** Share of the total gain, 0 to 1. */
  readonly share: number;
}

/**
 * Gain by feature as shares of the total, descending; equal shares stay in the order of the features.
 * All shares are 0 for a model without a split.
 */
export function importanceShares(features: readonly string[], gain: Float64Array): FeatureImportance[] {
  const total = gain.reduce((sum, value) => sum + value, 0);
  return features
    .map((feature, i) => ({ feature, share: total > 0 ? gain[i] / total : 0 }))
    .sort((a, b) => b.share - a.share);
}
