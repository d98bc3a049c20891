import { AppError } from '../kernel/errors.ts';
import { qualityReportSchema } from '../orchestration/quality-report.ts';
import { renderQualityPage } from '../report/quality-report.ts';
import type { Dependencies } from './dependencies.ts';

/** @throws AppError `not_found`. */
export async function renderDatasetReport(
  { store }: Pick<Dependencies, 'store'>,
  datasetId: string,
): Promise<string> {
  const report = await store.datasets.report(datasetId);
  if (!report) throw new AppError('not_found', `There is no dataset "${datasetId}".`);
  return renderQualityPage(report);
}

/** @throws AppError `not_found` for an unknown workflow, and for one without a dataset yet. */
export async function renderQualityReport(
  { store, artifactStore }: Pick<Dependencies, 'store' | 'artifactStore'>,
  workflowId: string,
): Promise<string> {
  const checkpoint = await store.checkpoints.latest(workflowId);
  const dataset = checkpoint?.state.dataset;
  if (!dataset) {
    throw new AppError(
      'not_found',
      `The workflow "${workflowId}" has no dataset, or there is no such workflow.`,
    );
  }
  const bytes = await artifactStore.get(dataset.quality.report.hash);
  const parsed = qualityReportSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (parsed.success) return renderQualityPage(parsed.data);
  throw new AppError('artifact_corrupt', `The quality report of ${workflowId} does not parse.`, {
    cause: parsed.error,
  });
}
