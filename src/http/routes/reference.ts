import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { renderErrorsPage } from '../docs/errors-page.ts';
import { renderReference } from '../docs/reference-page.ts';
import type { OpenApiDocument } from '../openapi.ts';
import { packageFile } from '../package-file.ts';
import { content, json } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';

const HTML = 'text/html; charset=utf-8';

/** The routes that describe the others. `document` is called when asked: it covers these routes too. */
export function referenceRoutes(document: () => OpenApiDocument): readonly Route[] {
  const openapi = defineRoute({
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    tag: 'Reference',
    summary: 'This document, OpenAPI 3.1',
    access: 'read',
    page: true,
    responses: {
      200: {
        description: 'The document.',
        content: { 'application/json': { schema: z.looseObject({ openapi: z.literal('3.1.0') }) } },
      },
    },
    handle: async () => json(document()),
  });

  const docs = defineRoute({
    method: 'get',
    path: '/docs',
    operationId: 'getReference',
    tag: 'Reference',
    summary: 'This document as a page',
    access: 'read',
    page: true,
    responses: { 200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } } },
    handle: async () => content(HTML, renderReference(document())),
  });

  return [openapi, docs, errors];
}

/** The page problem documents point to. */
const errors = defineRoute({
  method: 'get',
  path: '/docs/errors',
  operationId: 'getErrorCodes',
  tag: 'Reference',
  summary: 'Every error code: what it means and what to do',
  access: 'public',
  responses: { 200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } } },
  problems: ['not_found'],
  handle: async () => content(HTML, renderErrorsPage(await readGuide())),
});

async function readGuide(): Promise<string> {
  const path = packageFile('docs/errors.md');
  if (path === null) throw new AppError('not_found', 'This installation has no docs folder.');
  return readFile(path, 'utf8');
}
