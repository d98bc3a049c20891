import { hashJson } from '../../../kernel/hash.ts';
import type { SelectionSpec } from '../../../orchestration/spec/selection.ts';
import type { WorkflowSpec } from '../../../orchestration/spec/spec.ts';
import type { AgentContext } from '../../agent.ts';
import type { TrialRecord } from '../../ports.ts';
import { hashOf } from '../fit-once.ts';
import type { TrainingData } from '../training-data.ts';
import type { RatedPart } from './rate-part.ts';

interface Looks {
  readonly data: TrainingData;
  readonly spec: WorkflowSpec;
  /** What was asked of the labels, which a plan may make more than the spec's. */
  readonly options: SelectionSpec;
  readonly names: readonly string[];
  readonly rated: RatedPart;
}

/**
 * Writes the looks at the labels into the ledger: one row a criterion, over all candidates at once, and one for stability
 * selection. Other candidates, labels, weights, purging or options are another look. The looks of the folds are the same
 * rule on parts of the same rows and are not counted again.
 * @returns How many there were.
 */
export async function recordLooks(
  { data, spec, options: selection, names, rated }: Looks,
  { trials, compute }: Pick<AgentContext, 'trials' | 'compute'>,
): Promise<number> {
  const { seed, weights, sampling } = spec.training;
  const { embargoBars, lookbackBars } = data;
  const looks = [...selection.criteria, ...(selection.stabilityDraws > 0 ? ['stability'] : [])];
  const codeHash = await compute.identity();
  const dataHash = hashJson({ names, target: hashOf(data.target), rows: hashOf(data.rows) });
  const { train } = data.dataset.segments;
  const records = looks.map((look): TrialRecord => {
    const params = { look, selection, columns: names.length };
    return {
      family: data.dataset.family,
      configHash: hashJson({
        ...params,
        names,
        seed,
        datasetId: data.dataset.id,
        train: [train.from, train.to],
        labels: spec.labels,
        weights,
        sampling,
        embargoBars,
        lookbackBars,
        costs: spec.labels.costAware ? spec.costs : null,
      }),
      status: 'look',
      params,
      seed,
      datasetId: data.dataset.id,
      dataHash,
      codeHash,
      score:
        (look === 'gain' || look === 'permutation') && rated.importanceLogLoss !== null
          ? -rated.importanceLogLoss
          : null,
      sharpePerBar: null,
      foldScores: [],
    };
  });
  await trials.record(records);
  return records.length;
}
