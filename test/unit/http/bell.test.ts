import { describe, expect, it } from 'vitest';
import { createBell } from '../../../src/http/sse/wake.ts';

const LONG = 60_000;

describe('a bell', () => {
  it('wakes who waits', async () => {
    const bell = createBell();
    const waiting = bell.wait(LONG, new AbortController().signal);
    bell.ring();
    expect(await waiting).toBe(true);
  });

  it('keeps a ring that nobody waited for, once', async () => {
    const bell = createBell();
    bell.ring();
    bell.ring();
    const { signal } = new AbortController();
    expect(await bell.wait(LONG, signal)).toBe(true);
    expect(await bell.wait(1, signal)).toBe(false);
  });

  it('lets go when the reader leaves, before or while it waits', async () => {
    const bell = createBell();
    const abort = new AbortController();
    const waiting = bell.wait(LONG, abort.signal);
    abort.abort();
    expect(await waiting).toBe(false);
    expect(await bell.wait(LONG, abort.signal)).toBe(false);
  });
});
