import { chosenFeatures } from '../../domain/features/choice.ts';
import { FEATURE_FAMILIES } from '../../domain/features/definition.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentState, DatasetInfo, FeatureSet } from '../../orchestration/state.ts';

/**
 * The candidate sets a model may draw on: of each family that spec and plan want the latest, over the bars of this
 * dataset (a revised dataset leaves older sets behind).
 */
export function currentCandidateSets(
  state: Pick<AgentState, 'candidateFeatures' | 'plan'>,
  spec: Pick<WorkflowSpec, 'features'>,
  dataset: DatasetInfo,
): readonly FeatureSet[] {
  const planned = state.plan.families ?? FEATURE_FAMILIES;
  const families = new Set<string>(
    planned.filter((family) => chosenFeatures(family, spec.features).length > 0),
  );
  const wanted = state.candidateFeatures.filter(
    ({ name, artifact }) => families.has(name) && artifact.rows === dataset.development.rows,
  );
  const latestOfFamily = new Map(wanted.map((set) => [set.name, set]));
  return [...latestOfFamily.values()];
}
