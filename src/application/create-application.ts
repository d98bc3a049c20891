import type { Application } from './application.ts';
import { cancelWorkflow } from './cancel-workflow.ts';
import { decideApproval } from './decide-approval.ts';
import type { Dependencies } from './dependencies.ts';
import { exportDataset } from './export-dataset.ts';
import { forkWorkflow } from './fork-workflow.ts';
import { importDataset } from './import-dataset.ts';
import { promoteModel, retireModel, rollbackModel } from './manage-models.ts';
import { createSchedule, deleteSchedule, updateSchedule } from './manage-schedules.ts';
import { modelDrift, readModelCard } from './model-card.ts';
import { renderDatasetReport, renderQualityReport } from './render-quality-report.ts';
import { renderReport } from './render-report.ts';
import { resumeWorkflow } from './resume-workflow.ts';
import { exportSignals, releasedSignals } from './signal-books.ts';
import { submitWorkflow } from './submit-workflow.ts';
import { triggerSchedule } from './tick-schedule.ts';
import { datasetRepairs, undoDatasetRepairs } from './undo-repairs.ts';

/** The use cases with their dependencies filled in, for the edges. */
export function createApplication(deps: Dependencies): Application {
  return {
    submitWorkflow: (command) => submitWorkflow(deps, command),
    cancelWorkflow: (workflowId, actor) => cancelWorkflow(deps, workflowId, actor),
    resumeWorkflow: (workflowId, actor) => resumeWorkflow(deps, workflowId, actor),
    forkWorkflow: (workflowId, command) => forkWorkflow(deps, workflowId, command),
    decideApproval: (approvalId, command) => decideApproval(deps, approvalId, command),
    renderReport: (workflowId) => renderReport(deps, workflowId),
    exportSignals: (workflowId, format) => exportSignals(deps, workflowId, format),
    releasedSignals: (query) => releasedSignals(deps, query),
    renderDatasetReport: (datasetId) => renderDatasetReport(deps, datasetId),
    renderQualityReport: (workflowId) => renderQualityReport(deps, workflowId),
    importDataset: (command) => importDataset(deps, command),
    datasetRepairs: (datasetId) => datasetRepairs(deps, datasetId),
    undoDatasetRepairs: (datasetId, command) => undoDatasetRepairs(deps, datasetId, command),
    exportDataset: (datasetId, format) => exportDataset(deps, datasetId, format),
    promoteModel: (modelId, decision) => promoteModel(deps, modelId, decision),
    retireModel: (modelId, decision) => retireModel(deps, modelId, decision),
    rollbackModel: (modelId, decision) => rollbackModel(deps, modelId, decision),
    modelCard: (modelId) => readModelCard(deps, modelId),
    modelDrift: (modelId, datasetId) => modelDrift(deps, modelId, datasetId),
    createSchedule: (input, actor) => createSchedule(deps, input, actor),
    updateSchedule: (scheduleId, changes) => updateSchedule(deps, scheduleId, changes),
    deleteSchedule: (scheduleId) => deleteSchedule(deps, scheduleId),
    triggerSchedule: (scheduleId) => triggerSchedule(deps, scheduleId),
  };
}
