import { describe, expect, it } from 'vitest';
import { forEachInFlight } from '../../../src/agents/training/in-flight.ts';

describe('items in flight', () => {
  it('are taken in their order, no more than the limit at once', async () => {
    const taken: number[] = [];
    let inFlight = 0;
    let most = 0;
    await forEachInFlight([5, 1, 4, 2, 3], 2, async (item) => {
      taken.push(item);
      most = Math.max(most, ++inFlight);
      for (let turn = 0; turn < item; turn++) await Promise.resolve();
      inFlight--;
    });
    expect(taken).toEqual([5, 1, 4, 2, 3]);
    expect(most).toBe(2);
  });

  it('after a failure start nothing further, and end before it is thrown', async () => {
    const log: string[] = [];
    const run = forEachInFlight(['fails', 'is slow', 'never starts'], 2, async (item) => {
      log.push(`start ${item}`);
      if (item === 'fails') throw new Error('first failure');
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      log.push(`end ${item}`);
    });
    await expect(run).rejects.toThrow('first failure');
    expect(log).toEqual(['start fails', 'start is slow', 'end is slow']);
  });
});
