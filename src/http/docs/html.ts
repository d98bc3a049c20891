/** HTML that is already safe to send. */
export interface Html {
  readonly html: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => ESCAPES[char] ?? char);

type Part = Html | string | number | false | null | undefined | readonly Part[];

/** Template tag: everything put in is escaped unless it is `Html` itself; lists are joined, nothing is left out. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.map((text, i) => text + (i < parts.length ? render(parts[i]) : '')).join('') };
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  if ('html' in part) return part.html;
  return part.map(render).join('');
}

/** Text with `code` in backquotes, the one mark-up our descriptions use. */
export const inlineCode = (text: string): Html => ({
  html: text
    .split('`')
    .map((piece, i) => (i % 2 === 0 ? escapeHtml(piece) : `<code>${escapeHtml(piece)}</code>`))
    .join(''),
});

/** A whole page in the style of the dashboard. Scripts and styles are files: nothing inline passes the policy. */
export const page = (title: string, nav: Html, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Bullwright</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/base.css">
<link rel="stylesheet" href="/assets/docs.css">
</head>
<body class="docs">
<a class="skip" href="#content">Skip to content</a>
<header class="bar"><a class="brand" href="/">Bullwright</a><span class="crumb">${title}</span></header>
<div class="docs-columns">
<nav aria-label="Contents">${nav}</nav>
<main id="content">${body}</main>
</div>
</body>
</html>`.html;
