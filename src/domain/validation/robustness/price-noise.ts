import type { Rng } from '../../../kernel/rng.ts';
import { atr } from '../../indicators/atr.ts';
import type { Bars } from '../../market/bars.ts';

/** ATR that the noise is measured by. */
const ATR_BARS = 14;

/**
 * Bars whose prices are moved at random: each open, high, low and close by a normal number with standard deviation
 * `share` times ATR(14), independent, then highs and lows widened to hold the others. Bars before the ATR is known stay.
 * @param share Of the average true range, >= 0: 0.1 is a tenth.
 */
export function noisyBars(bars: Bars, share: number, rng: Rng): Bars {
  const range = atr(bars, ATR_BARS);
  const moved = (prices: Float64Array): Float64Array =>
    prices.map((price, i) => {
      const noise = rng.normal();
      // A price stays a price, however wild the bar.
      return range[i] > 0 ? Math.max(price + share * range[i] * noise, price / 2) : price;
    });
  const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map(moved);
  return {
    ...bars,
    open,
    close,
    high: high.map((price, i) => Math.max(price, open[i], close[i], low[i])),
    low: low.map((price, i) => Math.min(price, open[i], close[i])),
  };
}
