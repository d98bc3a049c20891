import { atr } from '../indicators/atr.ts';
import { type Bars, barCount } from '../market/bars.ts';

/** ATR period of the barrier distances. */
const ATR_PERIOD = 14;
/** Span of the exponential weights of the return deviation: Lopez de Prado's figure (2018, snippet 3.1). */
const EWM_SPAN = 100;

/** What barrier distances are measured in. */
export type VolatilityUnit = 'atr' | 'ewm';

/**
 * The unit of barrier distances at each bar, price units, known at that bar's close; NaN while it is not known.
 *
 * - `atr`: ATR(14) by Wilder.
 * - `ewm`: close times the exponentially weighted standard deviation of one-bar returns, span 100.
 */
export const barrierUnit = (bars: Bars, unit: VolatilityUnit): Float64Array =>
  unit === 'atr'
    ? atr(bars, ATR_PERIOD)
    : ewmDeviation(bars.close, EWM_SPAN).map((deviation, i) => deviation * bars.close[i]);

/**
 * Exponentially weighted standard deviation of the simple returns of `close`, bias-corrected, as
 * `pandas.Series.pct_change().ewm(span).std()` gives it (adjust = True, bias = False), with the values of the first
 * `span` returns left out (NaN): until then most of the weight is still to come.
 * One pass by weighted updates of mean and squares (West 1979). O(n).
 */
export function ewmDeviation(close: Float64Array, span: number): Float64Array {
  const keep = 1 - 2 / (span + 1);
  const deviation = new Float64Array(close.length).fill(Number.NaN);
  let [weight, weightSquares, mean, squares] = [0, 0, 0, 0];
  for (let i = 1; i < close.length; i++) {
    const value = close[i] / close[i - 1] - 1;
    const before = weight * keep;
    weight = before + 1;
    weightSquares = weightSquares * keep * keep + 1;
    const distance = value - mean;
    mean += distance / weight;
    squares = squares * keep + (distance * distance * before) / weight;
    const freedom = weight - weightSquares / weight;
    if (i >= span && freedom > 0) deviation[i] = Math.sqrt(squares / freedom);
  }
  return deviation;
}

/** Distances of both barriers at each bar, for a long trade. */
export interface Barriers {
  /** Distance of the upper barrier above the entry, price units: the target of a long, the stop of a short. */
  readonly target: Float64Array;
  /** Distance of the lower barrier below the entry, price units: the stop of a long, the target of a short. */
  readonly stop: Float64Array;
}

export interface DistanceOptions {
  readonly takeProfitAtr: number;
  readonly stopLossAtr: number;
  readonly volatility: VolatilityUnit;
  /** Share of the price both barriers are moved out by at each bar: what a round trip costs. */
  readonly roundTripCost?: Float64Array | undefined;
}

/** Barrier distances of every bar; NaN while the volatility is not known, and where it is zero. */
export function barrierDistances(bars: Bars, options: DistanceOptions): Barriers {
  const unit = barrierUnit(bars, options.volatility);
  const cost = (i: number): number => (options.roundTripCost?.[i] ?? 0) * bars.close[i];
  const distance = (multiple: number): Float64Array =>
    Float64Array.from({ length: barCount(bars) }, (_, i) =>
      unit[i] > 0 ? unit[i] * multiple + cost(i) : Number.NaN,
    );
  return { target: distance(options.takeProfitAtr), stop: distance(options.stopLossAtr) };
}
