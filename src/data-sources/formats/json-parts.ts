import { StringDecoder } from 'node:string_decoder';
import type { Content } from '../bytes/content.ts';
import { unreadable } from '../unreadable.ts';

/** Longest element or run of plain members, in characters: text without an end must not fill the memory. */
const LONGEST_PIECE = 16 * 1_024 ** 2;

/**
 * A part of a JSON text that is an array, or an object with arrays in it. `key` is the member of the object, null in an array.
 * Each array begins once and then gives its elements, some at a time; members that are no arrays come as they are.
 */
export type JsonPart =
  | { readonly kind: 'array'; readonly key: string | null }
  | { readonly kind: 'elements'; readonly key: string | null; readonly values: readonly unknown[] }
  | { readonly kind: 'members'; readonly members: Readonly<Record<string, unknown>> };

/**
 * Reads JSON as a stream: no more of it is held than a chunk and the element it ends in. Only brackets, quotes and commas are
 * looked at here; what lies between is left to `JSON.parse`.
 * @throws AppError `data_unreadable` with the line of what is wrong, also for an element longer than 16 MB
 */
export async function* jsonParts(content: Content, signal: AbortSignal): AsyncGenerator<readonly JsonPart[]> {
  const decoder = new StringDecoder('utf8');
  const cutter = new Cutter(content.origin);
  for await (const chunk of content.chunks(signal)) {
    yield cutter.take(decoder.write(chunk));
  }
  yield cutter.take(decoder.end());
  cutter.end();
}

const [QUOTE, BACKSLASH, COMMA, NEWLINE] = [34, 92, 44, 10];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];
const BYTE_ORDER_MARK = 0xfeff;
/** The key of an array, at the end of the members in front of it. */
const KEY = /"((?:[^"\\]|\\.)*)"\s*:\s*$/;

class Cutter {
  readonly #origin: string;
  /** Text that is not parsed yet, how far it was looked at, and the line it begins in. */
  #text = '';
  #at = 0;
  #firstLine = 1;
  #line = 1;
  /** Brackets that are open: 0 outside, 1 in the root, 2 in an array of a root object. */
  #depth = 0;
  #root = 0;
  #isQuoted = false;
  #isEscaped = false;
  /** The array that is read, its last comma in `#text`, and whether elements of it were given already. */
  #array: { readonly key: string | null; readonly depth: number } | null = null;
  #comma = -1;
  #commaLine = 1;
  #isContinued = false;
  #hasMembers = false;
  #parts: JsonPart[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  take(text: string): readonly JsonPart[] {
    this.#text += text;
    for (; this.#at < this.#text.length; this.#at++) this.#look(this.#text.charCodeAt(this.#at));
    if (this.#comma >= 0) this.#elementsTo(this.#comma, this.#commaLine);
    if (this.#text.length > LONGEST_PIECE) {
      throw this.#damaged(`an element is longer than ${LONGEST_PIECE} characters`);
    }
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  /** @throws AppError when the text ended before its brackets did */
  end(): void {
    if (this.#root !== 0 && this.#depth === 0) return;
    throw unreadable('the JSON is cut short (its brackets are not closed)', {
      origin: this.#origin,
      line: this.#line,
    });
  }

  #look(code: number): void {
    // Digits, points and capitals: most of a file of bars.
    if (code > COMMA && code < OPEN_ARRAY && this.#depth > 0 && !this.#isEscaped) return;
    if (code === NEWLINE) this.#line++;
    if (this.#isQuoted) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === BACKSLASH) this.#isEscaped = true;
      else if (code === QUOTE) this.#isQuoted = false;
    } else if (code === COMMA) {
      if (this.#depth !== this.#array?.depth) return;
      this.#comma = this.#at;
      this.#commaLine = this.#line;
    } else if (this.#depth === 0) this.#outside(code);
    else if (code === QUOTE) this.#isQuoted = true;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) this.#open(code);
    else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) this.#close(code);
  }

  #outside(code: number): void {
    if (code <= 32 || (code === BYTE_ORDER_MARK && this.#root === 0)) return;
    if (this.#root !== 0) throw this.#damaged('text after its end');
    if (code !== OPEN_ARRAY && code !== OPEN_OBJECT) throw this.#damaged('no bracket at its beginning');
    this.#root = code;
    this.#depth = 1;
    if (code === OPEN_ARRAY) this.#begin(null);
    this.#cut(this.#at + 1, this.#line);
  }

  #open(code: number): void {
    this.#depth++;
    if (code !== OPEN_ARRAY || this.#root !== OPEN_OBJECT || this.#depth !== 2) return;
    const header = this.#text.slice(0, this.#at);
    const key = KEY.exec(header);
    if (!key) throw this.#damaged('an array without a name');
    const name = this.#parse(`"${key[1]}"`) as string;
    const { [name]: _, ...members } = this.#members(`${header}0`);
    this.#parts.push({ kind: 'members', members });
    this.#begin(name);
    this.#cut(this.#at + 1, this.#line);
  }

  #close(code: number): void {
    const array = this.#array;
    const isOfRoot = this.#depth === 1;
    if (array?.depth === this.#depth) {
      if (code !== CLOSE_ARRAY) throw this.#damaged('a bracket of another kind');
      this.#elementsTo(this.#at, this.#line);
      this.#array = null;
    } else if (isOfRoot) {
      if (code !== CLOSE_OBJECT) throw this.#damaged('a bracket of another kind');
      const rest = this.#text.slice(0, this.#at);
      if (rest.trim() !== '') this.#parts.push({ kind: 'members', members: this.#members(rest) });
      this.#cut(this.#at + 1, this.#line);
    }
    this.#depth--;
  }

  #begin(key: string | null): void {
    this.#array = { key, depth: this.#depth };
    this.#isContinued = false;
    this.#parts.push({ kind: 'array', key });
  }

  /** Gives the elements up to a comma or the closing bracket at `end`. Between two commas there is always one. */
  #elementsTo(end: number, line: number): void {
    const isClosing = this.#text.charCodeAt(end) === CLOSE_ARRAY;
    const piece = this.#text.slice(0, end);
    const isBlank = piece.trim() === '';
    if (isBlank && !(isClosing && !this.#isContinued)) throw this.#damaged('an element is missing');
    if (!isBlank) {
      const values = this.#parse(`[${piece}]`) as unknown[];
      this.#parts.push({ kind: 'elements', key: this.#array?.key ?? null, values });
    }
    this.#isContinued = true;
    this.#cut(end + 1, line);
  }

  /** Members that are no arrays. Where others came before, a comma parts them. */
  #members(text: string): Readonly<Record<string, unknown>> {
    const own = this.#hasMembers ? text.replace(/^\s*,(?=\s*\S)/, '') : text;
    if (this.#hasMembers && own === text) throw this.#damaged('a comma is missing, or one too many');
    this.#hasMembers = true;
    return this.#parse(`{${own}}`) as Readonly<Record<string, unknown>>;
  }

  #cut(from: number, line: number): void {
    this.#text = this.#text.slice(from);
    this.#at -= from;
    this.#firstLine = line;
    this.#comma = -1;
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      const position = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
      const line = this.#firstLine + text.slice(0, position).split('\n').length - 1;
      throw this.#damaged(message.replace(/ (in JSON )?at position.*$/s, '').slice(0, 120), { line, cause });
    }
  }

  #damaged(what: string, { line = this.#line, cause }: { line?: number; cause?: unknown } = {}): Error {
    return unreadable(`the JSON is damaged (${what})`, { origin: this.#origin, line }, cause);
  }
}
