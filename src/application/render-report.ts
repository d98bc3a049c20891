import type { z } from 'zod';
import { AppError, toAppError } from '../kernel/errors.ts';
import type { ArtifactRef } from '../orchestration/artifact-ref.ts';
import { modelCardSchema } from '../orchestration/model-card.ts';
import { overlaysDocumentSchema } from '../orchestration/overlays-document.ts';
import { riskReportSchema } from '../orchestration/risk-report.ts';
import { selectionReportSchema } from '../orchestration/selection-report.ts';
import { type AgentState, currentRiskAssessment, currentValidation } from '../orchestration/state.ts';
import { validationReportSchema } from '../orchestration/validation-report.ts';
import { renderTearSheet } from '../report/tear-sheet.ts';
import type { StepFacts, TearSheetData } from '../report/tear-sheet-data.ts';
import type { ApprovalRow } from './ports/approvals.ts';
import type { ArtifactStore } from './ports/artifact-store.ts';
import type { CheckpointHead } from './ports/checkpoints.ts';
import type { Repositories } from './ports/store.ts';

export interface ReportSources {
  readonly store: Pick<Repositories, 'workflows' | 'checkpoints' | 'approvals' | 'agentRuns'>;
  readonly artifactStore: Pick<ArtifactStore, 'get'>;
}

/**
 * The tear sheet of what a workflow has so far. A document that is gone or damaged does not take the report down:
 * it is named in it.
 * @throws AppError `not_found` for an unknown id.
 */
export async function renderReport(sources: ReportSources, workflowId: string): Promise<string> {
  const { store } = sources;
  const workflow = await store.workflows.get(workflowId);
  if (!workflow) throw new AppError('not_found', `There is no workflow ${workflowId}.`);
  const [checkpoint, heads, approvals, runs] = await Promise.all([
    store.checkpoints.latest(workflowId),
    store.checkpoints.list(workflowId),
    approvalsOf(store, workflowId),
    store.agentRuns.ofWorkflow(workflowId),
  ]);
  const state = checkpoint?.state ?? null;
  const documents = await readDocuments(sources, state);
  return renderTearSheet({
    workflow,
    spec: workflow.spec,
    state,
    approvals,
    runs,
    steps: heads.map(stepOf),
    ...documents,
  });
}

/** Approvals of one workflow are few; the largest page holds them, further pages are followed. */
async function approvalsOf(store: ReportSources['store'], workflowId: string): Promise<ApprovalRow[]> {
  const rows: ApprovalRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.approvals.list({ workflowId, limit: 200, ...(cursor && { cursor }) });
    rows.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return rows.sort((a, b) => a.requestedAt.getTime() - b.requestedAt.getTime());
}

type Documents = Pick<
  TearSheetData,
  'validation' | 'risk' | 'card' | 'selection' | 'overlays' | 'unreadable'
>;

async function readDocuments(sources: ReportSources, state: AgentState | null): Promise<Documents> {
  if (!state) return {};
  const unreadable: { what: string; why: string }[] = [];
  const read = async <T>(what: string, ref: ArtifactRef | undefined, schema: z.ZodType<T>) => {
    if (!ref) return null;
    try {
      return schema.parse(JSON.parse(new TextDecoder().decode(await sources.artifactStore.get(ref.hash))));
    } catch (thrown) {
      const { code, message, class: kind } = toAppError(thrown, 'artifact_corrupt');
      if (kind === 'recoverable') throw thrown;
      unreadable.push({ what, why: `${message.slice(0, 300)} (${code})` });
      return null;
    }
  };
  const [validation, risk, card, selection, overlays] = await Promise.all([
    read('The validation report', currentValidation(state)?.report, validationReportSchema),
    read('The risk report', currentRiskAssessment(state)?.report, riskReportSchema),
    read('The model card', state.bestModel?.card, modelCardSchema),
    read('The selection report', state.bestModel?.selection, selectionReportSchema),
    read('The chart of the market structure', state.overlays, overlaysDocumentSchema),
  ]);
  return { validation, risk, card, selection, overlays, unreadable };
}

function stepOf({ iteration, stage, decision, createdAt }: CheckpointHead): StepFacts {
  const step = { iteration, stage, reason: decision.reason, at: createdAt };
  return decision.kind === 'run' && decision.plan ? { ...step, plan: decision.plan } : step;
}
