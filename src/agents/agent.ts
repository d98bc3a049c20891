import type { Rng } from '../kernel/rng.ts';
import type { AgentRole, AgentTask } from '../orchestration/roles.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import type { AgentPatch, AgentState } from '../orchestration/state.ts';
import type { Artifacts, Compute, FitMemo, MarketData, TrialLedger, Vault } from './ports.ts';
import type { TrainingProgress } from './progress.ts';

/** What an agent is given to work on. Values only. */
export interface AgentInput {
  readonly state: AgentState;
  readonly spec: WorkflowSpec;
  readonly task: AgentTask;
}

/** Structured log lines: `logger.info({ bars: 5105 }, 'bars read')`. Workflow, role and attempt are already on it. */
export interface AgentLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What an agent may use. It never enqueues, never writes workflow state, never reads configuration or a clock. */
export interface AgentContext {
  readonly signal: AbortSignal;
  readonly logger: AgentLogger;
  /** Seeded from the spec's seed, role, task and attempt: the same on every run of the same spec. */
  readonly rng: Rng;
  /** Reports how far the task is (0 to 1) and what it is at, in a few words; a training its figures as well. */
  progress(fraction: number, message: string, training?: TrainingProgress): void;
  readonly artifacts: Artifacts;
  readonly marketData: MarketData;
  readonly compute: Compute;
  readonly trials: TrialLedger;
  readonly fitMemo: FitMemo;
  readonly vault: Vault;
}

/** What of it a calculation in the compute threads needs. */
export type Threads = Pick<AgentContext, 'compute' | 'signal'>;

/** A specialist. One file each; `run` returns what it found, as a patch of the state. */
export interface Agent {
  readonly role: AgentRole;
  /** @throws AppError: `agent` class when the work cannot be done, `recoverable` when it may work later. */
  run(input: AgentInput, context: AgentContext): Promise<AgentPatch>;
}
