import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationText } from '../../../src/http/schemas/schedule.ts';
import { durationMs } from '../../../src/orchestration/spec/duration.ts';

describe('durationText', () => {
  it('is read back as the same milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 365 * 86_400_000 }), (ms) => durationMs(durationText(ms)) === ms),
    );
  });

  it.each([
    [0, '0'],
    [1_500, '1500ms'],
    [5_400_000, '90m'],
    [21_600_000, '6h'],
    [604_800_000, '7d'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
