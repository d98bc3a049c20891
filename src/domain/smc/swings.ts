import type { EventSink } from './event-sink.ts';
import type { Direction, Scope, SwingEvent } from './events.ts';
import { PivotDetector, type PivotWindow } from './pivots.ts';
import type { BarWindow } from './price-bar.ts';

/** Swings of one side at each bar's close; NaN: none yet. */
export interface SwingSeries {
  /** Latest swing of the structure and bars since it. */
  readonly price: Float64Array;
  readonly age: Float64Array;
  /** The swing of the same side before it. */
  readonly previousPrice: Float64Array;
}

/** The swings of one side, after the bar just taken. */
export interface SwingSide {
  /** Price of the swing that bar confirmed, of any role; NaN: none. */
  readonly pivotPrice: number;
  /** The swing that bar confirmed and that changed the structure. */
  readonly confirmed: SwingEvent | undefined;
  /** Latest swing of the structure: the last structural one or its latest extension. */
  readonly latest: SwingEvent | undefined;
}

/**
 * The alternating highs and lows of the market, as far as they are confirmed. Keeps their sequence alternating without
 * ever taking one back: a swing that follows one of its own side extends the structure when it is more extreme and is an
 * inner swing otherwise.
 *
 * One bar may be a high and a low at once. The side that continues the alternation then comes first; before there is
 * any structure the order cannot be told, and both are inner.
 */
export class SwingTracker {
  private readonly scope: Scope;
  private readonly sink: EventSink | undefined;
  private readonly barsAfter: number;
  private readonly detectHigh: PivotDetector;
  private readonly detectLow: PivotDetector;
  private readonly highSide = new Side();
  private readonly lowSide = new Side();
  private index = -1;
  private lastSide: Direction | 0 = 0;

  constructor(window: PivotWindow, scope: Scope, sink: EventSink | undefined) {
    this.scope = scope;
    this.sink = sink;
    this.barsAfter = window.barsAfter;
    this.detectHigh = new PivotDetector(window);
    this.detectLow = new PivotDetector(window);
  }

  get highs(): SwingSide {
    return this.highSide;
  }

  get lows(): SwingSide {
    return this.lowSide;
  }

  side(direction: Direction): SwingSide {
    return direction === 1 ? this.highSide : this.lowSide;
  }

  /** Takes the next bar. */
  step({ bar, mirrored }: BarWindow): void {
    this.index += 1;
    this.highSide.forgetBar();
    this.lowSide.forgetBar();
    const isHigh = this.detectHigh.push(bar) >= 0;
    const isLow = this.detectLow.push(mirrored) >= 0;
    if (isHigh || isLow) this.placePivots(isHigh, isLow);
  }

  /** Writes down what is known of both sides after the bar just taken. */
  write(highs: SwingSeries, lows: SwingSeries, row: number): void {
    this.highSide.write(highs, this.index, row);
    this.lowSide.write(lows, this.index, row);
  }

  private placePivots(isHigh: boolean, isLow: boolean): void {
    const isAmbiguous = isHigh && isLow && this.lastSide === 0;
    const isLowFirst = this.lastSide === 1;
    if (isLow && isLowFirst) this.place(-1, -this.detectLow.price, isAmbiguous);
    if (isHigh) this.place(1, this.detectHigh.price, isAmbiguous);
    if (isLow && !isLowFirst) this.place(-1, -this.detectLow.price, isAmbiguous);
  }

  private place(direction: Direction, price: number, isAmbiguous: boolean): void {
    const side = direction === 1 ? this.highSide : this.lowSide;
    const last = side.latest;
    let role: SwingEvent['role'] = 'structural';
    if (isAmbiguous) role = 'inner';
    else if (last !== undefined && this.lastSide === direction) {
      role = direction * price > direction * last.price ? 'extension' : 'inner';
    }
    const swing: SwingEvent = {
      kind: 'swing',
      scope: this.scope,
      eventIndex: this.index - this.barsAfter,
      knownIndex: this.index,
      direction,
      price,
      role,
    };
    side.pivotPrice = price;
    this.sink?.add(swing);
    if (role === 'inner') return;
    side.change(swing);
    this.lastSide = direction;
  }
}

class Side implements SwingSide {
  pivotPrice = Number.NaN;
  confirmed: SwingEvent | undefined = undefined;
  latest: SwingEvent | undefined = undefined;
  private price = Number.NaN;
  private previousPrice = Number.NaN;

  forgetBar(): void {
    if (Number.isNaN(this.pivotPrice)) return;
    this.pivotPrice = Number.NaN;
    this.confirmed = undefined;
  }

  /** Takes a structural swing, or an extension of the latest one. */
  change(swing: SwingEvent): void {
    if (swing.role === 'structural') this.previousPrice = this.price;
    this.price = swing.price;
    this.latest = swing;
    this.confirmed = swing;
  }

  write(series: SwingSeries, index: number, row: number): void {
    series.price[row] = this.price;
    series.age[row] = this.latest ? index - this.latest.eventIndex : Number.NaN;
    series.previousPrice[row] = this.previousPrice;
  }
}
