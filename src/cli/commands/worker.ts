import type { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { AppError } from '../../kernel/errors.ts';
import { WORKER_ROLES, type WorkerRole } from '../../orchestration/roles.ts';
import { addCommand, type Cli } from '../cli.ts';
import { untilInterrupted } from '../until-interrupted.ts';

/** `bullwright worker <role...>`: workers alone. */
export function addWorkerCommand(program: Command, cli: Cli): void {
  addCommand(
    program,
    cli,
    {
      usage: 'worker <role...>',
      summary: 'run the workers of one or more roles, or of all',
      details: `Roles: ${WORKER_ROLES.join(', ')}, or all. The API and other workers share DATABASE_URL (and REDIS_URL) with it.`,
    },
    async ({ output, signal }, args) => {
      const roles = rolesOf(args);
      const { startPlatform } = await import('../../../workers/platform.ts');
      const platform = await startPlatform(loadConfig(), { api: false, roles, adminKey: null });
      try {
        output.result({ roles, pid: process.pid }, () => '');
        output.talk(`Working as ${roles.join(', ')}. Ctrl-C drains and stops.`);
        await untilInterrupted(signal);
      } finally {
        await platform.stop();
      }
      output.talk('Stopped.');
    },
  );
}

/** Roles as they are written (`ml-engineer` too), each once. @throws AppError `usage_invalid`. */
export function rolesOf(names: readonly string[]): readonly WorkerRole[] {
  const given = names.map((name) => name.replaceAll('-', '_'));
  if (given.includes('all')) return WORKER_ROLES;
  const unknown = given.filter((name) => !(WORKER_ROLES as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new AppError(
      'usage_invalid',
      `${unknown.join(', ')}: no such role. The roles are ${WORKER_ROLES.join(', ')}, or all.`,
    );
  }
  return WORKER_ROLES.filter((role) => given.includes(role));
}
