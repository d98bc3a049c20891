import type { AgentPatch } from '../orchestration/state.ts';
import type { Repositories } from './ports/store.ts';

/** Counts the verdicts of a successful run among all that were ever given, with the caller's transaction. */
export async function recordVerdicts(
  { verdicts }: Pick<Repositories, 'verdicts'>,
  workflowId: string,
  patch: AgentPatch,
  at: Date,
): Promise<void> {
  for (const { attempt, modelId, passed, figures, verdictHash } of patch.validationResults ?? []) {
    const pValue = figures.sharpe_p_value ?? null;
    await verdicts.record({ workflowId, attempt, modelId, passed, pValue, verdictHash, at });
  }
}
