import type { ApprovalRow } from '../../application/ports/approvals.ts';
import type { DatasetRow } from '../../application/ports/datasets.ts';
import type { ModelRow } from '../../application/ports/models.ts';
import type { ScheduleRow } from '../../application/ports/schedules.ts';
import type { Store } from '../../application/ports/store.ts';
import type { WorkflowRow } from '../../application/ports/workflows.ts';
import { AppError } from '../../kernel/errors.ts';

/** @throws AppError `not_found`, as the other two. */
export async function findWorkflow(
  { workflows }: Pick<Store, 'workflows'>,
  id: string,
): Promise<WorkflowRow> {
  return (await workflows.get(id)) ?? missing('workflow', id);
}

export async function findApproval(
  { approvals }: Pick<Store, 'approvals'>,
  id: string,
): Promise<ApprovalRow> {
  return (await approvals.get(id)) ?? missing('approval', id);
}

export async function findSchedule(
  { schedules }: Pick<Store, 'schedules'>,
  id: string,
): Promise<ScheduleRow> {
  return (await schedules.get(id)) ?? missing('schedule', id);
}

export async function findDataset({ datasets }: Pick<Store, 'datasets'>, id: string): Promise<DatasetRow> {
  return (await datasets.get(id)) ?? missing('dataset', id);
}

export async function findModel({ models }: Pick<Store, 'models'>, id: string): Promise<ModelRow> {
  return (await models.get(id)) ?? missing('model', id);
}

function missing(noun: string, id: string): never {
  throw new AppError('not_found', `There is no ${noun} "${id}". GET /v1/${noun}s lists those there are.`);
}
