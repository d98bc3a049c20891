import type { SerializedError } from '../../kernel/errors.ts';
import type { ChildRole } from '../../orchestration/roles.ts';
import type { AgentPatch } from '../../orchestration/state.ts';

export interface RunKey {
  readonly workflowId: string;
  readonly iteration: number;
  readonly role: ChildRole;
}

export interface AgentRun extends RunKey {
  readonly task: string;
  readonly inputHash: string;
  readonly status: 'running' | 'succeeded' | 'failed';
  /** How often a worker started it. The last start is the only one that may write. */
  readonly starts: number;
  readonly patch: AgentPatch | null;
  readonly error: SerializedError | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

export interface AgentRuns {
  /**
   * Registers a start and returns its number, the epoch: it fences this start's later writes.
   * A succeeded run of the same key and input stays succeeded and its patch is returned instead.
   */
  start(
    key: RunKey,
    run: { readonly task: string; readonly inputHash: string; readonly at: Date },
  ): Promise<
    | { readonly kind: 'memo'; readonly patch: AgentPatch }
    | { readonly kind: 'started'; readonly epoch: number }
  >;
  /** A succeeded run of this workflow, role and input in any iteration (a resume finds the work of the run before). */
  findSucceeded(workflowId: string, role: ChildRole, inputHash: string): Promise<AgentRun | null>;
  /** Writes the result of start `epoch`. False when a later start took over: nothing was written. */
  succeed(key: RunKey, epoch: number, patch: AgentPatch, at: Date): Promise<boolean>;
  /** Same for a failure. */
  fail(key: RunKey, epoch: number, error: SerializedError, at: Date): Promise<boolean>;
  ofTransition(workflowId: string, iteration: number): Promise<readonly AgentRun[]>;
  ofWorkflow(workflowId: string): Promise<readonly AgentRun[]>;
}
