import { AppError } from '../kernel/errors.ts';

/**
 * `training.trials=40` and the like as one nested value: `{ training: { trials: 40 } }`. A value that reads as JSON
 * is that JSON, any other one is text.
 * @throws AppError `usage_invalid` for text without `=`, or for a path that runs through a value.
 */
export function parseAssignments(assignments: readonly string[]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    const path = assignment.slice(0, equals).split('.');
    if (equals <= 0 || path.some((part) => part === '' || part === '__proto__')) {
      throw new AppError(
        'usage_invalid',
        `"${assignment}" must be path=value, for example training.trials=40.`,
      );
    }
    assign(root, path, parseValue(assignment.slice(equals + 1)));
  }
  return root;
}

function assign(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let node = root;
  for (const part of path.slice(0, -1)) {
    node[part] ??= {};
    const next = node[part];
    if (typeof next !== 'object' || next === null || Array.isArray(next)) {
      throw new AppError('usage_invalid', `${path.join('.')} runs through ${part}, which was given a value.`);
    }
    node = next as Record<string, unknown>;
  }
  node[path.at(-1) ?? ''] = value;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // Not JSON: a word.
  }
}
