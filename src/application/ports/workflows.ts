import type { SerializedError } from '../../kernel/errors.ts';
import type { Json } from '../../kernel/json.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { Stage, WorkflowStatus } from '../../orchestration/stages.ts';
import type { Page, PageRequest } from './page.ts';

export interface WorkflowRow {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly spec: WorkflowSpec;
  readonly status: WorkflowStatus;
  readonly stage: Stage;
  readonly iteration: number;
  /** 0 to 1. */
  readonly progress: number;
  /** Root of the fork tree this workflow belongs to: its own id, or the one of its first ancestor. */
  readonly lineage: string;
  readonly parentId: string | null;
  readonly parentCheckpointId: string | null;
  readonly scheduleId: string | null;
  /** Id of the API key that submitted it, or `schedule`. */
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly finishedAt: Date | null;
  readonly cancelRequestedAt: Date | null;
  /** Outcome for people and programs; set when it ends. */
  readonly result: Json | null;
  readonly error: SerializedError | null;
}

export type NewWorkflow = Pick<
  WorkflowRow,
  | 'id'
  | 'name'
  | 'symbol'
  | 'spec'
  | 'lineage'
  | 'parentId'
  | 'parentCheckpointId'
  | 'scheduleId'
  | 'createdBy'
  | 'createdAt'
> & {
  /** Unique among all workflows; null: none. */
  readonly onceKey: string | null;
};

export type WorkflowChanges = Partial<
  Pick<
    WorkflowRow,
    'spec' | 'status' | 'stage' | 'iteration' | 'progress' | 'finishedAt' | 'result' | 'error'
  >
>;

export interface WorkflowFilter extends PageRequest {
  readonly status?: WorkflowStatus;
  readonly symbol?: string;
  /** A tag as `key:value`, or `key` for any value. */
  readonly label?: string;
  readonly scheduleId?: string;
}

export interface Workflows {
  /** Inserts with status `queued`, stage `initialization`. */
  insert(workflow: NewWorkflow): Promise<void>;
  get(id: string): Promise<WorkflowRow | null>;
  /** Id of the workflow that was submitted with this key. */
  findByOnceKey(onceKey: string): Promise<string | null>;
  /** Locks the row until the transaction ends, so transitions of one workflow never interleave. */
  lock(id: string): Promise<WorkflowRow | null>;
  update(id: string, changes: WorkflowChanges): Promise<void>;
  /** Sets the durable cancel flag; keeps the first time when it is already set. */
  requestCancel(id: string, at: Date): Promise<void>;
  /** Newest first. */
  list(filter: WorkflowFilter): Promise<Page<WorkflowRow>>;
  /**
   * Workflows that have not ended and were not updated since `before`, by id from `after` on: a reconciler's round.
   * Only what it needs: a row whose spec no longer parses must not keep the others from being put right.
   */
  unfinished(
    before: Date,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly Pick<WorkflowRow, 'id' | 'iteration'>[]>;
}
