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

/**
 * The features a simpler model keeps: the given share of them (rounded up, at least one), the most important first to
 * be taken, those nobody ranked last. They stay in their own order.
 */
export function keepImportant(
  features: readonly string[],
  ranking: readonly FeatureImportance[],
  share: number,
): string[] {
  const rankOf = new Map(ranking.map(({ feature }, rank) => [feature, rank]));
  const rank = (feature: string): number => rankOf.get(feature) ?? ranking.length;
  const count = Math.max(1, Math.ceil(features.length * share));
  const kept = new Set([...features].sort((a, b) => rank(a) - rank(b)).slice(0, count));
  return features.filter((feature) => kept.has(feature));
}
