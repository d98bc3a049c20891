import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpApp } from './http/app.ts';
import type { HttpOptions } from './http/options.ts';
import { AppError } from './kernel/errors.ts';

export interface ApiServer {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Takes no new requests, ends event streams, waits for running requests. Idempotent. */
  stop(): Promise<void>;
}

/** Idle keep-alive connections would hold a stop back for ever; busy ones get this long. */
const DRAIN_MS = 5_000;

/**
 * Starts the API on `host:port` (0: any free port).
 * @throws AppError `config_invalid` when the address cannot be used.
 */
export async function startApi(
  options: Omit<HttpOptions, 'shutdown'>,
  address: { readonly host: string; readonly port: number },
): Promise<ApiServer> {
  const shutdown = new AbortController();
  const server = createServer(createHttpApp({ ...options, shutdown: shutdown.signal }));
  await listen(server, address);
  let stopping: Promise<void> | undefined;
  return {
    url: urlOf(server),
    stop: () => {
      stopping ??= close(server, shutdown);
      return stopping;
    },
  };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const hint =
        cause.code === 'EADDRINUSE' ? 'something else listens there; set BULLWRIGHT_PORT' : cause.message;
      reject(new AppError('config_invalid', `The API cannot listen on ${host}:${port}: ${hint}.`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

async function close(server: Server, shutdown: AbortController): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  shutdown.abort();
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(force);
}
