/** Markup that is safe to put into a page as it is. Only `html`, `join` and `raw` make it. */
export interface Html {
  readonly markup: string;
}

/** What may be put into a template: text is escaped, markup is not, nothing is left out. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/** A template whose values are escaped, in text and in quoted attributes alike, unless they are markup already. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0];
  values.forEach((value, i) => {
    markup += toMarkup(value) + strings[i + 1];
  });
  return { markup };
}

/** Markup written by this module's callers, never by data: style sheets and numbers of a drawing. */
export const raw = (markup: string): Html => ({ markup });

/** Parts one after the other. */
export const join = (parts: readonly HtmlValue[], separator: HtmlValue = ''): Html => ({
  markup: parts
    .map(toMarkup)
    .filter((part) => part !== '')
    .join(toMarkup(separator)),
});

function toMarkup(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map(toMarkup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in an element or a quoted attribute. Control characters HTML forbids are left out. */
export function escapeHtml(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/[&<>"']/g, (c) => ENTITIES[c]);
}
