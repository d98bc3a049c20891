import type { SerializedError } from '../kernel/errors.ts';
import type { ChildRole } from './roles.ts';
import { type AgentPatch, type AgentState, MERGE_ORDER } from './state.ts';

/** How one child of a supervisor tick ended. */
export type ChildResult =
  | { readonly role: ChildRole; readonly status: 'succeeded'; readonly patch: AgentPatch }
  | { readonly role: ChildRole; readonly status: 'failed'; readonly error: SerializedError };

/** Lists that grow; every other field of a patch replaces the one in the state. */
const APPENDED = [
  'messages',
  'errors',
  'warnings',
  'trainedModels',
  'validationResults',
  'candidateFeatures',
] as const satisfies readonly (keyof AgentPatch)[];

/**
 * Merges what the children of a tick returned into the state. Pure; the order of `results` does not matter:
 * patches are applied in the order of roles. A failed child becomes an entry in `errors`.
 */
export function reduce(state: AgentState, results: readonly ChildResult[]): AgentState {
  const ordered = [...results].sort((a, b) => MERGE_ORDER.indexOf(a.role) - MERGE_ORDER.indexOf(b.role));
  return ordered.reduce(applyResult, state);
}

function applyResult(state: AgentState, result: ChildResult): AgentState {
  if (result.status === 'failed') {
    const { code, message } = result.error;
    return {
      ...state,
      errors: [...state.errors, { role: result.role, code, message: message.slice(0, 2_000) }],
    };
  }
  return applyPatch(state, result.patch);
}

/** Applies one patch: appends the growing lists, merges risk assessments by model, replaces the rest. */
export function applyPatch(state: AgentState, patch: AgentPatch): AgentState {
  const appended = Object.fromEntries(
    APPENDED.map((field) => [field, [...state[field], ...(patch[field] ?? [])]]),
  ) as Pick<AgentState, (typeof APPENDED)[number]>;
  return {
    ...state,
    ...patch,
    ...appended,
    riskAssessments: { ...state.riskAssessments, ...patch.riskAssessments },
  };
}
