/** One message of a server-sent event stream. */
export interface StreamMessage {
  /** Position in the log: what `Last-Event-ID` takes up again. Null until the stream has sent one. */
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/**
 * Parses a `text/event-stream` body, chunk by chunk, after the WHATWG algorithm (HTML, section 9.2.6):
 * lines end with LF, CR or CRLF, also when a chunk ends between the two; a message ends with an empty line;
 * an unfinished message at the end is dropped.
 */
export async function* parseEventStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamMessage> {
  let id: string | null = null;
  let event = '';
  let data: string[] = [];
  for await (const line of lines(chunks)) {
    if (line === '') {
      if (data.length > 0) yield { id, event: event || 'message', data: data.join('\n') };
      event = '';
      data = [];
      continue;
    }
    const [field, value] = fieldOf(line);
    if (field === 'data') data.push(value);
    if (field === 'event') event = value;
    if (field === 'id' && !value.includes('\0')) id = value;
  }
}

async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    // A CR at the very end may be the first half of CRLF: it waits for the next chunk.
    const whole = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    const parts = whole.split(/\r\n|\r|\n/);
    rest = (parts.pop() ?? '') + rest.slice(whole.length);
    yield* parts;
  }
}

/** `field: value`; one space after the colon belongs to the syntax; a line with a leading colon is a comment. */
function fieldOf(line: string): [field: string, value: string] {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}
