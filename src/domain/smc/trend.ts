import { type BreakRule, type BreakSeries, BreakTracker } from './breaks.ts';
import type { EventSink } from './event-sink.ts';
import type { Scope } from './events.ts';
import type { PivotWindow } from './pivots.ts';
import type { BarWindow } from './price-bar.ts';
import { type StrengthSeries, StrengthTracker } from './strength.ts';
import { type SwingSeries, SwingTracker } from './swings.ts';

/** Swings and breaks of one scope at each bar's close. */
export interface TrendSeries extends BreakSeries, StrengthSeries {
  readonly highs: SwingSeries;
  readonly lows: SwingSeries;
}

/** Reads one scope bar by bar. */
export class TrendReader {
  readonly swings: SwingTracker;
  readonly breaks: BreakTracker;
  private readonly strength: StrengthTracker;

  constructor(
    scope: Scope,
    { swing, breakBy }: { readonly swing: PivotWindow; readonly breakBy?: BreakRule },
    sink: EventSink | undefined,
  ) {
    this.swings = new SwingTracker(swing, scope, sink);
    this.breaks = new BreakTracker(scope, sink, breakBy);
    this.strength = new StrengthTracker(scope, sink);
  }

  step(window: BarWindow): void {
    const { swings, breaks, strength } = this;
    swings.step(window);
    breaks.step(window.bar, swings);
    strength.step(breaks, swings);
  }

  /** Writes down what is known after the bar just taken. */
  write(series: TrendSeries, row: number): void {
    this.swings.write(series.highs, series.lows, row);
    this.breaks.write(series, row);
    this.strength.write(series, row);
  }
}

/** Series of so many rows, to be written to. */
export function emptyTrendSeries(rows: number): TrendSeries {
  const column = (): Float64Array => new Float64Array(rows);
  const emptySide = (): SwingSeries => ({ price: column(), age: column(), previousPrice: column() });
  return {
    highs: emptySide(),
    lows: emptySide(),
    direction: column(),
    bosAge: column(),
    chochAge: column(),
    breakLevel: column(),
    strongPrice: column(),
    weakPrice: column(),
  };
}
