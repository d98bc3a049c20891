import type { EventSink } from './event-sink.ts';
import type { Direction, Scope, SwingEvent } from './events.ts';
import { createPivotDetector, type PivotWindow } from './pivots.ts';
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
export function createSwingTracker(window: PivotWindow, scope: Scope): SwingTracker {
  const detectHigh = createPivotDetector(window);
  const detectLow = createPivotDetector(window);
  /** The last bars, in a ring: the pivot a bar confirms is the one it overwrites. */
  const ringHighs = new Float64Array(window.barsAfter + 1);
  const ringLows = new Float64Array(window.barsAfter + 1);
  const highs = emptySide();
  const lows = emptySide();
  let index = -1;
  let ringSlot = -1;
  let lastSide: Direction | 0 = 0;

  const place = (direction: Direction, price: number, isAmbiguous: boolean, sink: EventSink): void => {
    const side = direction === 1 ? highs : lows;
    const last = side.latest;
    let role: SwingEvent['role'] = 'structural';
    if (isAmbiguous) role = 'inner';
    else if (last !== undefined && lastSide === direction) {
      role = direction * price > direction * last.price ? 'extension' : 'inner';
    }
    const eventIndex = index - window.barsAfter;
    const swing: SwingEvent = { kind: 'swing', scope, eventIndex, knownIndex: index, direction, price, role };
    side.pivotPrice = price;
    sink.add(swing);
    if (role === 'inner') return;
    if (role === 'structural' && last) side.previous = last;
    side.latest = swing;
    side.confirmed = swing;
    lastSide = direction;
  };

  return {
    step: (bar, sink) => {
      index += 1;
      ringSlot = ringSlot === window.barsAfter ? 0 : ringSlot + 1;
      ringHighs[ringSlot] = bar.high;
      ringLows[ringSlot] = bar.low;
      forgetBar(highs);
      forgetBar(lows);
      const isHigh = detectHigh(bar.high) >= 0;
      const isLow = detectLow(-bar.low) >= 0;
      if (!isHigh && !isLow) return;
      const pivot = ringSlot === window.barsAfter ? 0 : ringSlot + 1;
      const isAmbiguous = isHigh && isLow && lastSide === 0;
      const isLowFirst = lastSide === 1;
      if (isLow && isLowFirst) place(-1, ringLows[pivot], isAmbiguous, sink);
      if (isHigh) place(1, ringHighs[pivot], isAmbiguous, sink);
      if (isLow && !isLowFirst) place(-1, ringLows[pivot], isAmbiguous, sink);
    },
    confirmed: (direction) => (direction === 1 ? highs : lows).confirmed,
    pivotPrice: (direction) => (direction === 1 ? highs : lows).pivotPrice,
    latest: (direction) => (direction === 1 ? highs : lows).latest,
    previous: (direction) => (direction === 1 ? highs : lows).previous,
  };
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
