import { newId } from '../kernel/ids.ts';
import { advance } from '../orchestration/advance.ts';
import type { Decision } from '../orchestration/decision.ts';
import { evidenceOf } from '../orchestration/evidence.ts';
import type { ChildResult } from '../orchestration/reduce.ts';
import { durationMs } from '../orchestration/spec/duration.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { progressOf, statusOf } from '../orchestration/stages.ts';
import type { AgentState } from '../orchestration/state.ts';
import type { NewEvent } from './ports/events.ts';
import type { Repositories } from './ports/store.ts';
import { releaseModel } from './register-models.ts';
import { isReleased, resultOf } from './result.ts';

export interface Transition {
  /** The state before, with everything the last step brought already merged in. */
  readonly state: AgentState;
  readonly decision: Decision;
  readonly spec: WorkflowSpec;
  readonly results: readonly ChildResult[];
  readonly now: Date;
}

/**
 * Writes one transition with the caller's transaction: checkpoint, workflow row, events, the approval a review asks
 * for, and the outbox message that will reach the queue. The row of the workflow must be locked.
 * Returns the id of the outbox message, null when the workflow has ended.
 */
export async function writeTransition(
  repositories: Repositories,
  transition: Transition,
): Promise<string | null> {
  const { state, decision, spec, results, now } = transition;
  const checkpointId = newId('ck');
  const approvalId = decision.kind === 'review' ? newId('ap') : undefined;
  const next = advance({ state, decision, results, checkpointId, ...(approvalId && { approvalId }) });
  const { workflowId, iteration, stage } = next;

  const inserted = await repositories.checkpoints.insert({
    id: checkpointId,
    workflowId,
    iteration,
    stage,
    state: next,
    decision,
    createdAt: now,
  });
  if (!inserted)
    throw new Error(`checkpoint ${iteration} of ${workflowId} exists although its row was locked`);

  await repositories.workflows.update(workflowId, {
    spec,
    stage,
    status: statusOf(stage),
    iteration,
    progress: progressOf(stage),
    ...(decision.kind === 'finish' && {
      finishedAt: now,
      result: resultOf(next, decision),
      error: errorOf(decision),
    }),
  });
  if (decision.kind === 'finish' && isReleased(next, decision)) await releaseModel(repositories, state, now);
  await repositories.events.append(eventsOf(state, next, decision, now));
  if (approvalId && decision.kind === 'review') {
    await requestApproval(repositories, { id: approvalId, state: next, decision, spec, now });
  }
  if (decision.kind === 'finish') return null;

  const outboxId = newId('ob');
  await repositories.outbox.add(outboxId, { kind: 'dispatch', workflowId, iteration }, now);
  return outboxId;
}

interface ApprovalRequest {
  readonly id: string;
  readonly state: AgentState;
  readonly decision: Extract<Decision, { kind: 'review' }>;
  readonly spec: WorkflowSpec;
  readonly now: Date;
}

async function requestApproval(repositories: Repositories, request: ApprovalRequest): Promise<void> {
  const { id, state, decision, spec, now } = request;
  const evidence = evidenceOf(state, spec, decision.review, decision.reason);
  const deadlineAt = new Date(now.getTime() + durationMs(spec.approval.deadline));
  await repositories.approvals.insert({
    id,
    workflowId: state.workflowId,
    iteration: state.iteration,
    kind: decision.review,
    evidence: evidence.document,
    evidenceHash: evidence.hash,
    artifacts: evidence.artifacts,
    quorum: spec.approval.quorum,
    allowSelfApproval: spec.approval.allowSelfApproval,
    onTimeout: spec.approval.onTimeout,
    requestedAt: now,
    deadlineAt,
  });
  await repositories.events.append([
    {
      workflowId: state.workflowId,
      type: 'approval.requested',
      at: now,
      data: {
        approvalId: id,
        kind: decision.review,
        reason: decision.reason,
        deadlineAt: deadlineAt.toISOString(),
      },
    },
  ]);
}

function eventsOf(before: AgentState, after: AgentState, decision: Decision, at: Date): NewEvent[] {
  const stageEvent: NewEvent = {
    workflowId: after.workflowId,
    type: 'workflow.stage',
    at,
    data: {
      from: before.stage,
      to: after.stage,
      iteration: after.iteration,
      agents: after.currentAgent,
      reason: decision.reason,
      progress: progressOf(after.stage),
    },
  };
  if (decision.kind !== 'finish') return [stageEvent];
  return [
    stageEvent,
    {
      workflowId: after.workflowId,
      type: 'workflow.finished',
      at,
      data: { status: statusOf(after.stage), reason: decision.reason, result: resultOf(after, decision) },
    },
  ];
}

function errorOf(decision: Extract<Decision, { kind: 'finish' }>) {
  if (decision.stage !== 'failed') return null;
  return { code: (decision.code ?? 'internal') as 'internal', message: decision.reason };
}
