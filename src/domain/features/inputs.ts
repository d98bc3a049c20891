import type { Bars } from '../market/bars.ts';

/** A series or structure that several features need. Computed once for each set of bars. */
export type Derivation<T> = (inputs: FeatureInputs) => T;

/** Bars, and what was already derived from them. */
export interface FeatureInputs {
  readonly bars: Bars;
  /** The value of a derivation for these bars. The same function gives the same value: pass a constant, not a closure. */
  derive<T>(derivation: Derivation<T>): T;
}

/** Inputs for one computation over `bars`; they keep every derived series until they are dropped. */
export function createInputs(bars: Bars): FeatureInputs {
  const derived = new Map<Derivation<unknown>, unknown>();
  const inputs: FeatureInputs = {
    bars,
    derive<T>(derivation: Derivation<T>): T {
      if (!derived.has(derivation)) derived.set(derivation, derivation(inputs));
      return derived.get(derivation) as T;
    },
  };
  return inputs;
}
