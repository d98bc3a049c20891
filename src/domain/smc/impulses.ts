import type { EventSink } from './event-sink.ts';
import type { Direction } from './events.ts';
import type { PriceBar } from './price-bar.ts';

export interface ImpulseSeries {
  /** Bars since the last displacement; NaN before the first. */
  readonly displacementUpAge: Float64Array;
  readonly displacementDownAge: Float64Array;
  /** Gaps in the current run: positive upwards, negative downwards; 0 when the last one lies too far back. */
  readonly gapStack: Float64Array;
}

export interface ImpulseOptions {
  /** Smallest body of a displacement, in ATR of the bar before. */
  readonly displacementAtr: number;
  /** Its smallest share of the bar's range. */
  readonly displacementBody: number;
  /** Bars after which a run of gaps is over. */
  readonly stackBars: number;
}

/**
 * Bars that run, and the gaps they leave in a row. Displacement: a body of at least so many ATR that takes most of the
 * bar. Gap stack: gaps to one side, one after another.
 */
export class ImpulseTracker {
  private readonly options: ImpulseOptions;
  private readonly sink: EventSink | undefined;
  private index = -1;
  private upAt = -1;
  private downAt = -1;
  private stackSide: Direction | 0 = 0;
  private stackSize = 0;
  private lastGapAt = -1;

  constructor({ displacementAtr, displacementBody, stackBars }: ImpulseOptions, sink: EventSink | undefined) {
    this.sink = sink;
    this.options = { displacementAtr, displacementBody, stackBars };
  }

  /**
   * Takes the next bar.
   * @param atrBefore ATR of the bar before, in price. @param gap Side of the gap that became known with the bar; 0: none.
   */
  step(bar: PriceBar, atrBefore: number, gap: Direction | 0): void {
    this.index += 1;
    if (atrBefore > 0) this.displace(bar, atrBefore);
    if (this.stackSide !== 0 && this.index - this.lastGapAt > this.options.stackBars) {
      this.stackSide = 0;
      this.stackSize = 0;
    }
    if (gap !== 0) this.stack(gap);
  }

  /** Writes down what is known after the bar just taken. */
  write(series: ImpulseSeries, row: number): void {
    const { index, upAt, downAt } = this;
    series.displacementUpAge[row] = upAt < 0 ? Number.NaN : index - upAt;
    series.displacementDownAge[row] = downAt < 0 ? Number.NaN : index - downAt;
    series.gapStack[row] = this.stackSide * this.stackSize;
  }

  private displace(bar: PriceBar, atrBefore: number): void {
    const { displacementAtr, displacementBody } = this.options;
    const body = bar.close - bar.open;
    const size = Math.abs(body);
    if (!(size >= displacementAtr * atrBefore) || size === 0) return;
    if (size < displacementBody * (bar.high - bar.low)) return;
    const direction = body > 0 ? 1 : -1;
    if (direction === 1) this.upAt = this.index;
    else this.downAt = this.index;
    this.sink?.add({
      kind: 'displacement',
      direction,
      eventIndex: this.index,
      knownIndex: this.index,
      bodyAtr: size / atrBefore,
    });
  }

  private stack(side: Direction): void {
    this.stackSize = side === this.stackSide ? this.stackSize + 1 : 1;
    this.stackSide = side;
    this.lastGapAt = this.index;
    if (this.stackSize < 2) return;
    this.sink?.add({
      kind: 'gap_stacked',
      direction: side,
      eventIndex: this.index - 1,
      knownIndex: this.index,
      size: this.stackSize,
    });
  }
}
