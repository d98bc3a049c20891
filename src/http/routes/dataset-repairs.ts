import { json } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';
import { datasetParams, repairsSchema, undoBody } from '../schemas/dataset.ts';
import { storedDataset, storedDatasetDoc } from './dataset-reply.ts';

const list = defineRoute({
  method: 'get',
  path: '/v1/datasets/{id}/repairs',
  operationId: 'getDatasetRepairs',
  tag: 'Datasets',
  summary: 'The repair log of a dataset',
  description: 'The steps from the bars as they were read to those that are used, in order.',
  access: 'read',
  params: datasetParams,
  responses: {
    200: { description: 'The log.', content: { 'application/json': { schema: repairsSchema } } },
  },
  problems: ['not_found'],
  handle: async ({ params }, { application }) => json(await application.datasetRepairs(params.id)),
});

const undo = defineRoute({
  method: 'post',
  path: '/v1/datasets/{id}/undo',
  operationId: 'undoDatasetRepairs',
  tag: 'Datasets',
  summary: 'Take repairs of a dataset back',
  description:
    'The repair that is named and those after it are taken back. What is left is a dataset of its own, with the same bars as they were read and the dataset it came from; the first one stays as it is. Only repairs that were asked for can be undone.',
  access: 'operate',
  params: datasetParams,
  body: {
    schema: undoBody,
    required: true,
    examples: { second: { summary: 'From the second repair on', value: { number: 2 } } },
  },
  responses: storedDatasetDoc,
  problems: ['not_found', 'parameter_invalid', 'data_insufficient'],
  handle: async ({ params, body, actor }, { application }) => {
    const { number, name } = body;
    const stored = await application.undoDatasetRepairs(params.id, {
      number,
      ...(name !== undefined && { name }),
      actor,
    });
    return storedDataset(stored);
  },
});

export const datasetRepairRoutes: readonly Route[] = [list, undo];
