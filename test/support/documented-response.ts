import { z } from 'zod';
import type { OpenApiDocument } from '../../src/http/openapi.ts';

interface DocumentedOperation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>>;
}

interface MediaType {
  readonly schema: unknown;
}

/** Checks answers against the OpenAPI document alone, as a client that knows nothing else would. */
export function createResponseChecker(document: OpenApiDocument) {
  const $defs = rewriteRefs(document.components?.schemas ?? {});
  const compiled = new Map<unknown, z.ZodType>();

  const compile = (schema: unknown): z.ZodType => {
    const known = compiled.get(schema);
    if (known) return known;
    const parser = z.fromJSONSchema({ ...(rewriteRefs(schema) as object), $defs } as Parameters<
      typeof z.fromJSONSchema
    >[0]);
    compiled.set(schema, parser);
    return parser;
  };

  /** Throws when the document does not promise this answer for this request. */
  return function check(
    request: { readonly method: string; readonly path: string },
    response: { readonly status: number; readonly contentType: string | null; readonly body: unknown },
  ): void {
    const where = `${request.method} ${request.path} → ${response.status}`;
    const operation = findOperation(document, request);
    if (!operation) throw new Error(`${where}: the document has no such route`);
    const documented = operation.responses[String(response.status)];
    if (!documented) throw new Error(`${where}: the document does not name this status`);
    const mediaType = response.contentType?.split(';')[0] ?? null;
    const media = documented.content?.[mediaType ?? ''];
    if (mediaType === null && documented.content === undefined) return;
    if (!media) throw new Error(`${where}: the document does not name the media type ${mediaType}`);
    const result = compile(media.schema).safeParse(response.body);
    if (!result.success) throw new Error(`${where}: ${z.prettifyError(result.error)}`);
  };
}

function findOperation(
  document: OpenApiDocument,
  { method, path }: { readonly method: string; readonly path: string },
): DocumentedOperation | undefined {
  const templates = Object.keys(document.paths ?? {});
  const template =
    templates.find((candidate) => candidate === path) ??
    templates.find((candidate) => new RegExp(`^${candidate.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
  const operations = template && (document.paths?.[template] as Record<string, DocumentedOperation>);
  return operations ? operations[method.toLowerCase()] : undefined;
}

function rewriteRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewriteRefs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string'
        ? inner.replace('#/components/schemas/', '#/$defs/')
        : rewriteRefs(inner),
    ]),
  );
}
