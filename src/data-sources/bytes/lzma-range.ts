import { LzmaError } from './lzma-error.ts';

const PROBABILITY_BITS = 11;
const EVEN = 1 << (PROBABILITY_BITS - 1);
const MOVE_BITS = 5;

/** Adaptive probabilities, all even at first. */
export const probabilities = (length: number): Uint16Array => new Uint16Array(length).fill(EVEN);

/** The range decoder of the LZMA specification. @throws LzmaError at the end of the bytes */
export class RangeDecoder {
  #range = 0xffffffff;
  #code = 0;
  #at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    if (bytes[at] !== 0) throw new LzmaError('the first byte is not zero');
    this.#code = bytes.readUInt32BE(at + 1);
    this.#at = at + 5;
  }

  bit(table: Uint16Array, index: number): 0 | 1 {
    const p = table[index];
    const bound = (this.#range >>> PROBABILITY_BITS) * p;
    if (this.#code < bound) {
      this.#range = bound;
      table[index] = p + (((1 << PROBABILITY_BITS) - p) >> MOVE_BITS);
      this.#normalize();
      return 0;
    }
    this.#range -= bound;
    this.#code -= bound;
    table[index] = p - (p >> MOVE_BITS);
    this.#normalize();
    return 1;
  }

  /** Bits of even probability, the highest first. */
  direct(count: number): number {
    let value = 0;
    for (let k = 0; k < count; k++) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit === 1) this.#code -= this.#range;
      this.#normalize();
      value = value * 2 + bit;
    }
    return value;
  }

  /** A number of `bits` bits, the highest first. */
  tree(table: Uint16Array, offset: number, bits: number): number {
    let m = 1;
    for (let k = 0; k < bits; k++) m = (m << 1) | this.bit(table, offset + m);
    return m - (1 << bits);
  }

  /** The same with the lowest bit first. */
  reverseTree(table: Uint16Array, offset: number, bits: number): number {
    let m = 1;
    let value = 0;
    for (let k = 0; k < bits; k++) {
      const bit = this.bit(table, offset + m);
      m = (m << 1) | bit;
      value |= bit << k;
    }
    return value;
  }

  #normalize(): void {
    if (this.#range >= 0x1000000) return;
    if (this.#at >= this.#bytes.length) throw new LzmaError('unexpected end');
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#bytes[this.#at++]) >>> 0;
  }
}
