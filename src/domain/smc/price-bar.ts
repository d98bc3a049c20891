/**
 * The prices of the one bar a tracker is shown. Trackers see bars one by one, so they cannot look ahead. The object is
 * the same for every bar: a tracker that needs a price later copies the number.
 */
export interface PriceBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/**
 * The bar on show, and the same bar as the other side sees it: prices negated, highs and lows exchanged. Trackers are
 * handed these objects and not the numbers in them: a number that is passed to a function costs an allocation.
 */
export class BarWindow {
  /** How far apart equal highs or lows may lie at this bar, in price. */
  tolerance = Number.NaN;
  readonly bar = new Prices();
  /**
   * Trackers are written for the bullish side alone; the bearish side is the same tracker on mirrored bars, and so
   * exactly symmetrical.
   */
  readonly mirrored = new Prices();

  show({ open, high, low, close }: PriceBar): void {
    const { bar, mirrored } = this;
    bar.open = open;
    bar.high = high;
    bar.low = low;
    bar.close = close;
    mirrored.open = -open;
    mirrored.high = -low;
    mirrored.low = -high;
    mirrored.close = -close;
  }
}

class Prices implements PriceBar {
  open = Number.NaN;
  high = Number.NaN;
  low = Number.NaN;
  close = Number.NaN;
}
