import type { Command } from 'commander';
import { describeConfig } from '../../config/describe.ts';
import { addCommand, type Cli } from '../cli.ts';
import { table } from '../table.ts';

/** `bullwright config check`: what is in force, and where it comes from. */
export function addConfigCommands(program: Command, cli: Cli): void {
  const config = program.command('config').description('the configuration');
  addCommand(
    config,
    cli,
    {
      usage: 'check',
      summary: 'print the effective configuration, secrets masked; list everything wrong with it',
    },
    async ({ output }) => {
      const settings = describeConfig();
      output.result(settings, () =>
        table(
          [{ heading: 'variable' }, { heading: 'value' }, { heading: 'from' }, { heading: 'meaning' }],
          settings.map(({ variable, value, from, description }) => [
            variable,
            value === null ? '-' : String(value),
            from,
            description,
          ]),
        ),
      );
    },
  );
}
