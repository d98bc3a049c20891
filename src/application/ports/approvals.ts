import type { Json } from '../../kernel/json.ts';
import type { ArtifactRef } from '../../orchestration/artifact-ref.ts';
import type { ReviewKind, ReviewOutcome } from '../../orchestration/state.ts';
import type { Page, PageRequest } from './page.ts';

export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'revised' | 'expired' | 'cancelled';

export interface Vote {
  readonly by: string;
  readonly decision: 'approve' | 'reject' | 'revise';
  readonly comment: string;
  readonly at: string;
}

export interface ApprovalRow {
  readonly id: string;
  readonly workflowId: string;
  readonly iteration: number;
  readonly kind: ReviewKind;
  readonly status: ApprovalStatus;
  /** What the person is shown; `evidenceHash` is the hash of its canonical JSON. */
  readonly evidence: Json;
  readonly evidenceHash: string;
  readonly artifacts: readonly ArtifactRef[];
  readonly quorum: number;
  readonly allowSelfApproval: boolean;
  readonly onTimeout: 'reject' | 'approve' | 'escalate';
  readonly votes: readonly Vote[];
  readonly outcome: ReviewOutcome | null;
  readonly requestedAt: Date;
  readonly deadlineAt: Date;
  readonly escalatedAt: Date | null;
  readonly decidedAt: Date | null;
}

export type NewApproval = Omit<ApprovalRow, 'status' | 'votes' | 'outcome' | 'escalatedAt' | 'decidedAt'>;

export interface Approvals {
  insert(approval: NewApproval): Promise<void>;
  get(id: string): Promise<ApprovalRow | null>;
  /** Locks the row until the transaction ends. */
  lock(id: string): Promise<ApprovalRow | null>;
  update(
    id: string,
    changes: Partial<
      Pick<ApprovalRow, 'status' | 'votes' | 'outcome' | 'escalatedAt' | 'deadlineAt' | 'decidedAt'>
    >,
  ): Promise<void>;
  /** Pending ones first (earliest deadline first), then the decided ones, newest first. */
  list(
    filter: PageRequest & { readonly status?: ApprovalStatus; readonly workflowId?: string },
  ): Promise<Page<ApprovalRow>>;
}
