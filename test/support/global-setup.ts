import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './test-postgres.ts';
import { startTestRedis } from './test-redis.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A PostgreSQL account that may create databases; null when only suites without a database run. */
    postgresAdminUrl: string | null;
    /** Database with the newest schema, to be copied. */
    postgresTemplate: string;
    /** Null: there is no Redis on this machine; suites that need one are skipped. */
    redisUrl: string | null;
  }
}

/** Folders whose tests touch no server: a run of only these starts none. */
const SERVERLESS = /^(\.\/)?test\/(unit|property|golden|architecture)(\/|$)/;

/** Starts the servers of a test run, once, and stops them after it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const filters = process.argv.slice(2).filter((word) => word !== 'run' && !word.startsWith('-'));
  if (filters.length > 0 && filters.every((filter) => SERVERLESS.test(filter))) {
    project.provide('postgresAdminUrl', null);
    project.provide('postgresTemplate', '');
    project.provide('redisUrl', null);
    return async () => undefined;
  }
  const redis = await startTestRedis();
  try {
    const postgres = await startTestPostgres();
    project.provide('postgresAdminUrl', postgres.adminUrl);
    project.provide('postgresTemplate', postgres.template);
    project.provide('redisUrl', redis.url);
    return async () => {
      await Promise.all([postgres.stop(), redis.stop()]);
    };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}
