import { quantileOfSorted } from '../../risk/quantile.ts';

/** How a record did in each kind of market; null: no bar there was held through. */
export interface RegimeReturns {
  readonly [regime: string]: number | null;
}

export interface RegimeInput {
  /** Net return of each bar of the record. */
  readonly returns: Float64Array;
  /** Volatility known at the bar, as a share of the price; NaN: not known. */
  readonly volatility: Float64Array;
  /** Close and its long average at the bar; NaN: not known. */
  readonly close: Float64Array;
  readonly average: Float64Array;
}

/**
 * Summed net return in five slices: the lower, middle and upper third of volatility over the record, and above and below
 * the long average. Slices overlap: each bar belongs to one of the first three and one of the last two.
 */
export function regimeReturns({ returns, volatility, close, average }: RegimeInput): RegimeReturns {
  const known = volatility.filter(Number.isFinite).sort();
  const [low, high] = known.length > 0 ? [1, 2].map((k) => quantileOfSorted(known, k / 3)) : [0, 0];
  const sumWhere = (belongs: (bar: number) => boolean): number | null => {
    let sum = 0;
    let moved = false;
    for (let i = 0; i < returns.length; i++) {
      if (!belongs(i) || returns[i] === 0) continue;
      sum += returns[i];
      moved = true;
    }
    return moved ? sum : null;
  };
  return {
    calm: sumWhere((i) => volatility[i] <= low),
    usual: sumWhere((i) => volatility[i] > low && volatility[i] <= high),
    wild: sumWhere((i) => volatility[i] > high),
    above_average: sumWhere((i) => close[i] > average[i]),
    below_average: sumWhere((i) => close[i] <= average[i]),
  };
}
