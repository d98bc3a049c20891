import { z } from 'zod';
import type { Application } from '../../application/application.ts';
import { MODEL_STAGES } from '../../application/ports/models.ts';
import { modelToJson } from '../../domain/model/model-json.ts';
import { modelToOnnx } from '../../domain/model/onnx.ts';
import { parseModelText } from '../../domain/model/parse-model-text.ts';
import { content, json } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';
import { pageOf, pageQuery } from '../schemas/common.ts';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  modelDecisionSchema,
  modelDetailSchema,
  modelDetailView,
  modelParams,
  modelSchema,
  modelView,
} from '../schemas/model.ts';
import { findModel } from './find.ts';
import { pageReply } from './page-reply.ts';

const list = defineRoute({
  method: 'get',
  path: '/v1/models',
  operationId: 'listModels',
  tag: 'Models',
  summary: 'List models, newest first',
  access: 'read',
  query: z.strictObject({
    ...pageQuery,
    stage: z.enum(MODEL_STAGES).optional(),
    symbol: z.string().min(1).max(100).optional(),
  }),
  responses: {
    200: {
      description: 'A slice of the list.',
      content: { 'application/json': { schema: pageOf(modelSchema) } },
      headers: { Link: 'The next slice, when there is one.' },
    },
  },
  handle: async ({ query, raw }, { store }) => pageReply(raw, await store.models.list(query), modelView),
});

const show = defineRoute({
  method: 'get',
  path: '/v1/models/{id}',
  operationId: 'getModel',
  tag: 'Models',
  summary: 'One model with its history',
  access: 'read',
  params: modelParams,
  responses: {
    200: { description: 'The model.', content: { 'application/json': { schema: modelDetailSchema } } },
  },
  problems: ['not_found'],
  handle: async ({ params: { id } }, { store }) => {
    const model = await findModel(store, id);
    return json(modelDetailView(model, await store.models.changesOf(id)));
  },
});

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  text: 'text/plain',
  json: 'application/json',
  onnx: 'application/octet-stream',
};
const EXTENSIONS: Readonly<Record<ExportFormat, string>> = { text: 'txt', json: 'json', onnx: 'onnx' };

const exportModel = defineRoute({
  method: 'get',
  path: '/v1/models/{id}/export',
  operationId: 'exportModel',
  tag: 'Models',
  summary: 'A model for other programs',
  description:
    "`text` is LightGBM's own format; `json` its dump, for reading; `onnx` a TreeEnsembleClassifier (ai.onnx.ml 3): input `features` float32 [rows, features], outputs `label` and `probabilities` [rows, 2]. Probabilities are raw: the calibration is part of the bot bundle.",
  access: 'read',
  page: true,
  params: modelParams,
  query: z.strictObject({ format: z.enum(EXPORT_FORMATS).default('text') }),
  responses: {
    200: {
      description: 'The model.',
      content: {
        'text/plain': { schema: z.string() },
        'application/json': { schema: z.unknown() },
        'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) },
      },
      headers: { 'Content-Disposition': 'A name for the file.' },
    },
  },
  problems: ['not_found', 'model_invalid', 'artifact_missing', 'artifact_corrupt'],
  handle: async ({ params: { id }, query: { format } }, { store, artifactStore, version }) => {
    const model = await findModel(store, id);
    const bytes = await artifactStore.get(model.info.artifact.hash);
    const name = `model-${id.slice(0, 12)}.${EXTENSIONS[format]}`;
    return content(MEDIA_TYPES[format], exported(new TextDecoder().decode(bytes), format, version), {
      headers: { 'Content-Disposition': `attachment; filename="${name}"` },
    });
  },
});

function exported(text: string, format: ExportFormat, version: string): string | Uint8Array {
  if (format === 'text') return text;
  const model = parseModelText(text);
  return format === 'json' ? JSON.stringify(modelToJson(model)) : modelToOnnx(model, { version });
}

type Move = keyof Pick<Application, 'promoteModel' | 'retireModel' | 'rollbackModel'>;

/** A decision of a person about a model's stage. */
const decision = (verb: string, operationId: Move, summary: string, description: string): Route =>
  defineRoute({
    method: 'post',
    path: `/v1/models/{id}/${verb}`,
    operationId,
    tag: 'Models',
    summary,
    description,
    access: 'decide',
    params: modelParams,
    body: {
      schema: modelDecisionSchema,
      required: true,
      examples: {
        reason: { summary: 'With a reason', value: { reason: 'Ahead in paper trading for a month.' } },
      },
    },
    responses: {
      200: {
        description: 'The model as it now stands.',
        content: { 'application/json': { schema: modelSchema } },
      },
    },
    problems: ['not_found', 'conflict'],
    handle: async ({ params: { id }, body: { reason }, actor }, { application }) =>
      json(modelView(await application[operationId](id, { reason, actor }))),
  });

export const modelRoutes: readonly Route[] = [
  list,
  show,
  exportModel,
  decision(
    'promote',
    'promoteModel',
    'Make a challenger the champion',
    'The champion of the same symbol and timeframe is retired. Only the approved release of its workflow makes a model a challenger.',
  ),
  decision('retire', 'retireModel', 'Take a model out of use', 'Whatever its stage.'),
  decision(
    'rollback',
    'rollbackModel',
    'Take a champion back',
    'It is retired, and the champion it had replaced is champion again.',
  ),
];
