import type { SerializedError } from '../kernel/errors.ts';
import type { ModelCard } from '../orchestration/model-card.ts';
import type { OverlaysDocument } from '../orchestration/overlays-document.ts';
import type { RiskReport } from '../orchestration/risk-report.ts';
import type { SelectionReport } from '../orchestration/selection-report.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import type { Stage, WorkflowStatus } from '../orchestration/stages.ts';
import type { AgentState } from '../orchestration/state.ts';
import type { ValidationReport } from '../orchestration/validation-report.ts';

/**
 * What a tear sheet is drawn from. Only the workflow must be there: one that failed at its first step has a report
 * as well, with the sections it got to.
 */
export interface TearSheetData {
  readonly workflow: WorkflowFacts;
  readonly spec?: WorkflowSpec;
  readonly state?: AgentState | null;
  readonly validation?: ValidationReport | null;
  readonly risk?: RiskReport | null;
  /** Evaluation and explanation of the best model. */
  readonly card?: ModelCard | null;
  /** What became of the candidates for its features. */
  readonly selection?: SelectionReport | null;
  readonly overlays?: OverlaysDocument | null;
  readonly approvals?: readonly ApprovalFacts[];
  readonly runs?: readonly RunFacts[];
  /** Transitions, oldest first. */
  readonly steps?: readonly StepFacts[];
  /** Documents that should be there but could not be read: said in the report, not hidden. */
  readonly unreadable?: readonly { readonly what: string; readonly why: string }[];
}

export interface WorkflowFacts {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly status: WorkflowStatus;
  readonly stage: Stage;
  readonly iteration: number;
  /** 0 to 1. */
  readonly progress: number;
  readonly lineage: string;
  readonly parentId: string | null;
  readonly scheduleId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly finishedAt: Date | null;
  readonly error: SerializedError | null;
}

export interface ApprovalFacts {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly requestedAt: Date;
  readonly deadlineAt: Date;
  readonly decidedAt: Date | null;
  readonly evidenceHash: string;
  readonly votes: readonly {
    readonly by: string;
    readonly decision: string;
    readonly comment: string;
    readonly at: string;
  }[];
}

export interface RunFacts {
  readonly iteration: number;
  readonly role: string;
  readonly task: string;
  readonly status: string;
  readonly starts: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

export interface StepFacts {
  readonly iteration: number;
  readonly stage: string;
  readonly reason: string;
  readonly at: Date;
  /** Set where the step changed the plan. */
  readonly plan?: {
    readonly attempt: number;
    readonly featureShare: number;
    readonly regularisation: number;
  };
}
