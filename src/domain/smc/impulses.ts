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

/** Bars that run, and the gaps they leave in a row. */
export interface ImpulseTracker {
  /**
   * Takes the next bar.
   * @param atrBefore ATR of the bar before, in price. @param gap Side of the gap that became known with the bar; 0: none.
   */
  step(bar: PriceBar, atrBefore: number, gap: Direction | 0, sink: EventSink): void;
  /** Writes down what is known after the bar just taken. */
  write(series: ImpulseSeries): void;
}

export interface ImpulseOptions {
  /** Smallest body of a displacement, in ATR of the bar before. */
  readonly displacementAtr: number;
  /** Its smallest share of the bar's range. */
  readonly displacementBody: number;
  /** Bars after which a run of gaps is over. */
  readonly stackBars: number;
}

/** Displacement: a body of at least so many ATR that takes most of the bar. Gap stack: gaps to one side, one after another. */
export function createImpulseTracker(options: ImpulseOptions): ImpulseTracker {
  let index = -1;
  let upAt = -1;
  let downAt = -1;
  let stackSide: Direction | 0 = 0;
  let stackSize = 0;
  let lastGapAt = -1;

  const displace = (bar: PriceBar, atrBefore: number, sink: EventSink): void => {
    const body = bar.close - bar.open;
    const size = Math.abs(body);
    if (!(size >= options.displacementAtr * atrBefore) || size === 0) return;
    if (size < options.displacementBody * (bar.high - bar.low)) return;
    const direction = body > 0 ? 1 : -1;
    if (direction === 1) upAt = index;
    else downAt = index;
    sink.add({
      kind: 'displacement',
      direction,
      eventIndex: index,
      knownIndex: index,
      bodyAtr: size / atrBefore,
    });
  };

  const stack = (side: Direction, sink: EventSink): void => {
    stackSize = side === stackSide ? stackSize + 1 : 1;
    stackSide = side;
    lastGapAt = index;
    if (stackSize < 2) return;
    sink.add({
      kind: 'gap_stacked',
      direction: side,
      eventIndex: index - 1,
      knownIndex: index,
      size: stackSize,
    });
  };

  return {
    step: (bar, atrBefore, gap, sink) => {
      index += 1;
      if (atrBefore > 0) displace(bar, atrBefore, sink);
      if (stackSide !== 0 && index - lastGapAt > options.stackBars) {
        stackSide = 0;
        stackSize = 0;
      }
      if (gap !== 0) stack(gap, sink);
    },
    write: ({ displacementUpAge, displacementDownAge, gapStack }) => {
      displacementUpAge[index] = upAt < 0 ? Number.NaN : index - upAt;
      displacementDownAge[index] = downAt < 0 ? Number.NaN : index - downAt;
      gapStack[index] = stackSide * stackSize;
    },
  };
}
