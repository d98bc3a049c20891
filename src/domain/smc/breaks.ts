import type { EventSink } from './event-sink.ts';
import type { Direction, Scope, SwingEvent } from './events.ts';
import type { PriceBar } from './price-bar.ts';
import type { SwingTracker } from './swings.ts';

/** What must lie beyond a swing to break it. */
export type BreakRule = 'close' | 'wick';

/** Breaks at each bar's close. */
export interface BreakSeries {
  /** 1, -1, or 0 before the first break. */
  readonly direction: Float64Array;
  /** Bars since the last break of each kind; NaN before the first. */
  readonly bosAge: Float64Array;
  readonly chochAge: Float64Array;
  /** Level of the last break; NaN before the first. */
  readonly breakLevel: Float64Array;
}

/**
 * Direction of the market and the prices that made it. Watches the latest swing of the structure on each side. The first
 * price beyond it breaks it, once; then the side has nothing to break until its next swing is confirmed. No close can
 * break both sides: while neither is broken, the close lies between them. Both wicks of one bar can: the side the bar
 * closes towards then comes last, because that is where it left the market.
 */
export class BreakTracker {
  /** Direction of the last break; 0 before the first. */
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
    if (bar.close < bar.open) {
      this.tryHigh(bar);
      this.tryLow(bar);
    } else {
      this.tryLow(bar);
      this.tryHigh(bar);
    }
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

  private tryHigh(bar: PriceBar): void {
    const { high } = this;
    if (high === undefined || (this.isByClose ? bar.close : bar.high) <= high.price) return;
    this.upAt = this.index;
    this.breakSwing(1, high);
    this.high = undefined;
  }

  private tryLow(bar: PriceBar): void {
    const { low } = this;
    if (low === undefined || (this.isByClose ? bar.close : bar.low) >= low.price) return;
    this.downAt = this.index;
    this.breakSwing(-1, low);
    this.low = undefined;
  }

  private breakSwing(direction: Direction, swing: SwingEvent): void {
    const { index, scope } = this;
    const kind = this.direction === -direction ? 'choch' : 'bos';
    if (kind === 'bos') this.bosAt = index;
    else this.chochAt = index;
    this.direction = direction;
    this.level = swing.price;
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
