import type { OpenApiDocument } from '../openapi.ts';
import type { Route } from '../routing/route.ts';
import { approvalRoutes } from './approvals.ts';
import { artifactRoutes } from './artifacts.ts';
import { datasetRepairRoutes } from './dataset-repairs.ts';
import { datasetRoutes } from './datasets.ts';
import { eventRoutes } from './events.ts';
import { healthRoutes } from './health.ts';
import { modelCardRoutes } from './model-card.ts';
import { modelRoutes } from './models.ts';
import { referenceRoutes } from './reference.ts';
import { scheduleRoutes } from './schedules.ts';
import { sessionRoutes } from './session.ts';
import { signalRoutes } from './signals.ts';
import { workflowActionRoutes } from './workflow-actions.ts';
import { workflowDetailRoutes } from './workflow-details.ts';
import { workflowRoutes } from './workflows.ts';

/** Every route of the API. Bull Board and the dashboard's files are not part of it. */
export const allRoutes = (document: () => OpenApiDocument): readonly Route[] => [
  ...workflowRoutes,
  ...workflowDetailRoutes,
  ...workflowActionRoutes,
  ...eventRoutes,
  ...approvalRoutes,
  ...scheduleRoutes,
  ...datasetRoutes,
  ...datasetRepairRoutes,
  ...artifactRoutes,
  ...modelRoutes,
  ...modelCardRoutes,
  ...signalRoutes,
  ...sessionRoutes,
  ...healthRoutes,
  ...referenceRoutes(document),
];
