import { fractionalWeights } from '../ml/selection/fractional-differencing.ts';
import type { FeatureDefinition } from './definition.ts';

/** Weights below this are cut off: windows stay at some dozens of bars. */
export const DIFFERENCE_THRESHOLD = 1e-3;

const NAME = /^fd(10|[1-9])_(.+)$/;

/** Name of the fractional difference of a feature; the order is one of 0.1, 0.2, … 1. */
export const differencedName = (inner: string, order: number): string =>
  `fd${Math.round(order * 10)}_${inner}`;

/** Splits `fd4_atr_ratio_14_100` into the order 0.4 and the feature; undefined for any other name. */
export function differenceIn(name: string): { readonly order: number; readonly inner: string } | undefined {
  const [, tenths, inner] = NAME.exec(name) ?? [];
  return inner === undefined ? undefined : { order: Number(tenths) / 10, inner };
}

/**
 * The fractional difference of a feature (Hosking 1981; fixed width: Lopez de Prado 2018, ch. 5): most of its memory
 * without its random walk. No value while the window holds a missing one.
 */
export function onDifference(order: number, inner: FeatureDefinition): FeatureDefinition {
  const weights = fractionalWeights(order, DIFFERENCE_THRESHOLD);
  return {
    ...inner,
    name: differencedName(inner.name, order),
    parameters: { ...inner.parameters, difference_order: order },
    warmUpBars: inner.warmUpBars + weights.length - 1,
    formula: `(1 - B)^${order} of: ${inner.formula}`,
    source: `${inner.source}; Hosking 1981`,
    start: () => {
      const step = inner.start();
      const window = new Window(weights);
      return (inputs, values) => {
        step(inputs, values);
        for (let i = 0; i < values.length; i++) values[i] = window.push(values[i]);
      };
    },
  };
}

/** The latest values; sums in the order of `fractionalDifference`, so that both agree to the last bit. */
class Window {
  readonly #weights: Float64Array;
  readonly #values: Float64Array;
  #at = 0;

  constructor(weights: Float64Array) {
    this.#weights = weights;
    this.#values = new Float64Array(weights.length).fill(Number.NaN);
  }

  push(value: number): number {
    const { length } = this.#weights;
    this.#values[this.#at] = value;
    let sum = 0;
    for (let k = 0; k < length; k++) {
      sum += this.#weights[k] * this.#values[(this.#at - k + length) % length];
    }
    this.#at = (this.#at + 1) % length;
    return Number.isFinite(sum) ? sum : Number.NaN;
  }
}
