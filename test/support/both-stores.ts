import { describe } from 'vitest';
import type { QueueStore } from '../../queues/backend.ts';
import { describeWithRedis } from './redis.ts';

/** The same suite on both queue stores. */
export function describeOnBothStores(name: string, suite: (queue: QueueStore['kind']) => void): void {
  describe(`${name} on PostgreSQL`, () => suite('postgres'));
  describeWithRedis(`${name} on Redis`, () => suite('redis'));
}

export const SAMPLE = { market: { source: { kind: 'sample', name: 'sp500' } } };
export const ANN = { id: 'key_ann', name: 'ann' };
export const BOB = { id: 'key_bob', name: 'bob' };
