import type { BreakTracker } from './breaks.ts';
import type { EventSink } from './event-sink.ts';
import type { Direction, Scope, StrengthEvent, SwingEvent } from './events.ts';
import type { SwingTracker } from './swings.ts';

/** Prices at each bar's close; NaN: there is no such swing. */
export interface StrengthSeries {
  /** The swing that the last break of structure set out from. */
  readonly strongPrice: Float64Array;
  /** The latest swing in the direction of the trend, once one is confirmed under that trend. */
  readonly weakPrice: Float64Array;
}

/** Which swings the trend hangs on, and which it is expected to take. */
export interface StrengthTracker {
  /** Takes the bar the trackers have just taken. */
  step(breaks: BreakTracker, swings: SwingTracker, sink: EventSink): void;
  /** Writes down the two prices after the bar just taken. */
  write(series: StrengthSeries): void;
}

/**
 * A break up makes the latest low strong: the move that broke the structure set out from it. Under an upward trend each
 * new swing high is weak until it is broken. Mirrored for a downward trend.
 */
export function createStrengthTracker(scope: Scope): StrengthTracker {
  let strong: SwingEvent | undefined;
  let weak: SwingEvent | undefined;
  let index = -1;

  const report = (kind: StrengthEvent['kind'], swing: SwingEvent, sink: EventSink): void =>
    sink.add({
      kind,
      scope,
      direction: swing.direction,
      eventIndex: index,
      knownIndex: index,
      swingIndex: swing.eventIndex,
      price: swing.price,
    });

  const stepSide = (trend: Direction, breaks: BreakTracker, swings: SwingTracker, sink: EventSink): void => {
    if (breaks.isBroken(trend)) {
      strong = swings.latest(trend === 1 ? -1 : 1);
      weak = undefined;
      if (strong) report('swing_strong', strong, sink);
    } else {
      const swing = swings.confirmed(trend);
      if (!swing) return;
      weak = swing;
      report('swing_weak', swing, sink);
    }
  };

  return {
    step: (breaks, swings, sink) => {
      index += 1;
      const trend = breaks.direction();
      if (trend !== 0) stepSide(trend, breaks, swings, sink);
    },
    write: ({ strongPrice, weakPrice }) => {
      strongPrice[index] = strong ? strong.price : Number.NaN;
      weakPrice[index] = weak ? weak.price : Number.NaN;
    },
  };
}
