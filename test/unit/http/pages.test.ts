import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderErrorsPage } from '../../../src/http/docs/errors-page.ts';
import { html, inlineCode } from '../../../src/http/docs/html.ts';

describe('html', () => {
  it('escapes everything put in, and nothing twice', () => {
    const inner = html`<b>${'<script>"x" & \'y\''}</b>`;
    expect(html`<p>${inner}</p>`.html).toBe('<p><b>&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;</b></p>');
  });

  it('joins lists and leaves out what is not there', () => {
    expect(html`${[html`<i>1</i>`, 'a<b']}${false}${null}${undefined}${0}`.html).toBe('<i>1</i>a&lt;b0');
  });

  it('shows backquoted text as code', () => {
    expect(inlineCode('a `<b>` c').html).toBe('a <code>&lt;b&gt;</code> c');
  });
});

describe('the page of error codes', () => {
  const markdown = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const page = renderErrorsPage(markdown);

  it('has an anchor for every section and shows no raw markdown', () => {
    const codes = [...markdown.matchAll(/^## (\w+)$/gm)].map((match) => match[1]);
    for (const code of codes) expect(page).toContain(`<h2 id="${code}"><code>${code}</code></h2>`);
    expect(page).not.toMatch(/^(#+|-) /m);
    expect(page).not.toContain('`');
  });
});
