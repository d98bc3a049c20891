import { AppError } from '../../kernel/errors.ts';
import type { Bars } from '../market/bars.ts';

/**
 * A series or structure that several features need, read as bars arrive. `start` of a series; what it gives is called
 * once for each block of bars, in their order, and keeps between the calls what it must remember.
 */
export interface Derivation<T> {
  (): (inputs: FeatureInputs) => T;
  /** Derivations with equal keys are one. For those that depend on settings and are made anew for each column. */
  readonly key?: string;
}

/** A derivation that depends on settings: the same kind with the same settings is read once for all columns. */
export const keyed = <T>(
  kind: string,
  settings: unknown,
  start: () => (inputs: FeatureInputs) => T,
): Derivation<T> => Object.assign(start, { key: `${kind} ${JSON.stringify(settings)}` });

/** A block of bars, and what was already derived from it. */
export interface FeatureInputs {
  readonly bars: Bars;
  /**
   * The value of a derivation for these bars, valid until the next block. The same function gives the same value: pass
   * a constant, or one with a key (`keyed`).
   */
  derive<T>(derivation: Derivation<T>): T;
}

/** The inputs of one series, block by block. A whole series is one block; a live market has blocks of one bar. */
export class InputStream implements FeatureInputs {
  bars!: Bars;
  private readonly readings = new Map<Derivation<unknown> | string, Reading>();
  private block = -1;

  /** Goes on to the bars that follow. A volume that is negative or infinite is missing, as the quality rules have it. */
  next(bars: Bars): this {
    this.bars = bars.volume.every(isVolume)
      ? bars
      : { ...bars, volume: bars.volume.map((value) => (isVolume(value) ? value : Number.NaN)) };
    this.block += 1;
    return this;
  }

  derive<T>(derivation: Derivation<T>): T {
    const reading = this.readings.get(derivation.key ?? derivation) ?? this.begin(derivation);
    if (reading.block !== this.block) {
      reading.block = this.block;
      reading.value = reading.read(this);
    }
    return reading.value as T;
  }

  private begin(derivation: Derivation<unknown>): Reading {
    if (this.block > 0)
      throw new AppError('internal', 'A derivation must be asked for from the first block on');
    const reading: Reading = { read: derivation(), block: -1, value: undefined };
    this.readings.set(derivation.key ?? derivation, reading);
    return reading;
  }
}

const isVolume = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;

interface Reading {
  readonly read: (inputs: FeatureInputs) => unknown;
  block: number;
  value: unknown;
}
