import { LzmaError } from './lzma-error.ts';

const OUTPUT_BYTES = 256 * 1_024;
/** Longest match. */
const LONGEST_MATCH = 273;

/** The last bytes that were unpacked, as far back as a match may reach, and those not yet handed out. */
export class LzmaWindow {
  total = 0;
  readonly #size: number;
  #ring: Uint8Array;
  #out = Buffer.allocUnsafe(OUTPUT_BYTES + LONGEST_MATCH);
  #held = 0;

  constructor(size: number) {
    this.#size = Math.max(size, 1);
    // Grown with what comes: a header may ask for far more than follows.
    this.#ring = new Uint8Array(Math.min(this.#size, OUTPUT_BYTES));
  }

  isFull(): boolean {
    return this.#held >= OUTPUT_BYTES;
  }

  take(): Buffer {
    const taken = Buffer.from(this.#out.subarray(0, this.#held));
    this.#held = 0;
    return taken;
  }

  put(byte: number): void {
    if (this.total === this.#ring.length && this.#ring.length < this.#size) this.#grow();
    this.#ring[this.total % this.#ring.length] = byte;
    this.#out[this.#held++] = byte;
    this.total++;
  }

  last(): number {
    return this.total === 0 ? 0 : this.at(0);
  }

  at(distance: number): number {
    return this.#ring[(this.total - 1 - distance) % this.#ring.length];
  }

  copy(distance: number, length: number): void {
    if (distance >= this.total || distance >= this.#size)
      throw new LzmaError('a match before the first byte');
    for (let k = 0; k < length; k++) this.put(this.at(distance));
  }

  #grow(): void {
    const wider = new Uint8Array(Math.min(this.#size, this.#ring.length * 2));
    wider.set(this.#ring);
    this.#ring = wider;
  }
}
