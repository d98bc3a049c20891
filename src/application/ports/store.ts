import type { ApiKeys, IdempotencyKeys } from './access.ts';
import type { AgentRuns } from './agent-runs.ts';
import type { Approvals } from './approvals.ts';
import type { ArtifactIndex } from './artifact-index.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Datasets } from './datasets.ts';
import type { Events } from './events.ts';
import type { Models } from './models.ts';
import type { Outbox } from './outbox.ts';
import type { Pruning } from './pruning.ts';
import type { Schedules } from './schedules.ts';
import type { StoredFits, Trials, Unsealings, Verdicts } from './trials.ts';
import type { Workflows } from './workflows.ts';

/** Everything Postgres keeps, one repository an aggregate. */
export interface Repositories {
  readonly workflows: Workflows;
  readonly checkpoints: Checkpoints;
  readonly agentRuns: AgentRuns;
  readonly approvals: Approvals;
  readonly schedules: Schedules;
  readonly events: Events;
  readonly artifacts: ArtifactIndex;
  readonly datasets: Datasets;
  readonly models: Models;
  readonly outbox: Outbox;
  readonly trials: Trials;
  readonly fitMemo: StoredFits;
  readonly unsealings: Unsealings;
  readonly verdicts: Verdicts;
  readonly apiKeys: ApiKeys;
  readonly idempotency: IdempotencyKeys;
  readonly pruning: Pruning;
}

/** Repositories that can also work inside one transaction: all of it is written, or none. */
export interface Store extends Repositories {
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Runs `work` while holding a cluster-wide lock; returns undefined at once when somebody else holds it. */
  exclusively<T>(lock: string, work: () => Promise<T>): Promise<T | undefined>;
}

/** Cross-process signals: they only save waiting, the tables are what counts. */
export interface Signals {
  /** Called when events of a workflow were committed (null: of no workflow), in any process. Returns the way to stop. */
  onEvents(listener: (workflowId: string | null) => void): () => void;
  /** Called when a workflow was cancelled, in any process. */
  onCancel(listener: (workflowId: string) => void): () => void;
  announceCancel(workflowId: string): Promise<void>;
}
