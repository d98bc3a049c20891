import { LzmaError } from './lzma-error.ts';
import { DistanceDecoder, LengthDecoder, POSITION_STATES } from './lzma-matches.ts';
import { probabilities, RangeDecoder } from './lzma-range.ts';
import { LzmaWindow } from './lzma-window.ts';

const HEADER_BYTES = 13;
/** What encoders use on their highest level is half of it; a dictionary is memory that a header asks for. */
const MOST_DICTIONARY_BYTES = 128 * 1_024 ** 2;
const LEAST_MATCH = 2;
const STATES = 12;
const END_MARKER = 0xffffffff;

/**
 * Unpacks an LZMA-alone stream (`.lzma`, Dukascopy's `.bi5`), after the LZMA specification (I. Pavlov, 2015, public domain),
 * whose names it keeps.
 * @throws LzmaError for a damaged or cut stream
 */
export function* unpackLzma(packed: Buffer): Generator<Buffer> {
  if (packed.length < HEADER_BYTES + 5) throw new LzmaError('unexpected end');
  const properties = packed[0];
  if (properties >= 9 * 5 * 5) throw new LzmaError('impossible properties');
  const asked = Math.max(packed.readUInt32LE(1), 1 << 12);
  if (asked > MOST_DICTIONARY_BYTES) throw new LzmaError(`a dictionary of ${asked} bytes`);
  const stated = packed.readBigUInt64LE(5);
  const size = stated === 0xffffffffffffffffn ? Infinity : Number(stated);
  const window = new LzmaWindow(Math.min(asked, size));
  const decoder = new Decoder(new RangeDecoder(packed, HEADER_BYTES), window, properties);
  let isOver = false;
  while (!isOver && window.total < size) {
    if (window.isFull()) yield window.take();
    isOver = decoder.step(size);
  }
  if (size !== Infinity && window.total < size) throw new LzmaError('the end comes too early');
  yield window.take();
}

class Decoder {
  readonly #range: RangeDecoder;
  readonly #window: LzmaWindow;
  readonly #literalContext: number;
  readonly #literalPosition: number;
  readonly #positionMask: number;
  readonly #literals: Uint16Array;
  readonly #isMatch = probabilities(STATES * POSITION_STATES);
  readonly #isRep = probabilities(STATES);
  readonly #isRepG0 = probabilities(STATES);
  readonly #isRepG1 = probabilities(STATES);
  readonly #isRepG2 = probabilities(STATES);
  readonly #isRep0Long = probabilities(STATES * POSITION_STATES);
  readonly #distances: DistanceDecoder;
  readonly #lengths: LengthDecoder;
  readonly #repLengths: LengthDecoder;
  #state = 0;
  /** The last four distances, the latest first. */
  #reps: readonly [number, number, number, number] = [0, 0, 0, 0];

  /** @param properties the first byte of the header: (pb * 5 + lp) * 9 + lc */
  constructor(range: RangeDecoder, window: LzmaWindow, properties: number) {
    this.#range = range;
    this.#window = window;
    this.#literalContext = properties % 9;
    this.#literalPosition = Math.floor(properties / 9) % 5;
    this.#positionMask = (1 << Math.floor(properties / 45)) - 1;
    this.#literals = probabilities(0x300 << (this.#literalContext + this.#literalPosition));
    this.#distances = new DistanceDecoder(range);
    this.#lengths = new LengthDecoder(range);
    this.#repLengths = new LengthDecoder(range);
  }

  /** Unpacks a literal or a match, up to `size` bytes in all. @returns true at the end marker */
  step(size: number): boolean {
    const posState = this.#window.total & this.#positionMask;
    if (this.#range.bit(this.#isMatch, this.#state * POSITION_STATES + posState) === 0) {
      this.#literal();
      return false;
    }
    if (this.#range.bit(this.#isRep, this.#state) === 1) {
      const length = this.#repeat(posState);
      this.#window.copy(this.#reps[0], Math.min(length, size - this.#window.total));
      return false;
    }
    const length = this.#lengths.read(posState);
    this.#state = this.#state < 7 ? 7 : 10;
    const distance = this.#distances.read(length);
    if (distance === END_MARKER) return true;
    this.#reps = [distance, this.#reps[0], this.#reps[1], this.#reps[2]];
    this.#window.copy(distance, Math.min(length + LEAST_MATCH, size - this.#window.total));
    return false;
  }

  #literal(): void {
    const window = this.#window;
    const low = (window.total & ((1 << this.#literalPosition) - 1)) << this.#literalContext;
    const at = 0x300 * (low + (window.last() >> (8 - this.#literalContext)));
    let symbol = 1;
    if (this.#state >= 7) {
      let matched = window.at(this.#reps[0]);
      while (symbol < 0x100) {
        const matchBit = (matched >> 7) & 1;
        matched <<= 1;
        const bit = this.#range.bit(this.#literals, at + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (matchBit !== bit) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#range.bit(this.#literals, at + symbol);
    window.put(symbol & 0xff);
    this.#state = this.#state < 4 ? 0 : this.#state - (this.#state < 10 ? 3 : 6);
  }

  /** Puts a distance that was used before in front. @returns the length of the match */
  #repeat(posState: number): number {
    const [rep0, rep1, rep2, rep3] = this.#reps;
    if (this.#range.bit(this.#isRepG0, this.#state) === 0) {
      if (this.#range.bit(this.#isRep0Long, this.#state * POSITION_STATES + posState) === 0) {
        this.#state = this.#state < 7 ? 9 : 11;
        return 1;
      }
    } else if (this.#range.bit(this.#isRepG1, this.#state) === 0) {
      this.#reps = [rep1, rep0, rep2, rep3];
    } else if (this.#range.bit(this.#isRepG2, this.#state) === 0) {
      this.#reps = [rep2, rep0, rep1, rep3];
    } else {
      this.#reps = [rep3, rep0, rep1, rep2];
    }
    const length = this.#repLengths.read(posState);
    this.#state = this.#state < 7 ? 8 : 11;
    return length + LEAST_MATCH;
  }
}
