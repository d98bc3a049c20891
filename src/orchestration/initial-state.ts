import { initialPlan } from './plan.ts';
import type { AgentState } from './state.ts';

/** The state of a workflow that has just been submitted. */
export function initialState(workflowId: string, lineage: string): AgentState {
  return {
    workflowId,
    lineage,
    stage: 'initialization',
    currentAgent: [],
    nextAgent: 'data_engineer',
    iteration: 0,
    plan: initialPlan,
    messages: [],
    dataset: null,
    candidateFeatures: [],
    selectedFeatures: null,
    trainedModels: [],
    bestModel: null,
    generatedSignals: null,
    filteredSignals: null,
    riskAssessments: {},
    validationResults: [],
    requiresHumanApproval: false,
    review: null,
    errors: [],
    warnings: [],
    checkpoints: {},
  };
}
