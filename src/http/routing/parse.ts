import type { z } from 'zod';
import { AppError, type ErrorIssue } from '../../kernel/errors.ts';

export type Place = 'path' | 'query' | 'body' | 'header';

/**
 * Parses one part of a request.
 * @throws AppError `request_invalid` with every problem, each path led by where it was: `query.limit`.
 */
export function parsePart<T>(place: Place, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw invalidRequest(result.error.issues.flatMap((issue) => issuesOf(place, issue)));
}

export function invalidRequest(issues: readonly ErrorIssue[]): AppError {
  const summary = issues.map((issue) => `${issue.path} ${issue.message}`).join('; ');
  return new AppError('request_invalid', `The request has ${issues.length} problem(s): ${summary}`, {
    issues,
  });
}

function issuesOf(place: Place, issue: z.core.$ZodIssue): ErrorIssue[] {
  const path = [place, ...issue.path.map(String)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: 'is not known here; remove it or check its spelling',
    }));
  }
  return [{ path: path.join('.'), message: `${issue.message}${given(issue.input)}` }];
}

function given(input: unknown): string {
  if (input === undefined) return ' (nothing was given)';
  return typeof input === 'object' ? '' : ` (given: ${JSON.stringify(input).slice(0, 100)})`;
}
