import { consume } from '../queues/consumer.ts';
import { tickJobSchema } from '../queues/contracts/jobs.ts';
import { advanceWorkflow } from '../src/application/advance-workflow.ts';
import { AGENT_ROLES, type ChildRole } from '../src/orchestration/roles.ts';
import type { WorkerDefinition } from './worker.ts';

/** Joins the children of a transition and decides the next one. */
export const supervisorWorker: WorkerDefinition = {
  role: 'supervisor',
  processor: ({ dependencies, running, metrics }) =>
    consume({
      schema: tickJobSchema,
      // A tick is one transaction: a cancel must not stop the very thing that carries it out.
      register: (_job, controller) => running.register(null, controller),
      handle: async ({ workflowId, iteration }, execution) => {
        const lostChildren = rolesOf(await execution.failedChildren());
        const { isLastAttempt } = execution;
        const result = await advanceWorkflow(dependencies, {
          workflowId,
          iteration,
          lostChildren,
          isLastAttempt,
        });
        if (result.finished) metrics.recordWorkflowFinished(result.finished);
        return { kind: 'done', result };
      },
    }),
};

/** Job keys end with our job id, and that ends with the role. */
function rolesOf(failures: Readonly<Record<string, string>>): Partial<Record<ChildRole, string>> {
  const roles: readonly ChildRole[] = [...AGENT_ROLES, 'human_review'];
  const lost: Partial<Record<ChildRole, string>> = {};
  for (const [jobKey, reason] of Object.entries(failures)) {
    const role = roles.find((candidate) => jobKey.endsWith(`.${candidate}`));
    if (role) lost[role] = reason;
  }
  return lost;
}
