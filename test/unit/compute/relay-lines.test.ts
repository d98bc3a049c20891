import { expect, it } from 'vitest';
import type { NativeLine } from '../../../src/compute/tasks.ts';
import { relayLines } from '../../../src/compute/threads/relay-lines.ts';

it('each line of a task is told at once when it is new, and at the end how often', () => {
  const told: NativeLine[] = [];
  const relay = relayLines((line) => told.push(line));
  const [warning, other] = [
    { level: 'warn', text: 'no split' },
    { level: 'info', text: 'no split' },
  ] as const;
  relay.hear(warning);
  expect(told).toEqual([{ ...warning, times: 1 }]);
  relay.hear(other);
  relay.hear(warning);
  relay.hear(warning);
  expect(told).toHaveLength(2);
  relay.end();
  expect(told.slice(2)).toEqual([{ ...warning, times: 3 }]);
});

it('a task that never says the same twice is cut short, and that is said', () => {
  const told: NativeLine[] = [];
  const relay = relayLines((line) => told.push(line));
  for (let round = 0; round < 80; round++) relay.hear({ level: 'info', text: `round ${round}` });
  expect(told).toHaveLength(50);
  relay.end();
  expect(told.slice(50)).toEqual([{ level: 'warn', text: 'further lines were left out', times: 30 }]);
});
