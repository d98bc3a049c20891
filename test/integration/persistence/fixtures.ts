import type { ApprovalRow, NewApproval } from '../../../src/application/ports/approvals.ts';
import type { Checkpoint } from '../../../src/application/ports/checkpoints.ts';
import type { NewEvent } from '../../../src/application/ports/events.ts';
import type { ScheduleRow } from '../../../src/application/ports/schedules.ts';
import type { NewWorkflow } from '../../../src/application/ports/workflows.ts';
import { hashJson } from '../../../src/kernel/hash.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { initialState } from '../../../src/orchestration/initial-state.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';

export const minimalSpec = { market: { source: { kind: 'sample', name: 'sp500' } } } as const;
export const at = (second: number): Date => new Date(Date.UTC(2024, 0, 1, 0, 0, second));

export function newWorkflow(
  overrides: Partial<NewWorkflow> & { tags?: Record<string, string> } = {},
): NewWorkflow {
  const { tags = {}, ...rest } = overrides;
  const id = newId('wf');
  return {
    id,
    name: 'test',
    symbol: 'SPX',
    spec: parseSpec({ ...minimalSpec, tags }),
    lineage: id,
    parentId: null,
    parentCheckpointId: null,
    scheduleId: null,
    onceKey: null,
    createdBy: 'key_test',
    createdAt: at(0),
    ...rest,
  };
}

export function newCheckpoint(workflowId: string, iteration: number): Checkpoint {
  return {
    id: newId('ck'),
    workflowId,
    iteration,
    stage: 'data_preparation',
    state: { ...initialState(workflowId, workflowId), iteration },
    decision: {
      kind: 'run',
      stage: 'data_preparation',
      agents: [{ role: 'data_engineer', task: 'prepare' }],
      reason: 'The spec is valid.',
    },
    createdAt: at(iteration),
  };
}

export function newApproval(workflowId: string, overrides: Partial<ApprovalRow> = {}): NewApproval {
  const evidence = { figure: 1.25, list: [1, 2] };
  return {
    id: newId('ap'),
    workflowId,
    iteration: 1,
    kind: 'release',
    evidence,
    evidenceHash: hashJson(evidence),
    artifacts: [],
    quorum: 1,
    allowSelfApproval: true,
    onTimeout: 'reject',
    requestedAt: at(0),
    deadlineAt: at(60),
    ...overrides,
  };
}

export function newSchedule(overrides: Partial<ScheduleRow> = {}): ScheduleRow {
  return {
    id: newId('sc'),
    name: 'nightly',
    cron: '0 3 * * *',
    timeZone: 'Europe/Berlin',
    spec: minimalSpec,
    overlap: 'skip',
    catchUpMs: 21_600_000,
    paused: false,
    nextDueAt: at(30),
    createdBy: 'key_test',
    createdAt: at(0),
    updatedAt: at(0),
    ...overrides,
  };
}

export const newEvent = (workflowId: string | null, step: number): NewEvent => ({
  workflowId,
  type: 'workflow.stage',
  data: { step },
  at: at(step),
});
