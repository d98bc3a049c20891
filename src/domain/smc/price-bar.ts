/** The prices of the one bar a tracker is shown. Trackers see bars one by one, so they cannot look ahead. */
export interface PriceBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/**
 * The bar as the other side sees it: prices negated, highs and lows exchanged. Trackers are written for the bullish
 * side alone; the bearish side is the same tracker on mirrored bars, and so exactly symmetrical.
 */
export const mirrored = (bar: PriceBar): PriceBar => ({
  open: -bar.open,
  high: -bar.low,
  low: -bar.high,
  close: -bar.close,
});
