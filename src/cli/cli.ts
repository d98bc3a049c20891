import { type Command, Option } from 'commander';
import { environment } from '../config/environment.ts';
import { loadClientConfig } from '../config/load.ts';
import { type Client, createClient } from './client.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { findAdminKey, findServer } from './home.ts';
import { createOutput, type Output, type Sink } from './output.ts';

/** The terminal a command runs on, and what its process was told. */
export interface Cli {
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Aborted when the person wants out. */
  readonly signal: AbortSignal;
  /** What the command answers; set when it ends. */
  exitCode: ExitCode;
}

export interface CommandContext {
  readonly output: Output;
  readonly signal: AbortSignal;
}

export interface ClientContext extends CommandContext {
  readonly client: Client;
}

export interface Definition {
  /** Name and arguments: `show <workflowId>`. */
  readonly usage: string;
  readonly summary: string;
  /** More than one line, for `--help` of the command itself. */
  readonly details?: string;
  readonly options?: readonly Option[];
}

type Run<C, O> = (context: C, args: readonly string[], options: O) => Promise<ExitCode | undefined>;

/** Adds a command that works in this process. Every command has `--json`. */
export function addCommand<O extends object>(
  parent: Command,
  cli: Cli,
  definition: Definition,
  run: Run<CommandContext, O>,
): Command {
  const command = parent
    .command(definition.usage)
    .summary(definition.summary)
    .description([definition.summary, definition.details].filter(Boolean).join('\n\n'))
    .option('--json', 'print data as JSON');
  for (const option of definition.options ?? []) command.addOption(option);
  return command.action(async () => {
    const options = command.opts<O & { json?: boolean }>();
    const { noColor } = loadClientConfig();
    const output = createOutput({
      stdout: cli.stdout,
      stderr: cli.stderr,
      isJson: options.json ?? false,
      noColor,
    });
    cli.exitCode = (await run({ output, signal: cli.signal }, command.args, options)) ?? EXIT.ok;
  });
}

interface ConnectionOptions {
  readonly url?: string;
  readonly key?: string;
}

/** Adds a command that talks to a running server. */
export function addClientCommand<O extends object>(
  parent: Command,
  cli: Cli,
  definition: Definition,
  run: Run<ClientContext, O>,
): Command {
  const connection = [
    new Option('--url <url>', 'address of the server (BULLWRIGHT_URL)'),
    new Option(
      '--key <key>',
      'API key; better in BULLWRIGHT_KEY, where other users of the machine cannot see it',
    ),
  ];
  const options = [...(definition.options ?? []), ...connection];
  return addCommand<O & ConnectionOptions>(
    parent,
    cli,
    { ...definition, options },
    async (context, args, given) =>
      run({ ...context, client: await connect(given, context.signal) }, args, given),
  );
}

const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Flags first, then the environment, then what a platform running in this home has left there. */
async function connect({ url, key }: ConnectionOptions, signal: AbortSignal): Promise<Client> {
  const config = loadClientConfig(environment());
  return createClient({
    url: url ?? config.url ?? (await findServer(config.home))?.url ?? DEFAULT_URL,
    key: key ?? config.key ?? (await findAdminKey(config.home)),
    signal,
  });
}
