import type { Vault } from '../agents/ports.ts';
import type { ArtifactStore } from '../application/ports/artifact-store.ts';
import type { Store } from '../application/ports/store.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { AgentRole } from '../orchestration/roles.ts';
import { arrowToColumns } from './arrow.ts';

export interface VaultOptions {
  readonly artifacts: ArtifactStore;
  readonly store: Pick<Store, 'transaction'>;
  readonly clock: Clock;
  /** On whose behalf this vault opens: fixed by the platform, not said by the agent. */
  readonly role: AgentRole;
  readonly workflowId: string;
}

/** The one role that may open a sealed segment. */
const KEY_HOLDER: AgentRole = 'validation_agent';

/** The vault of one agent run. The log entry is committed before the first byte is read. */
export function createVault({ artifacts, store, clock, role, workflowId }: VaultOptions): Vault {
  return {
    open: async ({ ref, lineage, modelId, reason }) => {
      if (role !== KEY_HOLDER) {
        throw new AppError(
          'sealed_segment',
          `Only the ${KEY_HOLDER} may open the sealed test segment; ${role} asked for it.`,
          { details: { role, lineage } },
        );
      }
      if (ref.kind !== 'sealed_bars') {
        throw new AppError('parameter_invalid', `The vault opens test segments; ${ref.kind} is none.`);
      }
      await store.transaction(async ({ unsealings, events }) => {
        const at = new Date(clock.nowMs());
        const opening = { lineage, workflowId, role, modelId, artifactHash: ref.hash, reason, at };
        const { row, created } = await unsealings.open(opening);
        if (!created) {
          refuseSecondOpening(row, opening);
          return;
        }
        const data = { role, lineage, modelId, artifactHash: ref.hash, reason };
        await events.append([{ workflowId, type: 'vault.opened', data, at }]);
      });
      return arrowToColumns(await artifacts.get(ref.hash));
    },
  };
}

interface Opening {
  readonly lineage: string;
  readonly workflowId: string;
  readonly modelId: string;
  readonly artifactHash: string;
  readonly at: Date;
}

/** A retried job asks for the same thing again and gets it; anything else would be a second look. */
function refuseSecondOpening(standing: Opening, asked: Opening): void {
  if (standing.modelId === asked.modelId && standing.artifactHash === asked.artifactHash) return;
  throw new AppError(
    'sealed_segment',
    `Lineage ${asked.lineage} opened its test segment on ${standing.at.toISOString()} in ${standing.workflowId} for another model (${standing.modelId.slice(0, 12)}…). A lineage opens it once.`,
    { details: { lineage: asked.lineage, openedBy: standing.workflowId, modelId: standing.modelId } },
  );
}
