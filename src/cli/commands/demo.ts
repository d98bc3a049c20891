import { rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Command, Option } from 'commander';
import { environment } from '../../config/environment.ts';
import { loadConfig } from '../../config/load.ts';
import { AppError } from '../../kernel/errors.ts';
import { WORKER_ROLES } from '../../orchestration/roles.ts';
import { type Workflow, workflowSchema } from '../api-types.ts';
import { addCommand, type Cli, type ClientContext, type CommandContext } from '../cli.ts';
import { createClient } from '../client.ts';
import { demoSpec } from '../demo/demo-spec.ts';
import { createStandIn, holdForPerson } from '../demo/gate.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { followWorkflow } from '../follow.ts';
import { findServer, keepAdminKey, rememberServer } from '../home.ts';
import { createProgressScreen } from '../progress-screen.ts';
import { verdictText } from '../verdict.ts';
import { fetchWorkflow } from '../watch.ts';

interface DemoOptions {
  readonly hold?: boolean;
}

/** `bullwright demo`: from real prices to a reviewed bot, on this machine alone. */
export function addDemoCommand(program: Command, cli: Cli): void {
  addCommand<DemoOptions>(
    program,
    cli,
    {
      usage: 'demo',
      summary: 'run the whole pipeline once on twenty years of S&P 500 bars, with a database of its own',
      details:
        'Everything happens in BULLWRIGHT_HOME/demo, which is emptied first. A bot that is not released is an outcome, not a failure: exit code 0.',
      options: [new Option('--hold', 'leave the decisions to you: prints the command and waits')],
    },
    async (context, _args, { hold = false }) => {
      const home = join(loadConfig().home, 'demo');
      await emptyHome(home);
      return runDemo(context, home, hold);
    },
  );
}

/** A run must not depend on the run before, and must not pull the ground from under one that is still going. */
async function emptyHome(home: string): Promise<void> {
  const running = await findServer(home);
  if (running) {
    throw new AppError('embedded_postgres_locked', `A demo is running in ${home} (process ${running.pid}).`);
  }
  await rm(home, { recursive: true, force: true });
}

async function runDemo(context: CommandContext, home: string, hold: boolean): Promise<ExitCode> {
  const { output, signal } = context;
  const config = loadConfig({
    ...environment(),
    // The demo needs nothing but this machine, and touches nothing else.
    DATABASE_URL: '',
    REDIS_URL: '',
    BULLWRIGHT_ADMIN_KEY: '',
    BULLWRIGHT_ARTIFACTS_DIR: '',
    BULLWRIGHT_HOME: home,
    BULLWRIGHT_HOST: '127.0.0.1',
    BULLWRIGHT_PORT: '0',
    // What is interrupted here is never taken up again: nothing is worth waiting for.
    BULLWRIGHT_SHUTDOWN_MS: '0',
    BULLWRIGHT_LOG_LEVEL: environment().BULLWRIGHT_LOG_LEVEL || 'warn',
  });
  output.talk(`Starting a platform of its own in ${home}: PostgreSQL, API, workers …`);
  const { startPlatform } = await import('../../../workers/platform.ts');
  const platform = await startPlatform(config, { api: true, roles: WORKER_ROLES, adminKey: null });
  try {
    signal.throwIfAborted();
    const { apiUrl: url, adminKey } = platform;
    if (!url || !adminKey) throw new AppError('internal', 'The platform started without an API or a key.');
    await keepAdminKey(home, adminKey.secret);
    const forget = await rememberServer(home, url);
    try {
      output.talk(`Ready on ${url}`);
      const client = createClient({ url, key: adminKey.secret, signal });
      return await submitAndFollow({ ...context, client }, home, hold);
    } finally {
      await forget();
    }
  } finally {
    output.talk('Stopping everything …');
    await platform.stop();
  }
}

async function submitAndFollow(context: ClientContext, home: string, hold: boolean): Promise<ExitCode> {
  const { client, output, signal } = context;
  const screen = createProgressScreen(output);
  const decide = hold ? holdForPerson : createStandIn();
  const { id } = await client.json('POST', '/v1/workflows', workflowSchema, { body: await demoSpec() });
  await followWorkflow({
    client,
    workflowId: id,
    signal,
    onEvent: async (event) => {
      screen.show(event);
      if (event.type !== 'approval.requested') return;
      screen.clear();
      await decide({ context, approvalId: String(event.data.approvalId), home });
    },
  });
  screen.clear();
  const workflow = await fetchWorkflow(context, id);
  const report = join(home, 'report.html');
  await writeFile(report, await client.text('GET', `/v1/workflows/${id}/report`));
  printOutcome(context, workflow, report);
  return workflow.status === 'completed' || workflow.status === 'rejected' ? EXIT.ok : EXIT.failure;
}

function printOutcome({ output }: ClientContext, workflow: Workflow, report: string): void {
  output.result({ ...workflow, report }, () =>
    ['', verdictText(workflow, output.dataPaint), '', `report   ${relative(process.cwd(), report)}`].join(
      '\n',
    ),
  );
}
