/** One bar in the prices of its schematic: as they are for accumulation, negated for distribution. */
export interface BarReading {
  index: number;
  open: number;
  high: number;
  low: number;
  close: number;
  /** ATR and mean volume of the bars before; NaN while they are not known. */
  atr: number;
  /** Volume over its mean; NaN when the source has none. */
  effort: number;
  /** Fall of the close over the bars before this one, in ATR: positive after a decline. */
  decline: number;
}

export const rangeOf = ({ high, low }: BarReading): number => high - low;

/** Where the bar closed in its range: 0 at the low, 1 at the high. */
export const closePosition = ({ high, low, close }: BarReading): number =>
  high > low ? (close - low) / (high - low) : 0.5;
