import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { LightGbmParams } from '../ports.ts';
import type { ScoredTrial } from './running-trial.ts';

/** Parameters of a model of the best configuration that learns from all rows: early stopping has found its rounds. */
export const finalParams = (
  { training }: Pick<WorkflowSpec, 'training'>,
  { trial, rounds }: Pick<ScoredTrial, 'trial' | 'rounds'>,
): LightGbmParams => (training.earlyStopping ? { ...trial.params, num_iterations: rounds } : trial.params);
