import { type BreakRule, type BreakSeries, BreakTracker } from './breaks.ts';
import type { EventSink } from './event-sink.ts';
import type { Scope } from './events.ts';
import type { PivotWindow } from './pivots.ts';
import type { PriceBar } from './price-bar.ts';
import { type StrengthSeries, StrengthTracker } from './strength.ts';
import { type SwingSeries, SwingTracker } from './swings.ts';

/** Swings and breaks of one scope at each bar's close. */
export interface TrendSeries extends BreakSeries, StrengthSeries {
  readonly highs: SwingSeries;
  readonly lows: SwingSeries;
}

/** Reads one scope and writes down what is known at each bar. */
export class TrendReader {
  readonly swings: SwingTracker;
  readonly breaks: BreakTracker;
  readonly series: TrendSeries;
  private readonly strength: StrengthTracker;

  constructor(
    rows: number,
    scope: Scope,
    { swing, breakBy }: { readonly swing: PivotWindow; readonly breakBy?: BreakRule },
  ) {
    this.swings = new SwingTracker(swing, scope);
    this.breaks = new BreakTracker(scope, breakBy);
    this.strength = new StrengthTracker(scope);
    this.series = emptySeries(rows);
  }

  step(bar: PriceBar, row: number, sink: EventSink): void {
    const { swings, breaks, strength, series } = this;
    swings.step(bar, sink);
    breaks.step(bar, swings, sink);
    strength.step(breaks, swings, sink);
    swings.write(series.highs, series.lows, row);
    breaks.write(series, row);
    strength.write(series, row);
  }
}

function emptySeries(rows: number): TrendSeries {
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
