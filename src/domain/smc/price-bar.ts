import type { Direction } from './events.ts';

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

/** Edges of a zone in real prices, given those the tracker of this side works with. */
export const realEdges = (
  direction: Direction,
  top: number,
  bottom: number,
): { top: number; bottom: number } => (direction === 1 ? { top, bottom } : { top: -bottom, bottom: -top });
