import type { z } from 'zod';
import type { workflowSchema } from './workflow.ts';

const id = 'wf_01j9zq3kfa5n8x7v2m4t6r8w0y';

/** What a workflow looks like just after it was submitted. */
export const workflowExample: z.output<typeof workflowSchema> = {
  id,
  name: 'untitled',
  symbol: 'SPX',
  labels: {},
  status: 'queued',
  stage: 'initialization',
  iteration: 0,
  progress: 0,
  lineage: id,
  parentId: null,
  parentCheckpointId: null,
  scheduleId: null,
  createdBy: 'key_01j9zq3kfa5n8x7v2m4t6r8w0y',
  createdAt: '2026-03-01T08:30:00.000Z',
  updatedAt: '2026-03-01T08:30:00.000Z',
  finishedAt: null,
  cancelRequestedAt: null,
  result: null,
  error: null,
  links: {
    self: `/v1/workflows/${id}`,
    state: `/v1/workflows/${id}/state`,
    checkpoints: `/v1/workflows/${id}/checkpoints`,
    artifacts: `/v1/workflows/${id}/artifacts`,
    report: `/v1/workflows/${id}/report`,
    events: `/v1/workflows/${id}/events`,
    approvals: `/v1/approvals?workflowId=${id}`,
  },
};
