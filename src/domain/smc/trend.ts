import { type BreakRule, type BreakTracker, createBreakTracker } from './breaks.ts';
import type { EventSink } from './event-sink.ts';
import type { Direction, Scope } from './events.ts';
import type { PivotWindow } from './pivots.ts';
import type { PriceBar } from './price-bar.ts';
import { createStrengthTracker, type StrengthSeries } from './strength.ts';
import { createSwingTracker, type SwingTracker } from './swings.ts';

/** Swings of one side at each bar's close; NaN: none yet. */
export interface SwingSeries {
  /** Latest swing of the structure and bars since it. */
  readonly price: Float64Array;
  readonly age: Float64Array;
  /** The swing of the same side before it. */
  readonly previousPrice: Float64Array;
}

/** Swings and breaks of one scope at each bar's close. */
export interface TrendSeries extends StrengthSeries {
  readonly highs: SwingSeries;
  readonly lows: SwingSeries;
  /** 1, -1, or 0 before the first break. */
  readonly direction: Float64Array;
  /** Bars since the last break of each kind; NaN before the first. */
  readonly bosAge: Float64Array;
  readonly chochAge: Float64Array;
  /** Level of the last break; NaN before the first. */
  readonly breakLevel: Float64Array;
}

/** Reads one scope and writes down what is known at each bar. */
export interface TrendReader {
  readonly swings: SwingTracker;
  readonly breaks: BreakTracker;
  readonly series: TrendSeries;
  step(bar: PriceBar, sink: EventSink): void;
}

export function createTrendReader(
  n: number,
  scope: Scope,
  { swing, breakBy }: { readonly swing: PivotWindow; readonly breakBy?: BreakRule },
): TrendReader {
  const swings = createSwingTracker(swing, scope);
  const breaks = createBreakTracker(scope, breakBy);
  const strength = createStrengthTracker(scope);
  const column = (): Float64Array => new Float64Array(n);
  const emptySide = (): SwingSeries => ({ price: column(), age: column(), previousPrice: column() });
  const series: TrendSeries = {
    highs: emptySide(),
    lows: emptySide(),
    direction: column(),
    bosAge: column(),
    chochAge: column(),
    breakLevel: column(),
    strongPrice: column(),
    weakPrice: column(),
  };
  let t = -1;

  const writeSide = (direction: Direction, { price, age, previousPrice }: SwingSeries): void => {
    const latest = swings.latest(direction);
    const previous = swings.previous(direction);
    price[t] = latest ? latest.price : Number.NaN;
    age[t] = latest ? t - latest.eventIndex : Number.NaN;
    previousPrice[t] = previous ? previous.price : Number.NaN;
  };

  return {
    swings,
    breaks,
    series,
    step: (bar, sink) => {
      t += 1;
      swings.step(bar, sink);
      breaks.step(bar, swings, sink);
      strength.step(breaks, swings, sink);
      writeSide(1, series.highs);
      writeSide(-1, series.lows);
      const last = breaks.lastBreak();
      const bos = breaks.latest('bos');
      const choch = breaks.latest('choch');
      series.direction[t] = breaks.direction();
      series.bosAge[t] = bos ? t - bos.knownIndex : Number.NaN;
      series.chochAge[t] = choch ? t - choch.knownIndex : Number.NaN;
      series.breakLevel[t] = last ? last.level : Number.NaN;
      strength.write(series);
    },
  };
}
