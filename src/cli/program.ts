import { Command, CommanderError } from 'commander';
import { AppError } from '../kernel/errors.ts';
import { VERSION } from '../version.ts';
import type { Cli } from './cli.ts';
import { addApproveCommand } from './commands/approve.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addCancelCommand } from './commands/cancel.ts';
import { addConfigCommands } from './commands/config.ts';
import { addDataCommands } from './commands/data.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addListCommand } from './commands/list.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addModelsCommands } from './commands/models.ts';
import { addReportCommand } from './commands/report.ts';
import { addResumeCommand } from './commands/resume.ts';
import { addScheduleCommands } from './commands/schedule.ts';
import { addShowCommand } from './commands/show.ts';
import { addSignalsCommands } from './commands/signals.ts';
import { addStartCommand } from './commands/start.ts';
import { addSubmitCommand } from './commands/submit.ts';
import { addWorkerCommand } from './commands/worker.ts';
import { EXIT, EXIT_MEANINGS } from './exit-codes.ts';
import { invocation } from './invocation.ts';

/**
 * The whole command line. Nothing in it ends the process: errors are thrown, exit codes are left in `cli`.
 * Commands that run the platform load it when they are called, so that the others start at once.
 */
export function createProgram(cli: Cli): Command {
  const program = new Command('bullwright')
    .description(
      'Develops, validates and releases quantitative trading bots, with agents and a person at the gate.',
    )
    .version(VERSION)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.stdout.write(text),
      // Thrown as an error of ours, and printed where all errors are.
      writeErr: () => {},
    })
    .addHelpText('after', `\n${exitCodesText()}`);
  const add = [
    addStartCommand,
    addWorkerCommand,
    addMigrateCommand,
    addDoctorCommand,
    addConfigCommands,
    addDemoCommand,
    addSubmitCommand,
    addListCommand,
    addShowCommand,
    addApproveCommand,
    addCancelCommand,
    addResumeCommand,
    addReportCommand,
    addAuditCommands,
    addScheduleCommands,
    addModelsCommands,
    addSignalsCommands,
    addDataCommands,
  ];
  for (const addTo of add) addTo(program, cli);
  return program;
}

/** Runs a command line. @throws AppError, also for what commander cannot parse (`usage_invalid`). */
export async function runProgram(cli: Cli, args: readonly string[]): Promise<void> {
  const program = createProgram(cli);
  if (args.length === 0) {
    program.outputHelp();
    cli.exitCode = EXIT.usage;
    return;
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    const message = error.message.replace(/^error: /, '').replace(/\.+$/, '');
    const hint = message === '(outputHelp)' ? 'a command is missing' : message;
    const asked = [invocation(), ...commandOf(program, args), '--help'].join(' ');
    throw new AppError('usage_invalid', `${hint}. See "${asked}".`, { cause: error });
  }
}

/** Names of the command that was meant, from the outermost in: `data`, `import`. */
function commandOf(command: Command, [first, ...rest]: readonly string[]): string[] {
  const next = command.commands.find((one) => one.name() === first);
  return next ? [next.name(), ...commandOf(next, rest)] : [];
}

function exitCodesText(): string {
  const lines = Object.entries(EXIT).map(
    ([name, code]) => `  ${String(code).padStart(3)}  ${EXIT_MEANINGS[name as keyof typeof EXIT]}`,
  );
  return `Exit codes:\n${lines.join('\n')}`;
}
