// A process of its own that runs an embedded server: started by embedded.test.ts, to be killed in various ways.
import pg from 'pg';
import { startEmbeddedPostgres } from '../../../src/persistence/embedded.ts';

const server = await startEmbeddedPostgres({
  directory: process.argv[2],
  settings: { fsync: 'off', shared_buffers: '16MB' },
});
const { connectionString, pid, watchdogPid } = server;
const told = `${JSON.stringify({ connectionString, pid, watchdogPid })}\n`;

if (process.argv[3] === 'drain') {
  // Like the platform: on a signal, it still needs the database for a while.
  process.on('SIGINT', async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.query('create table drained (x integer)');
    await client.end();
    await server.stop();
    process.stdout.write('drained\n', () => process.exit(0));
  });
}
// Only now: whoever reads this may send a signal at once.
process.stdout.write(told, () => {
  if (process.argv[3] === 'exit') process.exit(3);
  if (process.argv[3] === 'throw') throw new Error('a defect');
});
setInterval(() => undefined, 1_000);
