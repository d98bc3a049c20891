import type { Direction, EventSink, SwingEvent } from './events.ts';
import { createPivotDetector, type PivotWindow } from './pivots.ts';
import type { PriceBar } from './price-bar.ts';

/** The alternating highs and lows of the market, as far as they are confirmed. */
export interface SwingTracker {
  /** Takes the next bar; gives its confirmed swings to `sink` and returns the ones that changed the structure. */
  step(bar: PriceBar, sink: EventSink): readonly SwingEvent[];
  /** Latest swing of the structure: the last structural one or its latest extension. */
  latest(direction: Direction): SwingEvent | undefined;
  /** The swing of the same side before that one (after any extension of it). */
  previous(direction: Direction): SwingEvent | undefined;
}

const NOTHING: readonly SwingEvent[] = [];

/**
 * Confirms swings and keeps their sequence alternating, without ever taking one back: a swing that follows one of its
 * own side extends the structure when it is more extreme and is an inner swing otherwise.
 *
 * One bar may be a high and a low at once. The side that continues the alternation then comes first; before there is
 * any structure the order cannot be told, and both are inner.
 */
export function createSwingTracker(window: PivotWindow): SwingTracker {
  const detectHigh = createPivotDetector(window);
  const detectLow = createPivotDetector(window);
  const recent: PriceBar[] = [];
  const latest = new Map<Direction, SwingEvent>();
  const previous = new Map<Direction, SwingEvent>();
  let index = -1;
  let lastSide: Direction | undefined;

  const roleOf = (direction: Direction, price: number): SwingEvent['role'] => {
    const last = latest.get(direction);
    if (last === undefined || lastSide !== direction) return 'structural';
    return direction * price > direction * last.price ? 'extension' : 'inner';
  };

  const place = (direction: Direction, pivot: PriceBar, isAmbiguous: boolean): SwingEvent => {
    const price = direction === 1 ? pivot.high : pivot.low;
    const role = isAmbiguous ? 'inner' : roleOf(direction, price);
    const eventIndex = index - window.barsAfter;
    const swing: SwingEvent = { kind: 'swing', eventIndex, knownIndex: index, direction, price, role };
    if (role === 'inner') return swing;
    const last = latest.get(direction);
    if (role === 'structural' && last) previous.set(direction, last);
    latest.set(direction, swing);
    lastSide = direction;
    return swing;
  };

  return {
    step: (bar, sink) => {
      index += 1;
      recent.push(bar);
      const pivot = recent.length > window.barsAfter ? recent.shift() : undefined;
      const sides = pivotSides(detectHigh(bar.high) >= 0, detectLow(-bar.low) >= 0, lastSide);
      if (!pivot || sides.length === 0) return NOTHING;
      const isAmbiguous = sides.length === 2 && lastSide === undefined;
      const swings = sides.map((direction) => place(direction, pivot, isAmbiguous));
      swings.forEach(sink);
      return swings.filter((swing) => swing.role !== 'inner');
    },
    latest: (direction) => latest.get(direction),
    previous: (direction) => previous.get(direction),
  };
}

const NONE: readonly Direction[] = [];
const HIGH: readonly Direction[] = [1];
const LOW: readonly Direction[] = [-1];
const HIGH_THEN_LOW: readonly Direction[] = [1, -1];
const LOW_THEN_HIGH: readonly Direction[] = [-1, 1];

/** Sides a pivot bar is the extreme of, in the order that continues the alternation. */
function pivotSides(isHigh: boolean, isLow: boolean, lastSide: Direction | undefined): readonly Direction[] {
  if (isHigh && isLow) return lastSide === 1 ? LOW_THEN_HIGH : HIGH_THEN_LOW;
  if (isHigh) return HIGH;
  return isLow ? LOW : NONE;
}
