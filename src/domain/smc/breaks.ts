import type { EventSink } from './event-sink.ts';
import type { Direction, Scope, SwingEvent } from './events.ts';
import type { PriceBar } from './price-bar.ts';
import type { SwingTracker } from './swings.ts';

/** What must lie beyond a swing to break it. */
export type BreakRule = 'close' | 'wick';

/** Breaks at each bar's close. */
export interface BreakSeries {
  /** 1, -1, or 0 while no break has shown one. */
  readonly direction: Float64Array;
  /** Bars since the last break of each kind; NaN before the first. */
  readonly bosAge: Float64Array;
  readonly chochAge: Float64Array;
  /** Level of the last break; NaN before the first, and while it cannot be told which was last. */
  readonly breakLevel: Float64Array;
}

/**
 * Direction of the market and the prices that made it. Watches the latest swing of the structure on each side. The first
 * price beyond it breaks it, once; then the side has nothing to break until its next swing is confirmed. No close can
 * break both sides: while neither is broken, the close lies between them. Both wicks of one bar can, and both breaks are
 * told: the side the bar closes towards comes last, because that is where it left the market. A bar that closes where it
 * opened does not say which came last: the direction stays what it was, or unknown.
 */
export class BreakTracker {
  /** Direction of the last break; 0 before the first, and after a first bar that broke both sides and showed none. */
  direction: Direction | 0 = 0;
  private readonly scope: Scope;
  private readonly sink: EventSink | undefined;
  private readonly isByClose: boolean;
  private high: SwingEvent | undefined;
  private low: SwingEvent | undefined;
  private level = Number.NaN;
  private bosAt = -1;
  private chochAt = -1;
  private upAt = -1;
  private downAt = -1;
  private index = -1;

  constructor(scope: Scope, sink: EventSink | undefined, rule: BreakRule = 'close') {
    this.scope = scope;
    this.sink = sink;
    this.isByClose = rule === 'close';
  }

  /** Takes the next bar, after the swing tracker has taken it. */
  step(bar: PriceBar, swings: SwingTracker): void {
    this.index += 1;
    this.high = swings.highs.confirmed ?? this.high;
    this.low = swings.lows.confirmed ?? this.low;
    const { high, low } = this;
    const isAbove = high !== undefined && (this.isByClose ? bar.close : bar.high) > high.price;
    const isBelow = low !== undefined && (this.isByClose ? bar.close : bar.low) < low.price;
    if (isAbove && isBelow) this.breakBoth(high, low, Math.sign(bar.close - bar.open));
    else if (isAbove) this.breakSwing(1, high);
    else if (isBelow) this.breakSwing(-1, low);
  }

  /** Whether the bar just taken broke the structure to this side. */
  isBroken(direction: Direction): boolean {
    return (direction === 1 ? this.upAt : this.downAt) === this.index;
  }

  /** Writes down what is known after the bar just taken. */
  write(series: BreakSeries, row: number): void {
    series.direction[row] = this.direction;
    series.bosAge[row] = this.bosAt < 0 ? Number.NaN : this.index - this.bosAt;
    series.chochAge[row] = this.chochAt < 0 ? Number.NaN : this.index - this.chochAt;
    series.breakLevel[row] = this.level;
  }

  /** @param towards Side the bar closed towards; 0: it closed where it opened. */
  private breakBoth(high: SwingEvent, low: SwingEvent, towards: number): void {
    const last = towards === 0 ? this.direction : towards;
    if (last === 1) {
      this.breakSwing(-1, low);
      this.breakSwing(1, high);
    } else if (last === -1) {
      this.breakSwing(1, high);
      this.breakSwing(-1, low);
    } else {
      // No direction before and none shown: both are first breaks, and neither is the last.
      this.breakSwing(1, high);
      this.direction = 0;
      this.breakSwing(-1, low);
      this.direction = 0;
      this.level = Number.NaN;
    }
  }

  private breakSwing(direction: Direction, swing: SwingEvent): void {
    const { index, scope } = this;
    const kind = this.direction === -direction ? 'choch' : 'bos';
    if (kind === 'bos') this.bosAt = index;
    else this.chochAt = index;
    this.direction = direction;
    this.level = swing.price;
    if (direction === 1) {
      this.upAt = index;
      this.high = undefined;
    } else {
      this.downAt = index;
      this.low = undefined;
    }
    this.sink?.add({
      kind,
      scope,
      direction,
      eventIndex: index,
      knownIndex: index,
      swingIndex: swing.eventIndex,
      level: swing.price,
    });
  }
}
