import { type Command, Option } from 'commander';
import type { Platform } from '../../../workers/platform.ts';
import { environment } from '../../config/environment.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { WORKER_ROLES } from '../../orchestration/roles.ts';
import { addCommand, type Cli } from '../cli.ts';
import { findAdminKey, keepAdminKey, rememberServer } from '../home.ts';
import type { Output } from '../output.ts';
import { untilInterrupted } from '../until-interrupted.ts';

interface StartOptions {
  readonly port?: string;
  readonly host?: string;
  readonly workers: boolean;
}

/** `bullwright start`: the API and every worker in one process. */
export function addStartCommand(program: Command, cli: Cli): void {
  addCommand<StartOptions>(
    program,
    cli,
    {
      usage: 'start',
      summary: 'start the platform: API, dashboard and workers',
      details:
        'Without DATABASE_URL it brings its own PostgreSQL, in BULLWRIGHT_HOME. Ctrl-C drains and stops everything.',
      options: [
        new Option('--port <port>', 'port of the API; 0: any free port (BULLWRIGHT_PORT)'),
        new Option('--host <host>', 'address to listen on (BULLWRIGHT_HOST)'),
        new Option('--no-workers', 'the API alone; workers run as processes of their own'),
      ],
    },
    async ({ output, signal }, _args, options) => {
      const { BOARD_PATH, startPlatform } = await import('../../../workers/platform.ts');
      const config = loadConfig({
        ...environment(),
        ...(options.port !== undefined && { BULLWRIGHT_PORT: options.port }),
        ...(options.host !== undefined && { BULLWRIGHT_HOST: options.host }),
      });
      output.talk(
        config.databaseUrl ? 'Starting …' : `Starting, with a PostgreSQL of its own in ${config.home} …`,
      );
      const platform = await startPlatform(config, {
        api: true,
        roles: options.workers ? WORKER_ROLES : [],
        adminKey: await findAdminKey(config.home),
      });
      try {
        await announceAndServe(platform, { config, output, signal, boardPath: BOARD_PATH });
      } finally {
        await platform.stop();
      }
      output.talk('Stopped.');
    },
  );
}

interface Serving {
  readonly config: Config;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly boardPath: string;
}

async function announceAndServe(
  platform: Platform,
  { config, output, signal, boardPath }: Serving,
): Promise<void> {
  const url = platform.apiUrl ?? '';
  const { adminKey } = platform;
  // A key that comes from the configuration is kept there.
  if (adminKey && !config.adminKey) await keepAdminKey(config.home, adminKey.secret);
  const forget = await rememberServer(config.home, url);
  try {
    output.result({ url, board: `${url}${boardPath}`, docs: `${url}/docs`, pid: process.pid }, () => '');
    output.talk(
      [
        `Bullwright listens on ${url}`,
        `  dashboard  ${url}/`,
        `  queues     ${url}${boardPath}`,
        `  API        ${url}/docs`,
        ...keyLines(platform, config),
        'Ctrl-C stops it.',
      ].join('\n'),
    );
    await untilInterrupted(signal);
  } finally {
    await forget();
  }
}

/** The secret is printed once, when it is made; afterwards its file is named. */
function keyLines({ adminKey }: Platform, config: Config): string[] {
  if (!adminKey || config.adminKey) return [];
  const file = `${config.home}/admin-key`;
  return adminKey.created
    ? [`  admin key  ${adminKey.secret}`, `             shown once, kept in ${file}`]
    : [`  admin key  in ${file}`];
}
