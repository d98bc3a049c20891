import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { editSpec } from '../orchestration/spec/edit-spec.ts';
import type { ReviewOutcome } from '../orchestration/state.ts';
import type { DecideCommand } from './application.ts';
import type { Dependencies } from './dependencies.ts';
import { deliverNow } from './outbox-relay.ts';
import type { ApprovalRow, ApprovalStatus, Vote } from './ports/approvals.ts';
import type { Repositories } from './ports/store.ts';
import type { WorkflowRow } from './ports/workflows.ts';

/**
 * A person's decision. It is written in Postgres first, with the message that releases the held job; the job's
 * worker reads it from there. One rejection or revision decides; approvals count up to the quorum.
 *
 * @throws AppError `not_found`, `approval_already_decided`, `evidence_changed` (the hash is not the one of the evidence
 *   that stands), `forbidden` (four eyes), `conflict` (the same person votes twice), `spec_invalid` (edits).
 */
export async function decideApproval(
  deps: Dependencies,
  approvalId: string,
  command: DecideCommand,
): Promise<ApprovalRow> {
  const now = new Date(deps.clock.nowMs());
  const outboxId = await deps.store.transaction(async (repositories) => {
    const { approval, workflow } = await lockBoth(repositories, approvalId);
    checkMayDecide(approval, workflow, command);
    const outcome = outcomeOf(approval, workflow, command);
    const vote: Vote = {
      by: command.actor.id,
      decision: command.decision,
      comment: command.comment,
      at: now.toISOString(),
    };
    const votes = [...approval.votes, vote];
    const isDecided = command.decision !== 'approve' || approvalsIn(votes) >= approval.quorum;
    await repositories.approvals.update(approvalId, {
      votes,
      ...(isDecided && { status: STATUS_OF[command.decision], outcome, decidedAt: now }),
    });
    await repositories.events.append([
      {
        workflowId: approval.workflowId,
        type: isDecided ? 'approval.decided' : 'approval.voted',
        at: now,
        data: {
          approvalId,
          kind: approval.kind,
          decision: command.decision,
          by: command.actor.name,
          comment: command.comment,
          votes: votes.length,
          quorum: approval.quorum,
        },
      },
      ...revisionEvents(approval, command, now),
    ]);
    return isDecided ? addRelease(repositories, approval, now) : null;
  });
  await deliverNow(deps, outboxId);
  return (await deps.store.approvals.get(approvalId))!;
}

const STATUS_OF: Record<DecideCommand['decision'], ApprovalStatus> = {
  approve: 'approved',
  reject: 'rejected',
  revise: 'revised',
};

/** The workflow's row is locked first, as everywhere, so that two transactions never wait for each other. */
async function lockBoth(
  repositories: Repositories,
  approvalId: string,
): Promise<{ approval: ApprovalRow; workflow: WorkflowRow }> {
  const found = await repositories.approvals.get(approvalId);
  const workflow = found && (await repositories.workflows.lock(found.workflowId));
  const approval = workflow && (await repositories.approvals.lock(approvalId));
  if (!workflow || !approval) {
    throw new AppError('not_found', `There is no approval ${approvalId}. GET /v1/approvals lists them.`);
  }
  return { approval, workflow };
}

function checkMayDecide(approval: ApprovalRow, workflow: WorkflowRow, command: DecideCommand): void {
  if (approval.status !== 'pending') {
    throw new AppError(
      'approval_already_decided',
      `The approval ${approval.id} is ${approval.status}; a decision stands.`,
      {
        details: { status: approval.status, decidedAt: approval.decidedAt?.toISOString() ?? null },
      },
    );
  }
  if (workflow.cancelRequestedAt)
    throw new AppError('conflict', `The workflow ${workflow.id} was cancelled.`);
  if (command.evidenceHash !== approval.evidenceHash) {
    throw new AppError(
      'evidence_changed',
      `The decision names evidence ${command.evidenceHash}, but ${approval.evidenceHash} is what stands. Look again, then decide.`,
      { details: { evidenceHash: approval.evidenceHash } },
    );
  }
  if (
    !approval.allowSelfApproval &&
    command.decision === 'approve' &&
    workflow.createdBy === command.actor.id
  ) {
    throw new AppError(
      'forbidden',
      'This spec asks for four eyes: the key that submitted a workflow may not approve it.',
    );
  }
  if (approval.votes.some((vote) => vote.by === command.actor.id)) {
    throw new AppError(
      'conflict',
      `This key has voted on ${approval.id}; the quorum of ${approval.quorum} needs others.`,
    );
  }
}

function outcomeOf(approval: ApprovalRow, workflow: WorkflowRow, command: DecideCommand): ReviewOutcome {
  const common = { approvalId: approval.id, by: command.actor.name, comment: command.comment };
  if (command.decision !== 'revise') return { decision: command.decision, ...common };
  const stage = command.stage ?? 'feature_discovery';
  const edits = command.edits ?? {};
  // Checked here, so that the person learns of a mistake while they can still mend it.
  editSpec(workflow.spec, edits, stage);
  return { decision: 'revise', ...common, stage, edits };
}

const approvalsIn = (votes: readonly Vote[]): number =>
  votes.filter((vote) => vote.decision === 'approve').length;

function revisionEvents(approval: ApprovalRow, command: DecideCommand, at: Date) {
  if (command.decision !== 'revise' || !command.edits || Object.keys(command.edits).length === 0) return [];
  const data = { approvalId: approval.id, by: command.actor.name, sections: Object.keys(command.edits) };
  return [{ workflowId: approval.workflowId, type: 'workflow.spec_revised' as const, at, data }];
}

async function addRelease(repositories: Repositories, approval: ApprovalRow, now: Date): Promise<string> {
  const id = newId('ob');
  const { workflowId, iteration } = approval;
  await repositories.outbox.add(
    id,
    { kind: 'release_review', workflowId, iteration, approvalId: approval.id },
    now,
  );
  return id;
}
