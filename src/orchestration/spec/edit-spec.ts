import { AppError, type ErrorIssue } from '../../kernel/errors.ts';
import type { Stage } from '../stages.ts';
import { parseSpec } from './parse-spec.ts';
import type { WorkflowSpec } from './spec.ts';

/** The working stages in the order they are passed. */
const ORDER: readonly Stage[] = [
  'initialization',
  'data_preparation',
  'feature_discovery',
  'model_training',
  'validation',
  'signal_generation',
  'risk_assessment',
  'human_review',
];

/** The first stage that reads a section of the spec: going back to a later one, an edit of it would be void. */
const FIRST_READ: Record<keyof WorkflowSpec, Stage | 'any'> = {
  market: 'data_preparation',
  quality: 'data_preparation',
  split: 'data_preparation',
  features: 'feature_discovery',
  labels: 'model_training',
  training: 'model_training',
  costs: 'model_training',
  account: 'model_training',
  execution: 'model_training',
  signals: 'model_training',
  validation: 'validation',
  risk: 'risk_assessment',
  name: 'any',
  approval: 'any',
  limits: 'any',
  tags: 'any',
};

/**
 * Merges edits into a spec that goes on from `stage`. Objects merge by key, everything else is replaced.
 * @throws AppError `spec_invalid` when the result is not a spec, or when an edit comes too late to be read.
 */
export function editSpec(
  spec: WorkflowSpec,
  edits: Readonly<Record<string, unknown>>,
  stage: Stage,
): WorkflowSpec {
  const late = Object.keys(edits).flatMap((section) => tooLate(section, stage));
  if (late.length > 0) {
    throw new AppError('spec_invalid', late.map((issue) => `${issue.path} ${issue.message}`).join('; '), {
      issues: late,
    });
  }
  return parseSpec(merge(spec, edits));
}

function tooLate(section: string, stage: Stage): ErrorIssue[] {
  const first = FIRST_READ[section as keyof WorkflowSpec];
  if (first === undefined || first === 'any' || ORDER.indexOf(first) >= ORDER.indexOf(stage)) return [];
  return [
    { path: section, message: `is read in ${first}; going on from ${stage} it cannot be edited any more` },
  ];
}

function merge(base: unknown, edits: unknown): unknown {
  if (!isObject(base) || !isObject(edits)) return edits;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(edits)) merged[key] = merge(base[key], value);
  return merged;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
