import { z } from 'zod';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** A length of time as people write it: `90s`, `30m`, `24h`, `7d`. */
export const durationSchema = z
  .string()
  .regex(PATTERN, {
    message: 'must be a number and a unit: ms, s, m, h or d, for example "24h"',
    abort: true,
  })
  .refine(
    (text) => durationMs(text) > 0 && durationMs(text) <= 365 * UNIT_MS.d,
    'must be above zero and at most 365d',
  );

/** Milliseconds of a duration that `durationSchema` has accepted. */
export function durationMs(text: string): number {
  const match = PATTERN.exec(text);
  if (!match) throw new TypeError(`not a duration: ${text}`);
  return Math.round(Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]);
}
