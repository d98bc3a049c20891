import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from './clock.ts';

/** Prefixes of every kind of id the platform hands out. */
export type IdPrefix = 'wf' | 'ck' | 'ap' | 'sc' | 'ob' | 'key' | 'tr';

/** Crockford's base 32, lower case: no i, l, o, u, so an id can be read out loud. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 10;
const RANDOM_CHARS = 16;

/**
 * A prefixed ULID: 48 bits of milliseconds, then 80 random bits, so ids sort by the time they were made.
 * Two ids of one millisecond have no defined order. The alphabet has no `:`, which BullMQ forbids in job ids.
 */
export function newId(prefix: IdPrefix, clock: Clock = systemClock): string {
  return `${prefix}_${encodeTime(clock.nowMs())}${encodeRandom(randomBytes(RANDOM_CHARS))}`;
}

/** True when `text` has the form of an id with this prefix. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return new RegExp(`^${prefix}_[${ALPHABET}]{${TIME_CHARS + RANDOM_CHARS}}$`).test(text);
}

function encodeTime(ms: number): string {
  let rest = ms;
  let text = '';
  for (let i = 0; i < TIME_CHARS; i++) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function encodeRandom(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += ALPHABET[byte & 31];
  return text;
}
