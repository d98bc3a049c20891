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
    open: async ({ ref, lineage, modelId, strategy, reason }) => {
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
        const opening = { lineage, workflowId, role, modelId, strategy, artifactHash: ref.hash, reason, at };
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

    conclude: async (lineage, result) => {
      const standing = await store.transaction(({ unsealings }) => unsealings.conclude(lineage, result));
      if (standing) return standing;
      throw new AppError('sealed_segment', `Lineage ${lineage} has not opened its test segment.`, {
        details: { lineage },
      });
    },
  };
}

interface Opening {
  readonly lineage: string;
  readonly workflowId: string;
  readonly modelId: string;
  /** Null in rows from before it was kept: the model stands for it. */
  readonly strategy: string | null;
  readonly artifactHash: string;
  readonly at: Date;
}

/** A retried job asks for the same thing again and gets it; anything else would be a second look. */
function refuseSecondOpening(standing: Opening, asked: Opening): void {
  const isSameModel = standing.modelId === asked.modelId && standing.artifactHash === asked.artifactHash;
  if (isSameModel && (standing.strategy === null || standing.strategy === asked.strategy)) return;
  const what = isSameModel ? 'the same model traded by other rules' : 'another model';
  throw new AppError(
    'sealed_segment',
    `Lineage ${asked.lineage} opened its test segment on ${standing.at.toISOString()} in ${standing.workflowId} for ${what} (${standing.modelId.slice(0, 12)}…). A lineage opens it once.`,
    { details: { lineage: asked.lineage, openedBy: standing.workflowId, modelId: standing.modelId } },
  );
}
