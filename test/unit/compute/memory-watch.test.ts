import { describe, expect, it } from 'vitest';
import { memoryShares, releaseShare } from '../../../src/compute/memory.ts';
import { type MemoryReader, watchMemory } from '../../../src/compute/threads/memory-watch.ts';

const MIB = 2 ** 20;
const SLACK = 32;

/** A process whose memory and clock a test sets. */
function processOf(startMib: number) {
  const now = { mib: startMib, ms: 0, readings: 0 };
  const reader: MemoryReader = {
    rssBytes: () => {
      now.readings++;
      return now.mib * MIB;
    },
    nowMs: () => now.ms,
  };
  const check = (watch: { check(): void }): void => {
    now.ms += 1_000;
    watch.check();
  };
  return { now, reader, check };
}
const exceeded = (usedMib: number) =>
  expect.objectContaining({
    code: 'memory_exceeded',
    retryable: false,
    message: expect.stringContaining(`has taken ${usedMib} MiB; one task may take 100 MiB`),
    details: { usedBytes: usedMib * MIB, limitBytes: 100 * MIB },
  });

describe('the memory of a training', () => {
  it('is what the process has grown by since it began', () => {
    const { now, reader, check } = processOf(500);
    const watch = watchMemory(memoryShares(100 * MIB)(10 * MIB), reader);
    now.mib = 500 + 100 + SLACK;
    check(watch);
    now.mib += 1;
    expect(() => check(watch)).toThrow(exceeded(133));
  });

  it('is shared out by the estimates when several are under way', () => {
    const { now, reader, check } = processOf(500);
    const shareOf = memoryShares(100 * MIB);
    const [large, small] = [watchMemory(shareOf(90 * MIB), reader), watchMemory(shareOf(10 * MIB), reader)];
    now.mib = 500 + 200;
    check(small);
    expect(() => check(large)).toThrow(exceeded(180));
  });

  it('that a finished one has left behind is charged to no other one', () => {
    const { now, reader, check } = processOf(500);
    const shareOf = memoryShares(100 * MIB);
    const [first, second] = [watchMemory(shareOf(50 * MIB), reader), watchMemory(shareOf(50 * MIB), reader)];
    now.mib = 500 + 200;
    first.end();
    first.end();
    check(second);
    now.mib += 33;
    expect(() => check(second)).toThrow(exceeded(133));
    second.end();
    // Nobody is under way: the next one starts from what the process has by then.
    check(watchMemory(shareOf(MIB), reader));
  });

  it('of a thread that died is let go of by the caller', () => {
    const { now, reader, check } = processOf(500);
    const shareOf = memoryShares(100 * MIB);
    const dead = shareOf(90 * MIB);
    watchMemory(dead, reader);
    releaseShare(dead, 0);
    const next = watchMemory(shareOf(10 * MIB), reader);
    now.mib = 500 + 140;
    expect(() => check(next)).toThrow(exceeded(140));
  });

  it('is not read in every round', () => {
    const { now, reader } = processOf(500);
    const watch = watchMemory(memoryShares(100 * MIB)(MIB), reader);
    watch.check();
    const before = now.readings;
    for (now.ms = 1; now.ms < 20; now.ms++) watch.check();
    expect(now.readings).toBe(before);
    watch.check();
    expect(now.readings).toBe(before + 1);
  });
});
