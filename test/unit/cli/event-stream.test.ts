import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEventStream, type StreamMessage } from '../../../src/cli/event-stream.ts';

async function parse(...chunks: (string | Uint8Array)[]): Promise<StreamMessage[]> {
  async function* body() {
    for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
  }
  const messages: StreamMessage[] = [];
  for await (const message of parseEventStream(body())) messages.push(message);
  return messages;
}

describe('parseEventStream', () => {
  it('reads id, event and data', async () => {
    expect(await parse('id: 7-1\nevent: agent.started\ndata: {"a":1}\n\n')).toEqual([
      { id: '7-1', event: 'agent.started', data: '{"a":1}' },
    ]);
  });

  it('skips comments, unknown fields and messages without data', async () => {
    expect(await parse(': still here\n\nretry: 2000\n\nfoo: bar\ndata: x\n\n')).toEqual([
      { id: null, event: 'message', data: 'x' },
    ]);
  });

  it('keeps the last id for later messages, as the standard says', async () => {
    expect((await parse('id: 1\ndata: a\n\ndata: b\n\n')).map((m) => m.id)).toEqual(['1', '1']);
  });

  it('joins data lines and takes one space off each', async () => {
    expect(await parse('data: a\ndata:  b\ndata:c\n\n')).toEqual([
      { id: null, event: 'message', data: 'a\n b\nc' },
    ]);
  });

  it('drops a message that the connection cut off', async () => {
    expect(await parse('data: whole\n\ndata: half\n')).toEqual([
      { id: null, event: 'message', data: 'whole' },
    ]);
  });

  it('gives the same messages however the bytes are cut, with any line end', async () => {
    const field = fc.stringMatching(/^[a-zäö€ {}":0-9]{0,12}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ id: field, data: field }), { maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(200), { maxLength: 6 }),
        async (messages, end, cuts) => {
          const text = messages.map((m) => `id: ${m.id}${end}data: ${m.data}${end}${end}`).join('');
          const bytes = new TextEncoder().encode(text);
          const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort(
            (a, b) => a - b,
          );
          const chunks = edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge));
          // A lone CR at the very end cannot be told from half a CRLF until more comes.
          const tail = end === '\r' ? ['\n'] : [];
          expect(await parse(...chunks, ...tail)).toEqual(
            messages.map((m) => ({ id: m.id, event: 'message', data: m.data })),
          );
        },
      ),
    );
  });
});
