// A process of its own that runs an embedded server: started by embedded.test.ts, to be killed in various ways.
import { startEmbeddedPostgres } from '../../../src/persistence/embedded.ts';

const server = await startEmbeddedPostgres({
  directory: process.argv[2],
  settings: { fsync: 'off', shared_buffers: '16MB' },
});
const { connectionString, pid, watchdogPid } = server;
process.stdout.write(`${JSON.stringify({ connectionString, pid, watchdogPid })}\n`);

switch (process.argv[3]) {
  case 'exit':
    process.exit(3);
    break;
  case 'throw':
    setImmediate(() => {
      throw new Error('a defect');
    });
    break;
  case 'drain':
    // Like the platform: on a signal, it still needs the database for a while.
    process.on('SIGINT', async () => {
      const { default: pg } = await import('pg');
      await new Promise((resolve) => setTimeout(resolve, 300));
      const client = new pg.Client({ connectionString });
      await client.connect();
      await client.query('create table drained (x integer)');
      await client.end();
      await server.stop();
      process.stdout.write('drained\n');
      process.exit(0);
    });
    break;
}
setInterval(() => undefined, 1_000);
