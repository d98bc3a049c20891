import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';

/** What decides about a dataset: parts of a workflow spec. */
export type DatasetSpec = Pick<WorkflowSpec, 'market' | 'quality'>;
