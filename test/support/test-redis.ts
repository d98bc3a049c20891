import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface TestRedis {
  readonly url: string | null;
  stop(): Promise<void>;
}

const SERVERS = ['redis-server', 'valkey-server'];

/**
 * The server of `REDIS_URL`, or one from the PATH on a free port that keeps nothing on disk. With neither the url is
 * null and one line says so, unless `REQUIRE_REDIS=1`.
 */
export async function startTestRedis(): Promise<TestRedis> {
  const given = process.env.REDIS_URL;
  if (given) {
    const { hostname, port } = new URL(given);
    await connectable(hostname, Number(port || 6379), 5_000);
    return { url: given, stop: async () => undefined };
  }
  const program = await findServer();
  if (program) return startOwn(program);
  const reason = `no REDIS_URL, and no ${SERVERS.join(' or ')} in the PATH`;
  if (process.env.REQUIRE_REDIS === '1')
    throw new Error(`Redis is required (REQUIRE_REDIS=1), but there is ${reason}.`);
  process.stderr.write(`Tests that need Redis are skipped: ${reason}.\n`);
  return { url: null, stop: async () => undefined };
}

async function startOwn(program: string): Promise<TestRedis> {
  const port = await freePort();
  // The shell ends the server when its input closes: also when the test run is killed and cannot do it.
  const script = '"$0" "$@" >/dev/null & server=$!; cat >/dev/null; kill "$server"; wait "$server"';
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const shell = spawn('/bin/sh', ['-c', script, program, ...settings, '--maxmemory-policy', 'noeviction'], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  await connectable('127.0.0.1', port, 10_000);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const ended = once(shell, 'exit');
      shell.stdin.end();
      await ended;
    },
  };
}

async function findServer(): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of SERVERS) {
      const file = path.join(folder, name);
      const found = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return file;
    }
  }
  return null;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no free port');
  return address.port;
}

async function connectable(host: string, port: number, timeoutMs: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += 50) {
    const socket = connect(port, host);
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`Redis at ${host}:${port} does not answer.`);
}
