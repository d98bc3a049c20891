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

/** The bar on show, and the same bar as the other side sees it: prices negated, highs and lows exchanged. */
export class BarWindow {
  readonly bar = new Prices();
  /**
   * Trackers are written for the bullish side alone; the bearish side is the same tracker on mirrored bars, and so
   * exactly symmetrical.
   */
  readonly mirrored = new Prices();

  show(open: number, high: number, low: number, close: number): void {
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
