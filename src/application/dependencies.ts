import type { AgentContext, AgentLogger } from '../agents/agent.ts';
import type { Compute } from '../agents/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ArtifactRef } from '../orchestration/artifact-ref.ts';
import type { AgentRole } from '../orchestration/roles.ts';
import type { ArtifactStore } from './ports/artifact-store.ts';
import type { DatasetExports } from './ports/dataset-exports.ts';
import type { DatasetBars, Uploads } from './ports/datasets.ts';
import type { WorkQueue } from './ports/queue.ts';
import type { Signals, Store } from './ports/store.ts';

export interface Logger extends AgentLogger {
  error(fields: object, message: string): void;
  /** A logger that puts these fields on every line. */
  child(fields: object): Logger;
}

/** What every use case may need; the composition root fills it in. */
export interface Dependencies {
  readonly store: Store;
  readonly queue: WorkQueue;
  readonly signals: Signals;
  readonly artifactStore: ArtifactStore;
  readonly uploads: Uploads;
  readonly datasetBars: DatasetBars;
  readonly exports: DatasetExports;
  /** What a request asks for and the event loop has no time for. */
  readonly compute: Pick<Compute, 'calculate' | 'predict'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The ports of one agent run, bound to its workflow and role. */
export type AgentPorts = Pick<
  AgentContext,
  'artifacts' | 'marketData' | 'compute' | 'trials' | 'fitMemo' | 'vault'
>;

export interface RunIdentity {
  readonly workflowId: string;
  readonly role: AgentRole;
  /** Called for every artifact the agent stores. */
  readonly onStored: (ref: ArtifactRef) => void;
}

/** What running agents needs on top. */
export interface AgentDependencies extends Dependencies {
  readonly portsFor: (run: RunIdentity) => AgentPorts;
}
