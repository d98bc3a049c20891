import { type Html, html, inlineCode } from './html.ts';

/** The part of JSON Schema that our document uses. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly prefixItems?: readonly SchemaNode[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly maxLength?: number;
}

/** A schema as nested lists of its fields. References become links to the section of that schema. */
export function schemaView(node: SchemaNode): Html {
  const fields = Object.entries(node.properties ?? {});
  if (fields.length > 0) return fieldList(fields, node.required ?? []);
  const inner = node.oneOf ?? node.anyOf ?? node.allOf;
  if (inner) {
    const shown = inner.filter((option) => option.type !== 'null');
    return html`<ul class="options">${shown.map((option) => html`<li>${typeOf(option)} ${nested(option)}</li>`)}</ul>`;
  }
  if (node.items) return schemaView(node.items);
  return html``;
}

/** The type in a few words: `string · date-time`, `Workflow`, `list of Artifact`, `one of "a", "b"`. */
export function typeOf(node: SchemaNode): Html {
  if (node.$ref) {
    const name = node.$ref.split('/').at(-1) ?? node.$ref;
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (node.enum)
    return html`<span class="type">${node.enum.map((value) => JSON.stringify(value)).join(' | ')}</span>`;
  const options = node.oneOf ?? node.anyOf ?? node.allOf;
  if (options) {
    return html`${options.map((option, i) => html`${i > 0 && ' or '}${typeOf(option)}`)}`;
  }
  if (node.items) return html`<span class="type">list of</span> ${typeOf(node.items)}`;
  if (node.prefixItems) return html`<span class="type">tuple of ${node.prefixItems.length}</span>`;
  const type = Array.isArray(node.type) ? node.type.join(' or ') : (node.type ?? 'any');
  return html`<span class="type">${[type, node.format, bounds(node)].filter(Boolean).join(' · ')}</span>`;
}

function fieldList(fields: readonly (readonly [string, SchemaNode])[], required: readonly string[]): Html {
  return html`<dl class="fields">${fields.map(([name, field]) => {
    const isRequired = required.includes(name) && field.default === undefined;
    return html`<dt><code>${name}</code> ${typeOf(field)}${isRequired && html` <span class="required">required</span>`}</dt>
<dd>${field.description && inlineCode(field.description)}${
      field.default !== undefined &&
      html` <span class="default">default <code>${JSON.stringify(field.default)}</code></span>`
    }${nested(field)}</dd>`;
  })}</dl>`;
}

/** Fields of an inline object are shown in place; those of a named one in its own section. */
const nested = (node: SchemaNode): Html => (node.$ref ? html`` : schemaView(node));

function bounds(node: SchemaNode): string {
  const low = node.minimum ?? node.exclusiveMinimum;
  const high = node.maximum ?? node.exclusiveMaximum;
  const parts = [
    low !== undefined && `${node.minimum === undefined ? '>' : '≥'} ${low}`,
    high !== undefined && `${node.maximum === undefined ? '<' : '≤'} ${high}`,
    node.maxLength !== undefined && `at most ${node.maxLength} characters`,
  ];
  return parts.filter(Boolean).join(', ');
}
