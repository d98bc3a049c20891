import { z } from 'zod';
import { modelCardSchema } from '../../orchestration/model-card.ts';
import { json } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';
import { modelDriftSchema, modelParams } from '../schemas/model.ts';

const card = defineRoute({
  method: 'get',
  path: '/v1/models/{id}/card',
  operationId: 'getModelCard',
  tag: 'Models',
  summary: 'What is known about a model',
  description:
    'Data, features, labels and parameters; scores out of fold and on the validation segment with 95 % intervals, by year and regime; SHAP values, permutation importance, partial dependence, learning curve, drift; limits in sentences. Defined in docs/methodology.md.',
  access: 'read',
  params: modelParams,
  responses: {
    200: {
      description: 'The model card.',
      content: { 'application/json': { schema: modelCardSchema.meta({ id: 'ModelCard' }) } },
    },
  },
  problems: ['not_found', 'artifact_missing', 'artifact_corrupt'],
  handle: async ({ params: { id } }, { application }) => json(await application.modelCard(id)),
});

const drift = defineRoute({
  method: 'get',
  path: '/v1/models/{id}/drift',
  operationId: 'getModelDrift',
  tag: 'Models',
  summary: 'How a model’s features and predictions have moved since its training',
  description:
    'Stability index and Kolmogorov-Smirnov distance of every feature and of the prediction, against train and validation segment, over those bars of an imported dataset that lie after all data of the model.',
  access: 'read',
  params: modelParams,
  query: z.strictObject({
    dataset: z.string().max(100).meta({ description: 'Id of a dataset of the same symbol and timeframe.' }),
  }),
  responses: {
    200: { description: 'The drift.', content: { 'application/json': { schema: modelDriftSchema } } },
  },
  problems: [
    'not_found',
    'conflict',
    'data_insufficient',
    'artifact_missing',
    'artifact_corrupt',
    'model_invalid',
    'compute_busy',
    'thread_died',
  ],
  handle: async ({ params: { id }, query: { dataset } }, { application }) =>
    json(await application.modelDrift(id, dataset)),
});

export const modelCardRoutes: readonly Route[] = [card, drift];
