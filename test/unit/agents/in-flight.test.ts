import { describe, expect, it } from 'vitest';
import { mapInFlight } from '../../../src/agents/in-flight.ts';

describe('items in flight', () => {
  it('keep their order and their limit', async () => {
    let inFlight = 0;
    let most = 0;
    const results = await mapInFlight([5, 1, 4, 2, 3], 2, async (item, index) => {
      most = Math.max(most, ++inFlight);
      for (let turn = 0; turn < item; turn++) await Promise.resolve();
      inFlight--;
      return [item, index];
    });
    expect(results).toEqual([
      [5, 0],
      [1, 1],
      [4, 2],
      [2, 3],
      [3, 4],
    ]);
    expect(most).toBe(2);
  });

  it('after a failure start nothing further and wait for what is in flight', async () => {
    const log: string[] = [];
    const run = mapInFlight(['fails', 'is slow', 'never starts'], 2, async (item) => {
      log.push(`start ${item}`);
      if (item === 'fails') throw new Error('first failure');
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      log.push(`end ${item}`);
    });
    await expect(run).rejects.toThrow('first failure');
    expect(log).toEqual(['start fails', 'start is slow', 'end is slow']);
  });

  it('of an empty list are no results', async () => {
    expect(await mapInFlight([], 4, async () => 1)).toEqual([]);
  });
});
