import type { FitMemo, SealedResult, StudyStop, TrialLedger, TrialRecord } from '../../agents/ports.ts';
import type { Json } from '../../kernel/json.ts';

export interface TrialRow extends TrialRecord {
  readonly id: string;
  readonly workflowId: string;
  readonly createdAt: Date;
}

/** The ledger as the platform stores it; an agent gets it bound to its workflow. */
export interface Trials {
  record(workflowId: string, trials: readonly TrialRecord[], at: Date): Promise<void>;
  summary: TrialLedger['summary'];
  /** As `TrialLedger.best`, of the workflows submitted before the named one. */
  bestBefore(workflowId: string, family: string, count: number): Promise<readonly Json[]>;
  ofWorkflow(workflowId: string): Promise<readonly TrialRow[]>;
  stopOf: TrialLedger['stopOf'];
  /** As `TrialLedger.recordStop`. */
  recordStop(workflowId: string, stop: StudyStop, at: Date): Promise<StudyStop>;
}

/** Finished trainings as the platform stores them. */
export interface StoredFits extends FitMemo {
  /** Deletes at most `limit` of those nobody has used since; returns how many. */
  prune(unusedSince: Date, limit: number): Promise<number>;
}

export interface Unsealing {
  readonly lineage: string;
  readonly workflowId: string;
  readonly role: string;
  readonly modelId: string;
  readonly artifactHash: string;
  readonly reason: string;
  readonly at: Date;
  /** Hash of what was traded over it; null in rows from before it was kept. */
  readonly strategy: string | null;
  /** What came of it; null until it is written down. */
  readonly result: SealedResult | null;
}

/** Who opened which sealed segment. One row a lineage, for ever. */
export interface Unsealings {
  /** Inserts unless the lineage has one; returns the row that stands. */
  open(unsealing: Omit<Unsealing, 'result'>): Promise<{ readonly row: Unsealing; readonly created: boolean }>;
  /** Writes the result of a lineage's opening unless it has one; returns the one that stands, null without an opening. */
  conclude(lineage: string, result: SealedResult): Promise<SealedResult | null>;
  ofWorkflow(workflowId: string): Promise<readonly Unsealing[]>;
}

/** A verdict as the platform counts it. */
export interface VerdictRow {
  readonly workflowId: string;
  readonly attempt: number;
  readonly modelId: string;
  readonly passed: boolean;
  /** One-sided p-value of the record's Sharpe ratio; null when it had none. */
  readonly pValue: number | null;
  readonly verdictHash: string;
  readonly at: Date;
}

/** Everything that was ever judged. */
export interface Verdicts {
  /** Adds a verdict; one of the same workflow and attempt is left as it is. */
  record(verdict: VerdictRow): Promise<void>;
  judged: TrialLedger['judged'];
}
