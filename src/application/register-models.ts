import { registryHash } from '../domain/features/registry.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import type { AgentPatch, AgentState } from '../orchestration/state.ts';
import type { Repositories } from './ports/store.ts';

export interface TrainedIn {
  readonly workflowId: string;
  readonly iteration: number;
  readonly state: AgentState;
  readonly spec: WorkflowSpec;
  readonly at: Date;
}

/** Puts the models of a successful run into the registry, with the caller's transaction. */
export async function registerModels(
  repositories: Pick<Repositories, 'models' | 'workflows'>,
  patch: AgentPatch,
  { workflowId, iteration, state, spec, at }: TrainedIn,
): Promise<void> {
  if (!patch.trainedModels?.length || !state.dataset) return;
  const { dataset } = state;
  const workflow = await repositories.workflows.get(workflowId);
  for (const info of patch.trainedModels) {
    await repositories.models.register({
      id: info.id,
      workflowId,
      iteration,
      symbol: dataset.symbol,
      timeframe: dataset.timeframe,
      info,
      lineage: {
        datasetId: dataset.id,
        features: patch.selectedFeatures?.artifact.hash ?? null,
        featureRegistry: registryHash(),
        code: info.codeHash ?? null,
        study: info.trialReturns.hash,
        seed: spec.training.seed,
        workflowLineage: workflow?.lineage ?? workflowId,
      },
      registeredAt: at,
    });
  }
}

/** The release of a workflow is the gate that makes its model a challenger. */
export async function releaseModel(
  { models }: Pick<Repositories, 'models'>,
  state: Pick<AgentState, 'workflowId' | 'bestModel' | 'review'>,
  at: Date,
): Promise<void> {
  const model = state.bestModel && (await models.get(state.bestModel.id));
  if (model?.stage !== 'candidate') return;
  const outcome = state.review?.outcome;
  const person = outcome && 'by' in outcome ? outcome : null;
  await models.change({
    modelId: model.id,
    from: 'candidate',
    to: 'challenger',
    by: person?.by ?? state.workflowId,
    reason: `workflow ${state.workflowId} was released${person?.comment ? `: ${person.comment}` : ''}`,
    at,
  });
}
