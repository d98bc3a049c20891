import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { workflowSchema } from '../../../src/cli/api-types.ts';
import { createClient } from '../../../src/cli/client.ts';
import { followWorkflow } from '../../../src/cli/follow.ts';
import { AppError } from '../../../src/kernel/errors.ts';

const servers: Server[] = [];

async function serve(listener: RequestListener, port = 0): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const clientFor = (url: string, signal = new AbortController().signal) =>
  createClient({ url, key: 'bw_k', signal });

const WORKFLOW = {
  id: 'wf_1',
  name: 'bot',
  symbol: 'SPX',
  status: 'queued',
  stage: 'initialization',
  iteration: 0,
  progress: 0,
  createdAt: '2026-03-01T08:30:00.000Z',
  finishedAt: null,
  result: null,
  error: null,
  somethingNew: 42,
};

describe('createClient', () => {
  it('sends key, query and body, and keeps fields it does not know', async () => {
    const url = await serve((req, res) => {
      let body = '';
      req.on('data', (part) => (body += part));
      req.on('end', () => {
        expect(req.url).toBe('/v1/workflows?limit=2');
        expect(req.headers.authorization).toBe('Bearer bw_k');
        expect(JSON.parse(body)).toEqual({ name: 'x' });
        res.end(JSON.stringify(WORKFLOW));
      });
    });
    const answer = await clientFor(`${url}/`).json('POST', '/v1/workflows', workflowSchema, {
      query: { limit: 2, status: undefined },
      body: { name: 'x' },
    });
    expect(answer.somethingNew).toBe(42);
  });

  it('turns a problem document into the error it was', async () => {
    const url = await serve((_req, res) => {
      res.writeHead(422, { 'Content-Type': 'application/problem+json' });
      res.end(
        JSON.stringify({
          type: 'docs/errors.md#spec_invalid',
          title: 'The workflow spec is not valid',
          status: 422,
          detail: 'The spec has 1 problem(s)',
          code: 'spec_invalid',
          errors: [{ path: 'market.source', message: 'is missing' }],
        }),
      );
    });
    await expect(clientFor(url).json('POST', '/v1/workflows', workflowSchema)).rejects.toMatchObject({
      code: 'spec_invalid',
      issues: [{ path: 'market.source', message: 'is missing' }],
    });
  });

  it('says which address does not answer, and what to do', async () => {
    const url = await serve(() => {});
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    const error = await clientFor(url)
      .text('GET', '/v1/workflows')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'upstream_unavailable' });
    expect((error as AppError).message).toContain(`${url} (ECONNREFUSED)`);
    expect((error as AppError).message).toContain('bullwright start');
  });

  it('does not take another program for a Bullwright', async () => {
    const url = await serve((_req, res) => res.end('<html>hello</html>'));
    await expect(clientFor(url).json('GET', '/v1/workflows/wf_1', workflowSchema)).rejects.toMatchObject({
      code: 'upstream_unavailable',
    });
  });

  it('ends a request with the reason of the interrupt', async () => {
    const url = await serve(() => {});
    const controller = new AbortController();
    const asked = clientFor(url, controller.signal).text('GET', '/v1/workflows');
    const reason = new AppError('shutting_down', 'Interrupted by SIGINT.');
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });
});

describe('followWorkflow', () => {
  const frame = (id: number, type: string) =>
    `id: c${id}\nevent: ${type}\ndata: ${JSON.stringify({ cursor: `c${id}`, type, workflowId: 'wf_1', at: WORKFLOW.createdAt, data: { n: id } })}\n\n`;

  it('takes a lost connection up again after the last event, until the server says it was the last one', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve((req, res) => {
      asked.push(req.headers['last-event-id'] as string | undefined);
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      if (asked.length === 1) res.end(frame(1, 'workflow.submitted') + frame(2, 'workflow.stage'));
      // Half a message, then the line goes dead.
      else if (asked.length === 2)
        res.write(`${frame(3, 'agent.started')}id: c4\ndata: {"ha`, () => res.destroy());
      else res.end(`${frame(4, 'workflow.finished')}event: end\ndata: {}\n\n`);
    });
    const seen: unknown[] = [];
    const signal = new AbortController().signal;
    await followWorkflow({
      client: clientFor(url, signal),
      workflowId: 'wf_1',
      signal,
      onEvent: (event) => {
        seen.push(event.data.n);
      },
    });
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(asked).toEqual([undefined, 'c2', 'c3']);
  });

  it('ends when it comes back and there is nothing left', async () => {
    let calls = 0;
    const url = await serve((_req, res) => {
      calls += 1;
      if (calls === 1) {
        res.writeHead(200, { 'Content-Type': 'text/event-stream' });
        res.end(frame(1, 'workflow.finished'));
      } else {
        res.writeHead(204).end();
      }
    });
    const signal = new AbortController().signal;
    const seen: string[] = [];
    await followWorkflow({
      client: clientFor(url, signal),
      workflowId: 'wf_1',
      signal,
      onEvent: (event) => void seen.push(event.type),
    });
    expect(seen).toEqual(['workflow.finished']);
    expect(calls).toBe(2);
  });

  it('gives up on a server that stays away, at once on an unknown workflow', async () => {
    const url = await serve((_req, res) => {
      res.writeHead(404, { 'Content-Type': 'application/problem+json' });
      res.end(
        JSON.stringify({ title: 'No such thing', code: 'not_found', detail: 'There is no workflow wf_1.' }),
      );
    });
    const signal = new AbortController().signal;
    const follow = (address: string) =>
      followWorkflow({
        client: clientFor(address, signal),
        workflowId: 'wf_1',
        signal,
        onEvent: () => {},
        patienceMs: 1,
      });
    await expect(follow(url)).rejects.toMatchObject({ code: 'not_found' });
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    await expect(follow(url)).rejects.toMatchObject({ code: 'upstream_unavailable' });
  });
});
