import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { qualityReportSchema } from '../../orchestration/quality-report.ts';
import { DEFAULT_LIMITS } from '../options.ts';
import { content, json, stream } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';
import { pageOf, pageQuery } from '../schemas/common.ts';
import { datasetParams, datasetSchema, datasetView, exportQuery, uploadQuery } from '../schemas/dataset.ts';
import { ARTIFACT_POLICY, REPORT_POLICY } from '../security.ts';
import { storedDataset, storedDatasetDoc } from './dataset-reply.ts';
import { findDataset } from './find.ts';
import { pageReply } from './page-reply.ts';
import { workflowParams } from './workflows.ts';

const upload = defineRoute({
  method: 'post',
  path: '/v1/datasets',
  operationId: 'importDataset',
  tag: 'Datasets',
  summary: 'Import a file of bars',
  description:
    'The body is the file, in any format the platform reads, packed or not; it is taken in as a stream. The same bars of the same market are one dataset, whatever the format: importing them again answers 200.',
  access: 'operate',
  query: uploadQuery,
  upload: 'The file.',
  responses: storedDatasetDoc,
  problems: ['payload_too_large', 'spec_invalid', 'data_unreadable', 'data_insufficient', 'shutting_down'],
  handle: async ({ query: { writtenAt, ...query }, raw, actor }, { application, limits, shutdown }) => {
    const maxBytes = limits?.uploadBytes ?? DEFAULT_LIMITS.uploadBytes;
    // What is too large by its own account need not be sent at all.
    if (Number(raw.get('content-length') ?? 0) > maxBytes) {
      throw new AppError('payload_too_large', `The upload is larger than ${maxBytes} bytes.`, {
        details: { maxBytes },
      });
    }
    const gone = new AbortController();
    raw.once('aborted', () => gone.abort(new AppError('cancelled', 'The upload was broken off.')));
    const signal = shutdown ? AbortSignal.any([gone.signal, shutdown]) : gone.signal;
    const stored = await application.importDataset({
      ...query,
      spec: parseSpecText(query.spec),
      adjustDividends: query.adjustDividends === 'true',
      ...(writtenAt !== undefined && { writtenAtMs: Date.parse(writtenAt) }),
      // Not `raw` itself: an upload that ends early would take the connection with it, and the answer.
      chunks: raw.iterator({ destroyOnReturn: false }),
      maxBytes,
      actor,
      signal,
    });
    return storedDataset(stored);
  },
});

/** @throws AppError `spec_invalid` for what is no JSON */
function parseSpecText(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch (cause) {
    throw new AppError('spec_invalid', `The spec of the upload is no JSON: ${String(cause)}.`, { cause });
  }
}

const list = defineRoute({
  method: 'get',
  path: '/v1/datasets',
  operationId: 'listDatasets',
  tag: 'Datasets',
  summary: 'List imported datasets, newest first',
  access: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'A slice of the list.',
      content: { 'application/json': { schema: pageOf(datasetSchema) } },
      headers: { Link: 'The next slice, when there is one.' },
    },
  },
  handle: async ({ query, raw }, { store }) => pageReply(raw, await store.datasets.list(query), datasetView),
});

const get = defineRoute({
  method: 'get',
  path: '/v1/datasets/{id}',
  operationId: 'getDataset',
  tag: 'Datasets',
  summary: 'One dataset',
  access: 'read',
  params: datasetParams,
  responses: {
    200: { description: 'The dataset.', content: { 'application/json': { schema: datasetSchema } } },
  },
  problems: ['not_found'],
  handle: async ({ params }, { store }) => json(datasetView(await findDataset(store, params.id))),
});

const quality = defineRoute({
  method: 'get',
  path: '/v1/datasets/{id}/quality',
  operationId: 'getDatasetQuality',
  tag: 'Datasets',
  summary: 'Findings, coverage, statistics and repairs of a dataset',
  access: 'read',
  params: datasetParams,
  responses: {
    200: {
      description: 'The quality report.',
      content: { 'application/json': { schema: qualityReportSchema } },
    },
  },
  problems: ['not_found'],
  handle: async ({ params }, { store }) => {
    const { id } = await findDataset(store, params.id);
    return json(await store.datasets.report(id));
  },
});

const exported = defineRoute({
  method: 'get',
  path: '/v1/datasets/{id}/export',
  operationId: 'exportDataset',
  tag: 'Datasets',
  summary: 'The bars of a dataset as a file',
  description:
    'Usable bars, stamps in UTC, in a format of the Forexsb programs, sent as a stream. A price the format cannot hold is refused before the first byte, never rounded. For those who may import: the file holds the bars of every later test segment too.',
  access: 'operate',
  params: datasetParams,
  query: exportQuery,
  responses: {
    200: {
      description: 'The file.',
      content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
      headers: {
        'Content-Disposition': 'The name the Forexsb programs give such a file.',
        'Bullwright-Left-Out':
          'What the format cannot hold of these bars (the spread, fractions of a volume …), in sentences; absent when it holds everything.',
      },
    },
  },
  problems: ['not_found', 'parameter_invalid'],
  handle: async ({ params, query }, { application }) => {
    const file = await application.exportDataset(params.id, query.format);
    return stream(async (req, res) => {
      res.set({
        'Content-Type': file.mediaType,
        'Content-Disposition': `attachment; filename="${file.name}"`,
        'Content-Security-Policy': ARTIFACT_POLICY,
        ...(file.leftOut.length > 0 && { 'Bullwright-Left-Out': file.leftOut.join(' ') }),
      });
      if (req.method === 'HEAD') res.end();
      else await pipeline(file.content, res);
    });
  },
});

const page = { 'text/html': { schema: z.string() } };
const asPage = (markup: string) =>
  content('text/html; charset=utf-8', markup, { headers: { 'Content-Security-Policy': REPORT_POLICY } });

const report = defineRoute({
  method: 'get',
  path: '/v1/datasets/{id}/report',
  operationId: 'getDatasetReport',
  tag: 'Datasets',
  summary: 'The quality report as a self-contained HTML page',
  access: 'read',
  page: true,
  params: datasetParams,
  responses: { 200: { description: 'The page.', content: page } },
  problems: ['not_found'],
  handle: async ({ params }, { application }) => asPage(await application.renderDatasetReport(params.id)),
});

const ofWorkflow = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/quality',
  operationId: 'getWorkflowQuality',
  tag: 'Datasets',
  summary: 'The quality report of the data a workflow works on, a self-contained HTML page',
  access: 'read',
  page: true,
  params: workflowParams,
  responses: { 200: { description: 'The page.', content: page } },
  problems: ['not_found', 'artifact_missing', 'artifact_corrupt'],
  handle: async ({ params }, { application }) => asPage(await application.renderQualityReport(params.id)),
});

export const datasetRoutes: readonly Route[] = [upload, list, get, quality, exported, report, ofWorkflow];
