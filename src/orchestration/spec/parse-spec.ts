import type { z } from 'zod';
import { AppError, type ErrorIssue } from '../../kernel/errors.ts';
import { type WorkflowSpec, workflowSpecSchema } from './spec.ts';

/**
 * Parses a workflow spec and fills in the defaults.
 * @throws AppError `spec_invalid` with every problem and its path.
 */
export function parseSpec(input: unknown): WorkflowSpec {
  const result = workflowSpecSchema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap(toIssues);
  const summary = issues.map((issue) => `${issue.path || '(spec)'}: ${issue.message}`).join('; ');
  throw new AppError('spec_invalid', `The spec has ${issues.length} problem(s): ${summary}`, { issues });
}

/** One issue a path; an unknown key gets a path of its own. Each message says what was given. */
export function toIssues(issue: z.core.$ZodIssue): ErrorIssue[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: 'is not a field of the spec; remove it or check its spelling',
    }));
  }
  return [{ path: path.join('.'), message: `${issue.message}${given(issue.input)}` }];
}

function given(input: unknown): string {
  if (input === undefined) return ' (nothing was given)';
  const text = JSON.stringify(input);
  return text === undefined ? '' : ` (given: ${text.length > 100 ? `${text.slice(0, 100)} …` : text})`;
}
