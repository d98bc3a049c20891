import { probabilities, type RangeDecoder } from './lzma-range.ts';

export const POSITION_STATES = 16;
const ALIGN_BITS = 4;
const FIRST_MODEL = 4;
const LAST_MODEL = 14;
const FULL_DISTANCES = 1 << (LAST_MODEL >> 1);

/** Lengths of matches. */
export class LengthDecoder {
  readonly #range: RangeDecoder;
  readonly #choice = probabilities(2);
  readonly #low = probabilities(POSITION_STATES << 3);
  readonly #mid = probabilities(POSITION_STATES << 3);
  readonly #high = probabilities(256);

  constructor(range: RangeDecoder) {
    this.#range = range;
  }

  /** The length of a match less its least. */
  read(posState: number): number {
    if (this.#range.bit(this.#choice, 0) === 0) return this.#range.tree(this.#low, posState << 3, 3);
    if (this.#range.bit(this.#choice, 1) === 0) return 8 + this.#range.tree(this.#mid, posState << 3, 3);
    return 16 + this.#range.tree(this.#high, 0, 8);
  }
}

/** Distances of matches, less one; 0xffffffff is the end marker. */
export class DistanceDecoder {
  readonly #range: RangeDecoder;
  readonly #slots = probabilities(4 << 6);
  readonly #special = probabilities(1 + FULL_DISTANCES - LAST_MODEL);
  readonly #align = probabilities(1 << ALIGN_BITS);

  constructor(range: RangeDecoder) {
    this.#range = range;
  }

  read(length: number): number {
    const slot = this.#range.tree(this.#slots, Math.min(length, 3) << 6, 6);
    if (slot < FIRST_MODEL) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** bits;
    if (slot < LAST_MODEL) return base + this.#range.reverseTree(this.#special, base - slot, bits);
    const high = this.#range.direct(bits - ALIGN_BITS) * 2 ** ALIGN_BITS;
    return base + high + this.#range.reverseTree(this.#align, 0, ALIGN_BITS);
  }
}
