import type { EventSink } from './event-sink.ts';
import type { Direction, Scope, SwingEvent } from './events.ts';
import { PivotDetector, type PivotWindow } from './pivots.ts';
import type { PriceBar } from './price-bar.ts';

/** The alternating highs and lows of the market, as far as they are confirmed. */
export interface SwingTracker {
  /** Takes the next bar; gives the swings it confirms to `sink`. */
  step(bar: PriceBar, sink: EventSink): void;
  /** The swing of a side that the bar just taken confirmed and that changed the structure. */
  confirmed(direction: Direction): SwingEvent | undefined;
  /** Price of the swing of a side that the bar just taken confirmed, of any role; NaN: none. */
  pivotPrice(direction: Direction): number;
  /** Latest swing of the structure: the last structural one or its latest extension. */
  latest(direction: Direction): SwingEvent | undefined;
  /** The swing of the same side before that one (after any extension of it). */
  previous(direction: Direction): SwingEvent | undefined;
}

/** The swings of one side. */
interface Side {
  pivotPrice: number;
  confirmed: SwingEvent | undefined;
  latest: SwingEvent | undefined;
  previous: SwingEvent | undefined;
}

/**
 * Confirms swings and keeps their sequence alternating, without ever taking one back: a swing that follows one of its
 * own side extends the structure when it is more extreme and is an inner swing otherwise.
 *
 * One bar may be a high and a low at once. The side that continues the alternation then comes first; before there is
 * any structure the order cannot be told, and both are inner.
 */
export const createSwingTracker = (window: PivotWindow, scope: Scope): SwingTracker =>
  new AlternatingSwings(window, scope);

class AlternatingSwings implements SwingTracker {
  private readonly scope: Scope;
  private readonly barsAfter: number;
  private readonly detectHigh: PivotDetector;
  private readonly detectLow: PivotDetector;
  /** The last bars, in a ring: the pivot a bar confirms is the one the next bar overwrites. */
  private readonly ringHighs: Float64Array;
  private readonly ringLows: Float64Array;
  private readonly highs = emptySide();
  private readonly lows = emptySide();
  private index = -1;
  private ringSlot = -1;
  private lastSide: Direction | 0 = 0;

  constructor(window: PivotWindow, scope: Scope) {
    this.scope = scope;
    this.barsAfter = window.barsAfter;
    this.detectHigh = new PivotDetector(window);
    this.detectLow = new PivotDetector(window);
    this.ringHighs = new Float64Array(window.barsAfter + 1);
    this.ringLows = new Float64Array(window.barsAfter + 1);
  }

  step(bar: PriceBar, sink: EventSink): void {
    this.index += 1;
    this.ringSlot = this.ringSlot === this.barsAfter ? 0 : this.ringSlot + 1;
    this.ringHighs[this.ringSlot] = bar.high;
    this.ringLows[this.ringSlot] = bar.low;
    forgetBar(this.highs);
    forgetBar(this.lows);
    const isHigh = this.detectHigh.push(bar.high) >= 0;
    const isLow = this.detectLow.push(-bar.low) >= 0;
    if (isHigh || isLow) this.placePivots(isHigh, isLow, sink);
  }

  confirmed(direction: Direction): SwingEvent | undefined {
    return (direction === 1 ? this.highs : this.lows).confirmed;
  }

  pivotPrice(direction: Direction): number {
    return (direction === 1 ? this.highs : this.lows).pivotPrice;
  }

  latest(direction: Direction): SwingEvent | undefined {
    return (direction === 1 ? this.highs : this.lows).latest;
  }

  previous(direction: Direction): SwingEvent | undefined {
    return (direction === 1 ? this.highs : this.lows).previous;
  }

  private placePivots(isHigh: boolean, isLow: boolean, sink: EventSink): void {
    const pivot = this.ringSlot === this.barsAfter ? 0 : this.ringSlot + 1;
    const isAmbiguous = isHigh && isLow && this.lastSide === 0;
    const isLowFirst = this.lastSide === 1;
    if (isLow && isLowFirst) this.place(-1, this.ringLows[pivot], isAmbiguous, sink);
    if (isHigh) this.place(1, this.ringHighs[pivot], isAmbiguous, sink);
    if (isLow && !isLowFirst) this.place(-1, this.ringLows[pivot], isAmbiguous, sink);
  }

  private place(direction: Direction, price: number, isAmbiguous: boolean, sink: EventSink): void {
    const side = direction === 1 ? this.highs : this.lows;
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
    sink.add(swing);
    if (role === 'inner') return;
    if (role === 'structural' && last) side.previous = last;
    side.latest = swing;
    side.confirmed = swing;
    this.lastSide = direction;
  }
}

const emptySide = (): Side => ({
  pivotPrice: Number.NaN,
  confirmed: undefined,
  latest: undefined,
  previous: undefined,
});

function forgetBar(side: Side): void {
  side.pivotPrice = Number.NaN;
  side.confirmed = undefined;
}
