import type { OpenApiDocument } from '../openapi.ts';
import { type Html, html, inlineCode, page } from './html.ts';
import { type SchemaNode, schemaView, typeOf } from './schema-view.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly unknown[];
  readonly 'x-permission'?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: SchemaNode;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, MediaType>> }>
  >;
}

interface MediaType {
  readonly schema: SchemaNode;
  readonly examples?: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
}

interface Entry extends Operation {
  readonly method: string;
  readonly path: string;
}

/** The OpenAPI document as a page: rendered here, from the document alone, so that it works without a network. */
export function renderReference(document: OpenApiDocument): string {
  const entries = entriesOf(document);
  const tags = (document.tags ?? []).filter((tag) => entries.some((entry) => entry.tags.includes(tag.name)));
  const schemas = Object.entries(document.components?.schemas ?? {}) as [string, SchemaNode][];
  return page(
    'API reference',
    html`${tags.map(
      (tag) =>
        html`<h2>${tag.name}</h2><ul>${entries
          .filter((entry) => entry.tags.includes(tag.name))
          .map((entry) => html`<li><a href="#${entry.operationId}">${entry.summary}</a></li>`)}</ul>`,
    )}<h2>Schemas</h2><ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>`,
    html`<h1>${document.info.title} API <small>${document.info.version}</small></h1>
<p>${inlineCode(document.info.description ?? '')} The document itself is at <a href="/openapi.json">/openapi.json</a>, the <a href="/docs/errors">error codes</a> have a page of their own.</p>
${tags.map(
  (tag) =>
    html`<section><h2 id="tag-${tag.name}">${tag.name}</h2><p>${tag.description}</p>${entries
      .filter((entry) => entry.tags.includes(tag.name))
      .map(operationView)}</section>`,
)}
<section><h2 id="schemas">Schemas</h2>${schemas.map(schemaSection)}</section>`,
  );
}

function entriesOf(document: OpenApiDocument): Entry[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
}

function operationView(entry: Entry): Html {
  return html`<article id="${entry.operationId}">
<h3><span class="method ${entry.method.toLowerCase()}">${entry.method}</span> <code>${entry.path}</code></h3>
<p><strong>${entry.summary}.</strong> ${entry.description && inlineCode(entry.description)}</p>
<p class="access">${entry['x-permission'] ? html`Needs a key with the permission <code>${entry['x-permission']}</code>.` : 'Public.'}</p>
${parametersView(entry)}${bodyView(entry)}${responsesView(entry)}
<details><summary>With curl</summary><pre><code>${curlOf(entry)}</code></pre></details>
</article>`;
}

function parametersView({ parameters = [] }: Entry): Html | false {
  if (parameters.length === 0) return false;
  return html`<h4>Parameters</h4><dl class="fields">${parameters.map(
    ({ name, in: place, required, schema }) =>
      html`<dt><code>${name}</code> <span class="place">${place}</span> ${typeOf(schema)}${
        required && html` <span class="required">required</span>`
      }</dt><dd>${schema.description && inlineCode(schema.description)}${
        schema.default !== undefined &&
        html` <span class="default">default <code>${JSON.stringify(schema.default)}</code></span>`
      }</dd>`,
  )}</dl>`;
}

function bodyView({ requestBody }: Entry): Html | false {
  if (!requestBody) return false;
  const media = Object.entries(requestBody.content);
  const [, first] = media[0] ?? [];
  if (!first) return false;
  return html`<h4>Body <small>${media.map(([type]) => type).join(', ')}</small></h4>
<p>${typeOf(first.schema)}</p>${!first.schema.$ref && schemaView(first.schema)}
${Object.values(first.examples ?? {}).map(
  (example) =>
    html`<figure><figcaption>${example.summary}</figcaption><pre><code>${JSON.stringify(example.value, null, 2)}</code></pre></figure>`,
)}`;
}

function responsesView({ responses }: Entry): Html {
  return html`<h4>Answers</h4><dl class="fields">${Object.entries(responses).map(
    ([status, { description, content = {} }]) =>
      html`<dt><code class="status s${status[0] ?? ''}">${status}</code> ${Object.entries(content).map(
        ([type, { schema }]) => html`${typeOf(schema)} <span class="place">${type}</span> `,
      )}</dt><dd>${inlineCode(description)}</dd>`,
  )}</dl>`;
}

function schemaSection([name, schema]: [string, SchemaNode]): Html {
  return html`<article id="schema-${name}"><h3>${name}</h3>${
    schema.description && html`<p>${inlineCode(schema.description)}</p>`
  }${schemaView(schema)}</article>`;
}

function curlOf(entry: Entry): string {
  const example = Object.values(entry.requestBody?.content['application/json']?.examples ?? {})[0];
  const parts = [
    `curl${entry.method === 'GET' ? '' : ` -X ${entry.method}`} "$BULLWRIGHT_URL${entry.path}"`,
    entry['x-permission'] && `-H "Authorization: Bearer $BULLWRIGHT_KEY"`,
    example && `-H "Content-Type: application/json" -d '${JSON.stringify(example.value)}'`,
  ];
  return parts.filter(Boolean).join(' \\\n  ');
}
