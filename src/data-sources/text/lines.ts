import { StringDecoder } from 'node:string_decoder';
import { LONGEST_LINE } from '../bytes/limits.ts';
import { quoted, unreadable } from '../unreadable.ts';

/**
 * The lines of UTF-8 text, a batch for each chunk, without their ends (LF, CRLF, or CR alone).
 * @throws AppError `data_unreadable` for an endless line and for bytes that are no text.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>, origin: string): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let line = 0;
  let isFirst = true;
  for await (const chunk of chunks) {
    if (chunk.includes(0)) throw noText(origin, line + 1);
    let text = rest + decoder.write(chunk);
    if (isFirst) text = text.replace(/^\ufeff/, '');
    isFirst = false;
    const lines = splitLines(text);
    rest = lines.pop() ?? '';
    line += lines.length;
    if (rest.length > LONGEST_LINE) throw endless(rest, { origin, line: line + 1 });
    yield lines;
  }
  rest = (rest + decoder.end()).replace(/\r$/, '');
  if (rest !== '') yield splitLines(rest);
}

/**
 * The last element is the line that is not finished yet. A carriage return at the very end stays with it: its line feed
 * may come with the next chunk.
 */
export function splitLines(text: string): string[] {
  if (!text.includes('\r')) return text.split('\n');
  const held = text.endsWith('\r') ? '\r' : '';
  const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
  lines[lines.length - 1] += held;
  return lines;
}

export const noText = (origin: string, line: number): Error =>
  unreadable('the file is not UTF-8 text (it holds zero bytes: binary or UTF-16)', { origin, line });

export const endless = (text: string, place: { origin: string; line: number }): Error =>
  unreadable(
    `the line is longer than ${LONGEST_LINE} characters: not a table of bars (${quoted(text)})`,
    place,
  );
