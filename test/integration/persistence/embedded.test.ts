import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive, waitForExit } from '../../../src/persistence/embedded/processes.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/persistence/embedded.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const settings = { fsync: 'off', shared_buffers: '16MB' };

async function folder(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'bullwright-embedded-'));
  await chmod(directory, 0o711);
  cleanUp.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function start(directory: string, log?: (line: string) => void): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, settings, ...(log && { log }) });
  cleanUp.push(() => server.stop());
  return server;
}

async function query(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

interface Holder {
  readonly child: ChildProcess;
  readonly connectionString: string;
  readonly pid: number;
  readonly watchdogPid: number;
  nextLine(): Promise<string>;
}

/** Another process that holds a server on the folder. */
async function holder(directory: string, behaviour = ''): Promise<Holder> {
  const script = fileURLToPath(new URL('embedded-holder.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, directory, behaviour], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  cleanUp.push(async () => {
    child.kill('SIGKILL');
  });
  if (!child.stdout) throw new Error('no output');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);
  const told = JSON.parse(await nextLine()) as Omit<Holder, 'child' | 'nextLine'>;
  cleanUp.push(async () => {
    if (isAlive(told.pid)) process.kill(told.pid, 'SIGKILL');
  });
  return { child, nextLine, ...told };
}

const gone = async (pid: number): Promise<boolean> => waitForExit(pid, 15_000);

