import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventType } from '../../../src/application/ports/events.ts';
import { eventSchema } from '../../../src/http/schemas/event.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';
import { openSse, type SseFrame } from '../../support/sse-reader.ts';

const SPEC = { market: { source: { kind: 'sample', name: 'sp500' } } };

describe('event streams', () => {
  let http: TestHttp;
  const shutdown = new AbortController();
  beforeAll(async () => {
    http = await startTestHttp({ shutdown: shutdown.signal });
  });
  afterAll(() => http.stop());

  async function submit(): Promise<string> {
    const { body } = await http.request<{ id: string }>('POST', '/v1/workflows', { json: SPEC });
    return body.id;
  }

  const append = (workflowId: string | null, type: EventType, data: Record<string, number | string> = {}) =>
    http.database.store.events.append([{ workflowId, type, data, at: new Date() }]);

  const progress = (workflowId: string, n: number) => append(workflowId, 'agent.progress', { n });

  async function finish(workflowId: string): Promise<void> {
    await http.database.store.transaction(async (repositories) => {
      await repositories.workflows.update(workflowId, {
        stage: 'completed',
        status: 'completed',
        finishedAt: new Date(),
      });
      await repositories.events.append([
        { workflowId, type: 'workflow.finished', data: { status: 'completed' }, at: new Date() },
      ]);
    });
  }

  const open = (path: string, headers: Record<string, string> = {}) =>
    openSse(`${http.url}${path}`, { authorization: `Bearer ${http.secrets.viewer}`, ...headers });

  const numbers = (frames: readonly SseFrame[]) =>
    frames.flatMap((frame) => {
      const { data } = frame.data as { data?: { n?: number } };
      return data?.n === undefined ? [] : [data.n];
    });

  it('replay what happened, go on live, and end after the end', async () => {
    const id = await submit();
    const stream = await open(`/v1/workflows/${id}/events`);
    const replayed = await stream.until((frame) => frame.event === 'workflow.stage');
    expect(replayed.map((frame) => frame.event)).toEqual(['workflow.submitted', 'workflow.stage']);
    expect(stream.seen[0]).toEqual({ retry: '2000' });
    for (const frame of replayed) {
      const event = eventSchema.parse(frame.data);
      expect([event.cursor, event.type, event.workflowId]).toEqual([frame.id, frame.event, id]);
    }
    await progress(id, 1);
    expect(numbers(await stream.until((frame) => frame.event === 'agent.progress'))).toEqual([1]);
    await finish(id);
    const last = await stream.rest();
    expect(last.map((frame) => frame.event)).toEqual(['workflow.finished', 'end']);
  });

  it('resume behind Last-Event-ID without a gap and without repeating, while events keep coming', async () => {
    const id = await submit();
    const total = 60;
    const writing = (async () => {
      for (let n = 0; n < total; n++) await progress(id, n);
      await finish(id);
    })();
    const received: number[] = [];
    const cursors: string[] = [];
    let lastId: string | undefined;
    for (let ended = false; !ended; ) {
      const stream = await open(`/v1/workflows/${id}/events`, lastId ? { 'last-event-id': lastId } : {});
      let left = 7;
      const frames = await stream.until((frame) => frame.event === 'workflow.finished' || --left === 0);
      stream.close();
      received.push(...numbers(frames));
      cursors.push(...frames.flatMap((frame) => frame.id ?? []));
      lastId = cursors.at(-1);
      ended = frames.at(-1)?.event === 'workflow.finished';
    }
    await writing;
    expect(received).toEqual(Array.from({ length: total }, (_, n) => n));
    expect(new Set(cursors).size).toBe(cursors.length);
  });

  it('give more than one page of history in order', async () => {
    const id = await submit();
    const at = new Date();
    await http.database.store.events.append(
      Array.from({ length: 450 }, (_, n) => ({
        workflowId: id,
        type: 'agent.progress' as const,
        data: { n },
        at,
      })),
    );
    await finish(id);
    const frames = await (await open(`/v1/workflows/${id}/events`)).rest();
    expect(numbers(frames)).toEqual(Array.from({ length: 450 }, (_, n) => n));
  });

  it('start behind ?after=, and without history at ?after=latest', async () => {
    const id = await submit();
    const first = await open(`/v1/workflows/${id}/events`);
    const [submitted] = await first.until(() => true);
    first.close();
    const second = await open(`/v1/workflows/${id}/events?after=${submitted!.id}`);
    expect((await second.until(() => true))[0]?.event).toBe('workflow.stage');
    second.close();
    const latest = await open('/v1/events?after=latest');
    await progress(id, 7);
    expect(numbers(await latest.until(() => true))).toEqual([7]);
    latest.close();
  });

  it('tell a browser that comes back after the end to stay away (204)', async () => {
    const id = await submit();
    await finish(id);
    const frames = await (await open(`/v1/workflows/${id}/events`)).rest();
    const lastId = frames.findLast((frame) => frame.id)!.id!;
    const path = `/v1/workflows/${id}/events`;
    expect((await http.request('GET', path, { headers: { 'last-event-id': lastId } })).status).toBe(204);
    const asked = await (await open(`${path}?after=${lastId}`)).rest();
    expect(asked.map((frame) => frame.event)).toEqual(['end']);
  });

  it('go on when a finished workflow is resumed', async () => {
    const id = await submit();
    await finish(id);
    await http.database.store.transaction(async (repositories) => {
      await repositories.workflows.update(id, {
        stage: 'model_training',
        status: 'running',
        finishedAt: null,
      });
      await repositories.events.append([
        { workflowId: id, type: 'workflow.resumed', data: {}, at: new Date() },
      ]);
    });
    const stream = await open(`/v1/workflows/${id}/events`);
    await stream.until((frame) => frame.event === 'workflow.resumed');
    await finish(id);
    expect((await stream.rest()).map((frame) => frame.event)).toEqual(['workflow.finished', 'end']);
  });

  it('hold back nothing for long when another transaction delays an event', async () => {
    const id = await submit();
    const stream = await open(`/v1/workflows/${id}/events?after=latest`);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let opened: () => void = () => undefined;
    const isOpen = new Promise<void>((resolve) => {
      opened = resolve;
    });
    const slow = http.database.store.transaction(async (repositories) => {
      await repositories.workflows.requestCancel(id, new Date());
      opened();
      await held;
    });
    await isOpen;
    const other = await submit();
    expect(other).not.toBe(id);
    // Its signal comes now, but the event is handed out only when the older transaction has ended.
    await progress(id, 3);
    release();
    await slow;
    expect(numbers(await stream.until((frame) => frame.event === 'agent.progress'))).toEqual([3]);
    stream.close();
  });

  it('show one workflow only its own events, and /v1/events those of all', async () => {
    const [a, b] = [await submit(), await submit()];
    const one = await open(`/v1/workflows/${a}/events?after=latest`);
    const all = await open('/v1/events?after=latest');
    await progress(b, 1);
    await progress(a, 2);
    await append(null, 'schedule.ticked', { n: 3 });
    expect(numbers(await one.until((frame) => frame.event === 'agent.progress'))).toEqual([2]);
    expect(numbers(await all.until((frame) => frame.event === 'schedule.ticked'))).toEqual([1, 2, 3]);
    one.close();
    all.close();
  });

  it.each(['/v1/events?after=nonsense', '/v1/events?since=1'])('refuse %s with 400', async (path) => {
    expect((await http.request('GET', path)).status).toBe(400);
  });

  it('survive a reader who takes nothing, and notice when it leaves', async () => {
    const id = await submit();
    const at = new Date();
    const filler = 'x'.repeat(20_000);
    const { hostname, port } = new URL(http.url);
    const socket = connect(Number(port), hostname);
    socket.pause();
    socket.write(
      `GET /v1/workflows/${id}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${http.secrets.viewer}\r\n\r\n`,
    );
    await http.database.store.events.append(
      Array.from({ length: 400 }, () => ({
        workflowId: id,
        type: 'agent.progress' as const,
        data: { filler },
        at,
      })),
    );
    // The server goes on answering others while 8 MB wait for this one.
    expect((await http.request('GET', `/v1/workflows/${id}`)).status).toBe(200);
    socket.destroy();
    await once(socket, 'close');
    expect((await http.request('GET', '/livez', { as: null })).status).toBe(200);
  });

  it('end when the process drains', async () => {
    const stream = await open('/v1/events?after=latest');
    shutdown.abort();
    expect(await stream.rest()).toEqual([]);
  });
});
