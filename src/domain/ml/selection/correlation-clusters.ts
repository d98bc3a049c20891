import { AppError } from '../../../kernel/errors.ts';
import { averageRanks, pearson } from '../correlation.ts';
import { averageLinkage } from './average-linkage.ts';

export interface ClusterInput {
  readonly names: readonly string[];
  /** One list a name, all of one length: training rows only. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Clusters are joined while their mean absolute rank correlation is at least this, 0 to 1. */
  readonly minCorrelation: number;
}

/**
 * Groups columns that say much the same: average-linkage clustering on 1 - |Spearman's rho|. Pairs whose correlation is
 * not defined count as uncorrelated. Clusters are in the order of their first names, names in the given order.
 * O(k^2 n + k^3) for k columns of n rows.
 * @throws AppError `parameter_invalid` for a threshold outside 0 to 1.
 */
export function correlationClusters({ names, columns, minCorrelation }: ClusterInput): string[][] {
  if (!(minCorrelation >= 0 && minCorrelation <= 1)) {
    throw new AppError('parameter_invalid', `minCorrelation is ${minCorrelation}; it must lie in 0 to 1`);
  }
  const ranks = names.map((name) => averageRanks(columns[name]));
  const similarity = ranks.map((a) => Float64Array.from(ranks, (b) => Math.abs(pearson(a, b) ?? 0)));
  return averageLinkage(similarity, minCorrelation).map((members) => members.map((i) => names[i]));
}
