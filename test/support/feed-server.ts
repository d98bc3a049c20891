import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A local HTTP server that answers a path with a list of answers, the last one again and again. */
export async function startFeedServer(answers: Readonly<Record<string, readonly Answer[]>>) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const pathname = url.split('?')[0];
    const before = requests.filter((known) => known.split('?')[0] === pathname).length;
    requests.push(url);
    const list = answers[pathname] ?? [(_, r) => void r.writeHead(404).end()];
    list[Math.min(before, list.length - 1)](request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const answerWith =
  (status: number, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);
