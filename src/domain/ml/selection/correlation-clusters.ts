import { AppError } from '../../../kernel/errors.ts';
import { averageLinkage } from './average-linkage.ts';

export interface ClusterInput {
  readonly names: readonly string[];
  /** Spearman's correlation of every pair, of training rows only; NaN where it is not defined. */
  readonly rankCorrelation: readonly Float64Array[];
  /** Clusters are joined while their mean absolute rank correlation is at least this, 0 to 1. */
  readonly minCorrelation: number;
}

/**
 * Groups columns that say much the same: average-linkage clustering on 1 - |Spearman's rho|. Pairs whose correlation is
 * not defined count as uncorrelated. Clusters are in the order of their first names, names in the given order.
 * O(k^3) for k columns.
 * @throws AppError `parameter_invalid` for a threshold outside 0 to 1.
 */
export function correlationClusters({ names, rankCorrelation, minCorrelation }: ClusterInput): string[][] {
  if (!(minCorrelation >= 0 && minCorrelation <= 1)) {
    throw new AppError('parameter_invalid', `minCorrelation is ${minCorrelation}; it must lie in 0 to 1`);
  }
  const similarity = rankCorrelation.map((row) => row.map((value) => Math.abs(value) || 0));
  return averageLinkage(similarity, minCorrelation).map((members) => members.map((i) => names[i]));
}
