import { type Html, type HtmlValue, html, join } from './html.ts';

/** A part of the report, with its place in the table of contents. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** One line under a heading that says what the reader looks at. */
export const lead = (text: HtmlValue): Html => html`<p class="lead">${text}</p>`;

export const subheading = (text: string): Html => html`<h3>${text}</h3>`;

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly numeric?: boolean;
}

/** A table that scrolls sideways inside its own box on a narrow screen. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly HtmlValue[])[],
  caption?: string,
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption ?? 'Table'}"><table>
    ${caption && html`<caption>${caption}</caption>`}
    <thead><tr>${join(columns.map((c) => html`<th scope="col"${c.numeric && html` class="right"`}>${c.title}</th>`))}</tr></thead>
    <tbody>${join(rows.map((row) => html`<tr>${join(row.map((cell, i) => html`<td${columns[i]?.numeric && html` class="right"`}>${cell}</td>`))}</tr>`))}</tbody>
  </table></div>`;
}

/** Names and values, two by two. */
export const facts = (pairs: readonly (readonly [HtmlValue, HtmlValue])[]): Html =>
  html`<dl class="facts">${join(pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl>`;

/** Something long that is folded away; it prints open. */
export const folded = (title: string, body: Html): Html =>
  html`<details><summary>${title}</summary>${body}</details>`;
