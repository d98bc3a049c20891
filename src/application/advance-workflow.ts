import { ERROR_REGISTRY, type ErrorCode } from '../kernel/error-registry.ts';
import { AppError, type SerializedError, toAppError } from '../kernel/errors.ts';
import type { Decision } from '../orchestration/decision.ts';
import { type ChildResult, reduce } from '../orchestration/reduce.ts';
import type { ChildRole } from '../orchestration/roles.ts';
import { route } from '../orchestration/route.ts';
import { editSpec } from '../orchestration/spec/edit-spec.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { isTerminal, type TerminalStage } from '../orchestration/stages.ts';
import type { Dependencies } from './dependencies.ts';
import { failWorkflow } from './fail-workflow.ts';
import { deliverNow } from './outbox-relay.ts';
import type { AgentRun } from './ports/agent-runs.ts';
import type { Repositories } from './ports/store.ts';
import { writeTransition } from './transition.ts';

export interface Tick {
  readonly workflowId: string;
  readonly iteration: number;
  /** Children that the queue gave up on, by role: known when a worker died too often to write anything. */
  readonly lostChildren: Readonly<Partial<Record<ChildRole, string>>>;
  /** No attempt follows: whatever goes wrong now parks the workflow. */
  readonly isLastAttempt: boolean;
}

export interface TickResult {
  readonly summary: string;
  /** Set by the tick that ended the workflow. */
  readonly finished?: TerminalStage;
}

/**
 * One supervisor tick: merges what the children of a transition brought, asks the routing table, and writes the next
 * transition, all in one transaction. A tick that comes twice, or late, changes nothing.
 */
export async function advanceWorkflow(deps: Dependencies, tick: Tick): Promise<TickResult> {
  try {
    const { outboxId, ...result } = await deps.store.transaction((repositories) =>
      advanceLocked(repositories, tick, new Date(deps.clock.nowMs())),
    );
    await deliverNow(deps, outboxId);
    return result;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.retryable && !tick.isLastAttempt) throw error;
    deps.logger.error(
      { workflowId: tick.workflowId, iteration: tick.iteration, err: error },
      'a tick failed for good',
    );
    await failWorkflow(deps, tick.workflowId, error);
    return { summary: `failed: ${error.code}`, finished: 'failed' };
  }
}

async function advanceLocked(
  repositories: Repositories,
  tick: Tick,
  now: Date,
): Promise<TickResult & { outboxId: string | null }> {
  const { workflowId, iteration } = tick;
  const workflow = await repositories.workflows.lock(workflowId);
  if (!workflow) throw new AppError('not_found', `There is no workflow ${workflowId}.`);
  if (isTerminal(workflow.stage)) return { outboxId: null, summary: `already ${workflow.stage}` };
  if (workflow.iteration > iteration) return { outboxId: null, summary: 'already advanced' };
  const checkpoint = await repositories.checkpoints.at(workflowId, iteration);
  if (!checkpoint)
    throw new AppError('state_invalid', `Checkpoint ${iteration} of ${workflowId} is missing.`);

  const runs = await repositories.agentRuns.ofTransition(workflowId, iteration);
  const results = rolesOf(checkpoint.decision).flatMap((role) => resultOf(role, runs, tick) ?? []);
  // A job that was removed leaves no trace. Its work is still to be done: the reconciler adds it again.
  const missing = rolesOf(checkpoint.decision).filter(
    (role) => !results.some((result) => result.role === role),
  );
  if (missing.length > 0) return { outboxId: null, summary: `no result of ${missing.join(', ')} yet` };
  const state = reduce(checkpoint.state, results);
  const spec = revisedSpec(state.review?.outcome, workflow.spec);
  const decision = route({ state, spec, results, cancelRequested: workflow.cancelRequestedAt !== null });
  const outboxId = await writeTransition(repositories, { state, decision, spec, results, now });
  const summary = `${checkpoint.stage} → ${decision.stage}`;
  return { outboxId, summary, ...(decision.kind === 'finish' && { finished: decision.stage }) };
}

function rolesOf(decision: Decision): ChildRole[] {
  if (decision.kind === 'run') return decision.agents.map((agent) => agent.role);
  return decision.kind === 'review' ? ['human_review'] : [];
}

/** Postgres first: what an agent has written counts, whatever the queue says of its job. */
function resultOf(role: ChildRole, runs: readonly AgentRun[], tick: Tick): ChildResult | undefined {
  const run = runs.find((candidate) => candidate.role === role);
  if (run?.status === 'succeeded' && run.patch) return { role, status: 'succeeded', patch: run.patch };
  if (run?.status === 'failed' && run.error) return { role, status: 'failed', error: run.error };
  const reason = tick.lostChildren[role];
  return reason === undefined ? undefined : { role, status: 'failed', error: lostError(role, reason) };
}

/** The queue's reason begins with our code when the consumer wrapper wrote it. */
function lostError(role: ChildRole, reason: string): SerializedError {
  const [code, ...rest] = reason.split(': ');
  if (code in ERROR_REGISTRY && rest.length > 0) return { code: code as ErrorCode, message: rest.join(': ') };
  return { code: 'agent_failed', message: `The queue gave up on the job of ${role}: ${reason}` };
}

/** A reviewer who sends a workflow back may have changed the spec; the edits were checked when they decided. */
function revisedSpec(
  outcome: NonNullable<NonNullable<Parameters<typeof reduce>[0]['review']>['outcome']> | null | undefined,
  spec: WorkflowSpec,
): WorkflowSpec {
  if (outcome?.decision !== 'revise' || Object.keys(outcome.edits).length === 0) return spec;
  return editSpec(spec, outcome.edits, outcome.stage);
}
