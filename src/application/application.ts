import type { ModelCard } from '../orchestration/model-card.ts';
import type { QualityReport } from '../orchestration/quality-report.ts';
import type { ModelDrift } from './model-card.ts';
import type { ApprovalRow } from './ports/approvals.ts';
import type { ExportedFile, ExportFormat } from './ports/dataset-exports.ts';
import type { DatasetRow } from './ports/datasets.ts';
import type { ModelRow } from './ports/models.ts';
import type { OverlapPolicy, ScheduleRow, TickRow } from './ports/schedules.ts';
import type { WorkflowRow } from './ports/workflows.ts';
import type { ReleasedSignal, SignalExport, SignalQuery } from './signal-books.ts';

/** Who asks: the API key, for the record and for the four-eyes rule. */
export interface Actor {
  readonly id: string;
  readonly name: string;
}

export interface SubmitCommand {
  /** As it came from outside: parsed here. */
  readonly spec: unknown;
  readonly actor: Actor;
  /** A submission with the key of an earlier one is that one: its workflow is returned, nothing is made. */
  readonly onceKey?: string;
}

export interface ForkCommand {
  readonly checkpointId: string;
  /** Deep-merged into the parent's spec. */
  readonly edits?: Record<string, unknown>;
  readonly actor: Actor;
  readonly onceKey?: string;
}

export interface DecideCommand {
  readonly decision: 'approve' | 'reject' | 'revise';
  readonly comment: string;
  /** For `revise`: the stage to go back to, and what to change in the spec. */
  readonly stage?: 'data_preparation' | 'feature_discovery' | 'model_training';
  readonly edits?: Record<string, unknown>;
  /** Hash of the evidence the person saw. */
  readonly evidenceHash: string;
  readonly actor: Actor;
}

export interface ScheduleInput {
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly spec: unknown;
  readonly overlap: OverlapPolicy;
  /** Duration such as `6h`; `0` for none. */
  readonly catchUp: string;
  readonly paused: boolean;
}

export interface ImportCommand {
  /** The file, as it comes in. */
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  /** Its name, for people and for the symbol when none is given; with its place, where a format says there what it holds. */
  readonly fileName: string;
  /** When it was written; unset, or later than its arrival: when it arrives. */
  readonly writtenAtMs?: number;
  readonly name?: string;
  /** A spec's `market` and `quality` blocks, as they came from outside; the single answers below go before theirs. */
  readonly spec?: unknown;
  readonly symbol?: string;
  /** Bar length; to be named here or in `spec`. */
  readonly timeframe?: string;
  /** Clock of the stamps, and what prices are divided by, where the file does not tell. */
  readonly zone?: string;
  readonly priceScale?: number;
  /** Take the dividends out of the prices that the file's adjusted close speaks of. */
  readonly adjustDividends?: boolean;
  readonly signal: AbortSignal;
  readonly actor: Actor;
}

export interface ImportResult {
  readonly dataset: DatasetRow;
  /** False when the same bars were there already. */
  readonly created: boolean;
}

/** The repair log of a dataset. */
export interface DatasetRepairs {
  readonly repairs: readonly (QualityReport['repairs'][number] & {
    /** Place in the log, from 1. */
    readonly number: number;
    /** False for what makes bars usable at all. */
    readonly canBeUndone: boolean;
  })[];
  /** What it was made from by taking repairs back; null for an import. */
  readonly lineage: QualityReport['lineage'] | null;
}

export interface UndoCommand {
  /** The repair to take back, from 1; those after it go with it. */
  readonly number: number;
  /** Of the dataset that is left; default: that of the first one, and what was undone. */
  readonly name?: string;
  readonly actor: Actor;
}

/** A change of a model's stage by a person. */
export interface ModelDecision {
  readonly reason: string;
  readonly actor: Actor;
}

/** The use cases, as the edges (HTTP, workers) call them. Each one throws AppError. */
export interface Application {
  submitWorkflow(command: SubmitCommand): Promise<WorkflowRow>;
  cancelWorkflow(workflowId: string, actor: Actor): Promise<WorkflowRow>;
  resumeWorkflow(workflowId: string, actor: Actor): Promise<WorkflowRow>;
  forkWorkflow(workflowId: string, command: ForkCommand): Promise<WorkflowRow>;
  decideApproval(approvalId: string, command: DecideCommand): Promise<ApprovalRow>;
  /** Self-contained HTML tear sheet of what the workflow has so far. */
  renderReport(workflowId: string): Promise<string>;
  /** The signals of a workflow with the decision on each. */
  exportSignals(workflowId: string, format: SignalExport['format']): Promise<SignalExport>;
  /** Signals of the bots in use, newest first, each once. */
  releasedSignals(query: SignalQuery): Promise<readonly ReleasedSignal[]>;
  /** Quality report of a dataset as a self-contained HTML page. */
  renderDatasetReport(datasetId: string): Promise<string>;
  /** The same of the dataset a workflow works on. */
  renderQualityReport(workflowId: string): Promise<string>;
  importDataset(command: ImportCommand): Promise<ImportResult>;
  /** The steps from the bars of a dataset as they were read to those that are used. */
  datasetRepairs(datasetId: string): Promise<DatasetRepairs>;
  /** A dataset of its own, without a repair and those after it. */
  undoDatasetRepairs(datasetId: string, command: UndoCommand): Promise<ImportResult>;
  /** The usable bars of a dataset as a file. */
  exportDataset(datasetId: string, format: ExportFormat): Promise<ExportedFile>;
  /** Challenger to champion; the champion so far is retired. */
  promoteModel(modelId: string, decision: ModelDecision): Promise<ModelRow>;
  retireModel(modelId: string, decision: ModelDecision): Promise<ModelRow>;
  /** The champion is retired, the one before it is champion again. */
  rollbackModel(modelId: string, decision: ModelDecision): Promise<ModelRow>;
  /** What is known about a model. */
  modelCard(modelId: string): Promise<ModelCard>;
  /** Its features over later bars of a dataset, against its training. */
  modelDrift(modelId: string, datasetId: string): Promise<ModelDrift>;
  createSchedule(input: ScheduleInput, actor: Actor): Promise<ScheduleRow>;
  updateSchedule(scheduleId: string, changes: Partial<ScheduleInput>): Promise<ScheduleRow>;
  deleteSchedule(scheduleId: string): Promise<void>;
  /** Submits now, whatever the cron says; the overlap policy still holds. */
  triggerSchedule(scheduleId: string): Promise<TickRow>;
}
