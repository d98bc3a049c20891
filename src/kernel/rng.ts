import { sha256 } from './hash.ts';

/**
 * A seeded stream of random numbers. The same seed gives the same stream on every machine.
 * Generator: xoshiro128** 1.1 (Blackman & Vigna 2018), seeded from SHA-256 of the seed's text.
 */
export interface Rng {
  /** What the stream was made from: `createRng(seed)` gives it again from its beginning, in another thread too. */
  readonly seed: string;
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound). `bound` from 1 to 2^32. */
  integer(bound: number): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  /** A stream of its own, named: forks of one rng with different labels are independent. */
  fork(label: string | number): Rng;
}

export function createRng(seed: string | number): Rng {
  const state = seedState(String(seed));
  let spareNormal: number | undefined;

  const next = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
    const t = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= t;
    state[3] = rotateLeft(state[3], 11);
    return result;
  };

  const uniform = (): number => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;

  return {
    seed: String(seed),
    uniform,
    integer: (bound) => {
      // Rejection keeps small bounds exactly uniform.
      const limit = 2 ** 32 - (2 ** 32 % bound);
      let value = next();
      while (value >= limit) value = next();
      return value % bound;
    },
    normal: () => {
      if (spareNormal !== undefined) {
        const value = spareNormal;
        spareNormal = undefined;
        return value;
      }
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        if (s > 0 && s < 1) {
          const factor = Math.sqrt((-2 * Math.log(s)) / s);
          spareNormal = v * factor;
          return u * factor;
        }
      }
    },
    fork: (label) => createRng(`${seed}/${label}`),
  };
}

/** Fisher-Yates, into a new array. */
export function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

function seedState(seed: string): Uint32Array {
  const digest = sha256(seed);
  return Uint32Array.from({ length: 4 }, (_, i) => Number.parseInt(digest.slice(i * 8, i * 8 + 8), 16) || 1);
}

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k));
