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

/**
 * Which swings the trend hangs on, and which it is expected to take. A break up makes the latest low strong: the move
 * that broke the structure set out from it. Under an upward trend each new swing high is weak until it is broken.
 * Mirrored for a downward trend.
 */
export class StrengthTracker {
  private readonly scope: Scope;
  private readonly sink: EventSink | undefined;
  private strong = Number.NaN;
  private weak = Number.NaN;
  private index = -1;

  constructor(scope: Scope, sink: EventSink | undefined) {
    this.scope = scope;
    this.sink = sink;
  }

  /** Takes the bar the trackers have just taken. */
  step(breaks: BreakTracker, swings: SwingTracker): void {
    this.index += 1;
    const trend = breaks.direction;
    if (trend === 0) return;
    if (breaks.isBroken(trend)) this.breakOut(trend, swings);
    else this.confirm(swings.side(trend).confirmed);
  }

  /** Writes down the two prices after the bar just taken. */
  write(series: StrengthSeries, row: number): void {
    series.strongPrice[row] = this.strong;
    series.weakPrice[row] = this.weak;
  }

  private breakOut(trend: Direction, swings: SwingTracker): void {
    const origin = swings.side(trend === 1 ? -1 : 1).latest;
    this.strong = origin ? origin.price : Number.NaN;
    this.weak = Number.NaN;
    if (origin) this.report('swing_strong', origin);
  }

  private confirm(swing: SwingEvent | undefined): void {
    if (!swing) return;
    this.weak = swing.price;
    this.report('swing_weak', swing);
  }

  private report(kind: StrengthEvent['kind'], swing: SwingEvent): void {
    this.sink?.add({
      kind,
      scope: this.scope,
      direction: swing.direction,
      eventIndex: this.index,
      knownIndex: this.index,
      swingIndex: swing.eventIndex,
      price: swing.price,
    });
  }
}
