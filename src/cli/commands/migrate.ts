import type { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { addCommand, type Cli } from '../cli.ts';

/** `bullwright migrate`: brings the database to the newest schema, and does nothing else. */
export function addMigrateCommand(program: Command, cli: Cli): void {
  addCommand(
    program,
    cli,
    {
      usage: 'migrate',
      summary: 'bring the database to the newest schema',
      details:
        'start and worker do this too; as a step of its own it suits a deployment. Safe to run twice, or at once.',
    },
    async ({ output }) => {
      const { migrateDatabase } = await import('../migrate-database.ts');
      const applied = await migrateDatabase(loadConfig());
      output.result({ applied }, () =>
        applied.length === 0 ? 'Up to date.' : `Applied: ${applied.join(', ')}`,
      );
    },
  );
}