describe('the embedded PostgreSQL', () => {
  it('starts in an empty folder: on the loopback address alone, UTF-8, password kept for the owner', async () => {
    const directory = path.join(await folder(), 'deep', 'down');
    const server = await start(directory);
    const [row] = await query(
      server.connectionString,
      `select current_setting('server_encoding') as encoding, current_setting('listen_addresses') as address,
        current_setting('unix_socket_directories') as sockets, current_setting('max_connections') as connections,
        current_setting('lc_collate', true) as collation, current_database() as database`,
    );
    expect(row).toMatchObject({
      encoding: 'UTF8',
      address: '127.0.0.1',
      sockets: '',
      connections: '80',
      database: 'bullwright',
    });
    expect((await stat(path.join(directory, 'password'))).mode & 0o777).toBe(0o600);
    const wrong = server.connectionString.replace(/:[^:@]+@/, ':wrong@');
    await expect(query(wrong, 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('stops clean, and finds its data, password and port again', async () => {
    const directory = await folder();
    const first = await start(directory);
    await query(first.connectionString, 'create table kept as select 42 as answer');
    await first.stop();
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start(directory);
    expect(second.connectionString).toBe(first.connectionString);
    expect(await query(second.connectionString, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('disconnects whoever is left when it stops', async () => {
    const server = await start(await folder());
    const client = new pg.Client({ connectionString: server.connectionString });
    await client.connect();
    client.on('error', () => undefined);
    const dropped = new Promise((resolve) => client.once('end', resolve));
    await server.stop();
    await dropped;
    expect(isAlive(server.pid)).toBe(false);
  });

  it('takes another port when its own is in use', async () => {
    const directory = await folder();
    const first = await start(directory);
    const port = Number(new URL(first.connectionString).port);
    await first.stop();
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    cleanUp.push(async () => squatter.close());
    const second = await start(directory);
    expect(Number(new URL(second.connectionString).port)).not.toBe(port);
    expect(await query(second.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('starts anew after a first start that was interrupted half way', async () => {
    const directory = await folder();
    await mkdir(path.join(directory, 'cluster', 'data.new', 'base'), { recursive: true });
    await writeFile(path.join(directory, 'cluster', 'data.new', 'PG_VERSION'), '18\n');
    const server = await start(directory);
    expect(await query(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says what to do when its password is gone', async () => {
    const directory = await folder();
    await (await start(directory)).stop();
    await unlink(path.join(directory, 'password'));
    await expect(start(directory)).rejects.toMatchObject({
      code: 'embedded_postgres_failed',
      message: expect.stringContaining('password'),
    });
  });

  it('shows the end of its log when the server refuses to start', async () => {
    const directory = await folder();
    await expect(
      startEmbeddedPostgres({ directory, settings: { no_such_setting: '1' } }),
    ).rejects.toMatchObject({
      code: 'embedded_postgres_failed',
      message: expect.stringContaining('no_such_setting'),
    });
    // The failed start left no lock behind.
    await start(directory);
  });
});

describe('two users of one folder', () => {
  it('in one process: the second is refused, and may come when the first has stopped', async () => {
    const directory = await folder();
    const first = await start(directory);
    await expect(start(directory)).rejects.toMatchObject({
      code: 'embedded_postgres_locked',
      details: { pid: process.pid },
    });
    await first.stop();
    await start(directory);
  });

  it('in two processes: the second is told the pid of the first, whose server goes on', async () => {
    const directory = await folder();
    const other = await holder(directory);
    await expect(start(directory)).rejects.toMatchObject({
      code: 'embedded_postgres_locked',
      message: expect.stringContaining(`process ${other.child.pid}`),
      details: { pid: other.child.pid },
    });
    expect(await query(other.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('at the same moment: exactly one wins', async () => {
    const directory = await folder();
    const outcomes = await Promise.allSettled([start(directory), start(directory), start(directory)]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });
});

describe('after a crash', () => {
  it('a killed process takes its server with it, and the folder opens again with its data', async () => {
    const directory = await folder();
    const other = await holder(directory);
    await query(other.connectionString, 'create table kept as select 7 as answer');
    other.child.kill('SIGKILL');
    expect(await gone(other.pid)).toBe(true);
    const server = await start(directory);
    expect(await query(server.connectionString, 'select answer from kept')).toEqual([{ answer: 7 }]);
  });

  it('a server that outlived its process is shut down and the folder opens again', async () => {
    const directory = await folder();
    const other = await holder(directory);
    process.kill(other.watchdogPid, 'SIGKILL');
    other.child.kill('SIGKILL');
    await once(other.child, 'exit');
    await query(other.connectionString, 'create table kept as select 8 as answer');
    const log: string[] = [];
    const server = await start(directory, (line) => log.push(line));
    expect(isAlive(other.pid) && server.pid === other.pid).toBe(false);
    expect(log.join('\n')).toContain(`server ${other.pid} that a crashed process left behind`);
    expect(await query(server.connectionString, 'select answer from kept')).toEqual([{ answer: 8 }]);
  });

  it('a server that was killed itself recovers from its log', async () => {
    const directory = await folder();
    const other = await holder(directory);
    await query(other.connectionString, 'create table kept as select 9 as answer');
    process.kill(other.pid, 'SIGKILL');
    other.child.kill('SIGKILL');
    await once(other.child, 'exit');
    const server = await start(directory);
    expect(await query(server.connectionString, 'select answer from kept')).toEqual([{ answer: 9 }]);
  });

  it.each([
    ['is dead', () => 2 ** 22 - 7],
    ['belongs to another program now', () => process.pid],
  ])('a postmaster.pid whose pid %s does not stop the start', async (_, pid) => {
    const directory = await folder();
    await (await start(directory)).stop();
    const file = path.join(directory, 'cluster', 'data', 'postmaster.pid');
    await writeFile(file, `${pid()}\n${path.dirname(file)}\n1700000000\n5432\n\n127.0.0.1\n\nready   \n`);
    const server = await start(directory);
    expect(await query(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readFile(file, 'utf8')).toContain(String(server.pid));
  });

  it('a lock whose pid came round again is taken over', async () => {
    const directory = await folder();
    const lock = { pid: process.pid, startMark: 'another boot/1', nonce: 'n' };
    await writeFile(path.join(directory, 'instance.lock'), JSON.stringify(lock));
    await start(directory);
  });
});

describe('the end of the process', () => {
  it.each([['exit'], ['throw']])('by %s leaves no server behind', async (behaviour) => {
    const other = await holder(await folder(), behaviour);
    expect(await gone(other.pid)).toBe(true);
    expect(await gone(other.watchdogPid)).toBe(true);
  });

  it('by a signal to the whole group, as Ctrl-C sends it, lets the process drain with its database', async () => {
    const directory = await folder();
    const other = await holder(directory, 'drain');
    process.kill(-(other.child.pid ?? 0), 'SIGINT');
    expect(await other.nextLine()).toBe('drained');
    expect(await gone(other.pid)).toBe(true);
    const server = await start(directory);
    expect(await query(server.connectionString, 'select count(*)::int as n from drained')).toEqual([
      { n: 0 },
    ]);
  });

  it('by a signal nobody handles leaves no server behind either', async () => {
    const other = await holder(await folder());
    other.child.kill('SIGTERM');
    expect(await gone(other.pid)).toBe(true);
  });
});

describe.skipIf(process.getuid?.() !== 0)('as root, in a folder no other account may enter', () => {
  it('keeps the data elsewhere, with a pointer in the folder', async () => {
    const directory = await folder();
    await chmod(directory, 0o700);
    const home = path.join(directory, 'home');
    const first = await start(home);
    await query(first.connectionString, 'create table kept as select 5 as answer');
    await first.stop();
    const location = (await readFile(path.join(home, 'location'), 'utf8')).trim();
    cleanUp.push(() => rm(location, { recursive: true, force: true }));
    expect(location).toMatch(/^\/var\/lib\/bullwright\//);
    const second = await start(home);
    expect(await query(second.connectionString, 'select answer from kept')).toEqual([{ answer: 5 }]);
    await second.stop();
    // Temporary folders leave nothing: the next relocation sweeps the clusters of those that are gone.
    await rm(home, { recursive: true });
    const next = path.join(directory, 'next');
    await (await start(next)).stop();
    cleanUp.push(async () =>
      rm((await readFile(path.join(next, 'location'), 'utf8')).trim(), { recursive: true }),
    );
    await expect(stat(location)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
