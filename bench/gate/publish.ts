import { readFile, writeFile } from 'node:fs/promises';

const BEGIN = '<!-- gate:begin (written by `npm run bench -- gate --publish`) -->';
const END = '<!-- gate:end -->';

/** Documents that show the error rates. */
const DOCUMENTS = ['../results.md', '../../docs/methodology.md'];

/** Puts the text between the marks of the documents. @throws Error for a document without them. */
export async function publish(markdown: string): Promise<void> {
  for (const document of DOCUMENTS) {
    const file = new URL(document, import.meta.url);
    await writeFile(file, betweenMarks(await readFile(file, 'utf8'), markdown, document));
  }
}

/** The document with the text between its marks replaced. */
export function betweenMarks(document: string, text: string, name: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${name} has no ${BEGIN} … ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${document.slice(end)}`;
}
