import type { ColumnType, Generated } from 'kysely';

/**
 * A jsonb column. It is read as unknown and parsed by its repository; it is written through `toJsonb`.
 * No generic type of the document: what the database holds is only known once it was parsed.
 */
type Document = ColumnType<unknown, unknown, unknown>;
/** 64-bit integers come as text, because a JavaScript number cannot hold them all. */
type BigInteger = ColumnType<string, number | string, number | string>;

export interface WorkflowsTable {
  id: string;
  name: string;
  symbol: string;
  spec: Document;
  status: string;
  stage: string;
  iteration: number;
  progress: number;
  lineage: string;
  parent_id: string | null;
  parent_checkpoint_id: string | null;
  schedule_id: string | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
  once_key: string | null;
  finished_at: Date | null;
  cancel_requested_at: Date | null;
  result: Document;
  error: Document;
}

export interface CheckpointsTable {
  id: string;
  workflow_id: string;
  iteration: number;
  stage: string;
  state: Document;
  decision: Document;
  created_at: Date;
}

export interface AgentRunsTable {
  workflow_id: string;
  iteration: number;
  role: string;
  task: string;
  input_hash: string;
  status: string;
  starts: number;
  patch: Document;
  error: Document;
  started_at: Date;
  finished_at: Date | null;
}

export interface ApprovalsTable {
  id: string;
  workflow_id: string;
  iteration: number;
  kind: string;
  status: string;
  evidence: Document;
  evidence_hash: string;
  artifacts: Document;
  quorum: number;
  allow_self_approval: boolean;
  on_timeout: string;
  votes: Document;
  outcome: Document;
  requested_at: Date;
  deadline_at: Date;
  escalated_at: Date | null;
  decided_at: Date | null;
}

export interface SchedulesTable {
  id: string;
  name: string;
  cron: string;
  time_zone: string;
  spec: Document;
  overlap: string;
  catch_up_ms: BigInteger;
  paused: boolean;
  next_due_at: Date | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

export interface ScheduleTicksTable {
  schedule_id: string;
  due_at: Date;
  status: string;
  workflow_id: string | null;
  reason: string;
  created_at: Date;
}

export interface EventsTable {
  id: Generated<string>;
  txid: Generated<string>;
  workflow_id: string | null;
  type: string;
  data: Document;
  at: Date;
}

export interface OutboxTable {
  id: string;
  message: Document;
  attempts: Generated<number>;
  last_error: string | null;
  created_at: Date;
  delivered_at: Date | null;
}

export interface ArtifactsTable {
  hash: string;
  kind: string;
  media_type: string;
  bytes: BigInteger;
  rows: number | null;
  created_at: Date;
}

export interface ArtifactLinksTable {
  workflow_id: string;
  iteration: number;
  role: string;
  hash: string;
  kind: string;
  created_at: Date;
}

export interface DatasetsTable {
  id: string;
  name: string;
  symbol: string;
  timeframe: string;
  source: string;
  bars: number;
  first_at: Date;
  last_at: Date;
  score: number;
  verdict: string;
  artifact_hash: string;
  artifact_bytes: BigInteger;
  report: Document;
  created_by: string;
  created_at: Date;
}

export interface TrialsTable {
  id: string;
  workflow_id: string;
  family: string;
  config_hash: string;
  status: string;
  params: Document;
  seed: BigInteger;
  dataset_id: string;
  score: number | null;
  sharpe_per_bar: number | null;
  fold_scores: Document;
  data_hash: string | null;
  code_hash: string | null;
  created_at: Date;
}

export interface FitMemoTable {
  key: string;
  predictions: Buffer;
  gain: Buffer;
  model_text: string | null;
  rounds: number;
  train_ms: number;
  trainings: Generated<number>;
  created_at: Date;
  used_at: Date;
}

export interface StudyStopsTable {
  key: string;
  trials: number;
  reason: string;
  train_ms: number;
  workflow_id: string;
  created_at: Date;
}

export interface ModelsTable {
  id: string;
  workflow_id: string;
  iteration: number;
  symbol: string;
  timeframe: string;
  stage: string;
  info: Document;
  lineage: Document;
  registered_at: Date;
  updated_at: Date;
}

export interface ModelChangesTable {
  id: Generated<string>;
  model_id: string;
  from_stage: string;
  to_stage: string;
  changed_by: string;
  reason: string;
  at: Date;
}

export interface UnsealingsTable {
  lineage: string;
  workflow_id: string;
  role: string;
  model_id: string;
  artifact_hash: string;
  reason: string;
  at: Date;
  strategy: string | null;
  result: Document | null;
}

export interface VerdictsTable {
  workflow_id: string;
  attempt: number;
  model_id: string;
  passed: boolean;
  p_value: number | null;
  verdict_hash: string;
  at: Date;
}

export interface ApiKeysTable {
  id: string;
  name: string;
  role: string;
  secret_hash: string;
  created_at: Date;
  revoked_at: Date | null;
}

export interface IdempotencyKeysTable {
  owner: string;
  key: string;
  request_hash: string;
  response: Document;
  claimed_at: Date;
}

export interface Schema {
  workflows: WorkflowsTable;
  checkpoints: CheckpointsTable;
  agent_runs: AgentRunsTable;
  approvals: ApprovalsTable;
  schedules: SchedulesTable;
  schedule_ticks: ScheduleTicksTable;
  events: EventsTable;
  outbox: OutboxTable;
  artifacts: ArtifactsTable;
  artifact_links: ArtifactLinksTable;
  datasets: DatasetsTable;
  trials: TrialsTable;
  fit_memo: FitMemoTable;
  study_stops: StudyStopsTable;
  models: ModelsTable;
  model_changes: ModelChangesTable;
  unsealings: UnsealingsTable;
  verdicts: VerdictsTable;
  api_keys: ApiKeysTable;
  idempotency_keys: IdempotencyKeysTable;
}
