import { rollingRank } from '../indicators/rolling-rank.ts';

/** Volatility of a bar among the bars before it: the lower, middle and upper third. */
export const VOLATILITY_REGIMES = ['low', 'middle', 'high'] as const;
export type VolatilityRegime = (typeof VOLATILITY_REGIMES)[number];

/** Bars a bar's volatility is compared with, its own included: about a year of days, a fortnight of hours. */
export const REGIME_BARS = 250;

/**
 * Regime of each bar as an index into `VOLATILITY_REGIMES`: the third in which its ATR as a share of the close ranks among the
 * last `REGIME_BARS` bars. -1 until that many are known.
 */
export function volatilityRegimes(atr: Float64Array, close: Float64Array): Int8Array {
  const share = atr.map((value, i) => value / close[i]);
  return Int8Array.from(rollingRank(share, REGIME_BARS), (rank) =>
    Number.isNaN(rank) ? -1 : Math.min(2, Math.floor(rank * 3)),
  );
}
