import { randomUUID } from 'node:crypto';
import { describe, inject } from 'vitest';

/** Address of the Redis server of this test run, null when there is none. */
export const redisUrl = (): string | null => inject('redisUrl');

/** A suite that needs Redis: without one it is skipped, counted as skipped, and its title says why. */
export function describeWithRedis(name: string, suite: () => void): void {
  const isMissing = redisUrl() === null;
  describe.skipIf(isMissing)(isMissing ? `${name} (skipped: no Redis server)` : name, suite);
}

/** A key prefix nobody else uses, with a hash tag so that a cluster keeps all its keys on one node. */
export const uniquePrefix = (): string => `{bw-${randomUUID()}}`;
