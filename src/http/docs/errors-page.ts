import { type Html, html, inlineCode, page } from './html.ts';

/** Renders docs/errors.md, whose form a test keeps: headings, paragraphs and lists of plain text and `code`. */
export function renderErrorsPage(markdown: string): string {
  const blocks = markdown.trim().split(/\n{2,}/);
  const codes = blocks.flatMap((block) => (block.startsWith('## ') ? [block.slice(3).trim()] : []));
  return page(
    'Error codes',
    html`<ul>${codes.map((code) => html`<li><a href="#${code}"><code>${code}</code></a></li>`)}</ul>`,
    html`${blocks.map(renderBlock)}`,
  );
}

function renderBlock(block: string): Html {
  if (block.startsWith('# ')) return html`<h1>${inlineCode(block.slice(2))}</h1>`;
  if (block.startsWith('## ')) {
    const code = block.slice(3).trim();
    return html`<h2 id="${code}"><code>${code}</code></h2>`;
  }
  if (block.startsWith('- ')) {
    return html`<ul>${block.split(/\n(?=- )/).map((item) => html`<li>${inlineCode(item.slice(2))}</li>`)}</ul>`;
  }
  return html`<p>${inlineCode(block)}</p>`;
}
