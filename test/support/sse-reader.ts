/** One frame of an event stream. Comments and `retry:` have neither id nor event. */
export interface SseFrame {
  readonly id?: string;
  readonly event?: string;
  readonly data?: unknown;
  readonly retry?: string;
  readonly comment?: string;
}

export interface SseReader {
  /** Frames with an event, until one satisfies the condition (included) or the stream ends. */
  until(condition: (frame: SseFrame) => boolean): Promise<SseFrame[]>;
  /** Everything that is still to come. */
  rest(): Promise<SseFrame[]>;
  /** Every frame so far, comments included. */
  readonly seen: readonly SseFrame[];
  close(): void;
}

/** Reads server-sent events as a browser would. */
export async function openSse(url: string, headers: Readonly<Record<string, string>>): Promise<SseReader> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  if (response.status !== 200)
    throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  const seen: SseFrame[] = [];
  const frames = parse(response.body!, seen);
  const take = async (condition: (frame: SseFrame) => boolean): Promise<SseFrame[]> => {
    const taken: SseFrame[] = [];
    for (;;) {
      const { value, done } = await frames.next();
      if (done) return taken;
      if (value.event === undefined) continue;
      taken.push(value);
      if (condition(value)) return taken;
    }
  };
  return { until: take, rest: () => take(() => false), seen, close: () => abort.abort() };
}

async function* parse(body: ReadableStream<Uint8Array>, seen: SseFrame[]): AsyncGenerator<SseFrame, void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const frame = toFrame(text.slice(0, end));
      text = text.slice(end + 2);
      seen.push(frame);
      yield frame;
    }
  }
}

function toFrame(text: string): SseFrame {
  const fields = text.split('\n').map((line) => {
    const at = line.indexOf(':');
    const name = line.slice(0, at) || 'comment';
    const value = line.slice(at + 1).trimStart();
    return [name, name === 'data' ? JSON.parse(value) : value];
  });
  return Object.fromEntries(fields) as SseFrame;
}
