import type { BreakTracker } from './breaks.ts';
import type { EventSink } from './event-sink.ts';
import type { Direction, Scope, StrengthEvent, SwingEvent } from './events.ts';
import type { SwingTracker } from './swings.ts';

/** Which swings the trend hangs on, and which it is expected to take. */
export interface StrengthTracker {
  /** Takes the bar the trackers have just taken. */
  step(breaks: BreakTracker, swings: SwingTracker, sink: EventSink): void;
  /** The swing that the last break of structure set out from; NaN before the first. */
  strongPrice(): number;
  /** The latest swing in the direction of the trend; NaN before one is confirmed under that trend. */
  weakPrice(): number;
}

/**
 * A break up makes the latest low strong: the move that broke the structure set out from it. Under an upward trend each
 * new swing high is weak until it is broken. Mirrored for a downward trend.
 */
export function createStrengthTracker(scope: Scope): StrengthTracker {
  let strong = Number.NaN;
  let weak = Number.NaN;
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
      const origin = swings.latest(trend === 1 ? -1 : 1);
      strong = origin ? origin.price : Number.NaN;
      weak = Number.NaN;
      if (origin) report('swing_strong', origin, sink);
    } else {
      const swing = swings.confirmed(trend);
      if (!swing) return;
      weak = swing.price;
      report('swing_weak', swing, sink);
    }
  };

  return {
    step: (breaks, swings, sink) => {
      index += 1;
      const trend = breaks.direction();
      if (trend !== 0) stepSide(trend, breaks, swings, sink);
    },
    strongPrice: () => strong,
    weakPrice: () => weak,
  };
}
