import { featuresOf } from '../../src/domain/features/registry.ts';
import { createRng } from '../../src/kernel/rng.ts';
import type { SelectionReport } from '../../src/orchestration/selection-report.ts';

const OUTCOMES = ['cluster', 'unstable', 'unimportant', 'duplicate', 'constant', 'differenced'] as const;

/** A selection over the technical columns, its numbers drawn from a seed: 8 kept, the others dropped at every stage. */
export function sampleSelection(): SelectionReport {
  const rng = createRng('selection report');
  const names = featuresOf('technical').map(({ name }) => name);
  const columns = names.map((name, k): SelectionReport['columns'][number] => {
    const outcome = k < 8 ? 'kept' : OUTCOMES[k % OUTCOMES.length];
    const isRated = !['duplicate', 'constant', 'differenced'].includes(outcome);
    const permutation = 0.02 / (1 + k) + 0.001 * rng.normal();
    return {
      name,
      outcome,
      of: ['cluster', 'duplicate'].includes(outcome)
        ? names[k % 8]
        : outcome === 'differenced'
          ? `fd4_${name}`
          : null,
      stationarity:
        outcome === 'constant'
          ? null
          : {
              statistic: outcome === 'differenced' ? -1.2 : -4 - 10 * rng.uniform(),
              critical: -2.86,
              isStationary: outcome !== 'differenced',
            },
      rating: isRated
        ? {
            meanRank: k + 1,
            informationCoefficient: 0.05 / (1 + k / 4) + 0.01 * rng.normal(),
            tStatistic: 4 / (1 + k / 4) + 0.3 * rng.normal(),
            mutualInformation: 0.01 * rng.uniform(),
            gainShare: 0.2 / (1 + k),
            permutation,
            permutationInterval: { low: permutation - 0.004, high: permutation + 0.004 },
            frequency: outcome === 'unstable' ? 0.3 : 0.6 + 0.4 * rng.uniform(),
          }
        : null,
      folds: outcome === 'kept' ? 5 - (k % 3) : 0,
    };
  });
  const clusters = [0, 1, 2].map((k) => names.filter((_, i) => i % 8 === k).slice(0, 4));
  return {
    method: 'ranked',
    criteria: ['information_coefficient', 'mutual_information', 'gain', 'permutation'],
    rows: 1_640,
    folds: 5,
    looks: 5,
    importanceLogLoss: 0.6894,
    columns,
    clusters,
  };
}
