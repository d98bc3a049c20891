import { requireWindow } from '../indicators/parameters.ts';
import { type Bars, barCount } from '../market/bars.ts';
import { type BreakRule, createBreakTracker } from './breaks.ts';
import type { SmcEvent } from './events.ts';
import { createGapTracker } from './gaps.ts';
import { createBlockTracker } from './order-blocks.ts';
import type { PivotWindow } from './pivots.ts';
import { createBarWindow } from './price-bar.ts';
import { createSwingTracker } from './swings.ts';

export interface StructureOptions {
  /** Bars that make and confirm a swing. */
  readonly swing: PivotWindow;
  /** Gaps known within this many bars count as recent. */
  readonly recentGapBars: number;
  /** What must lie beyond a swing to break it; a close by default. */
  readonly breakBy?: BreakRule;
}

/** What is known of one side of the structure at each bar's close. Prices in quote currency; NaN: nothing there. */
export interface SideSeries {
  /** Latest swing of the structure and bars since it; bullish side: highs. */
  readonly swingPrice: Float64Array;
  readonly swingAge: Float64Array;
  /** The swing of the same side before it. */
  readonly previousSwingPrice: Float64Array;
  /** Near edge of the nearest open gap of this side, bars since it became known, recent gaps still open. */
  readonly gapEdge: Float64Array;
  readonly gapAge: Float64Array;
  readonly recentGaps: Float64Array;
  /** Near edge of the nearest open order block of this side. */
  readonly blockEdge: Float64Array;
}

/** The market structure bar by bar, and the events it is made of. */
export interface Structure {
  /** Ascending by `knownIndex`. The log of a prefix is a prefix of the log. */
  readonly events: readonly SmcEvent[];
  readonly bullish: SideSeries;
  readonly bearish: SideSeries;
  /** 1, -1, or 0 before the first break. */
  readonly direction: Float64Array;
  /** Bars since the last break of each kind; NaN before the first. */
  readonly bosAge: Float64Array;
  readonly chochAge: Float64Array;
  /** Level of the last break; NaN before the first. */
  readonly breakLevel: Float64Array;
}

/**
 * Reads market structure in one forward pass: swings, breaks, fair value gaps, order blocks. The trackers are shown
 * one bar at a time and their state is written down after each, so no value can depend on a later bar.
 * O(n) time; memory for the series and the event log.
 *
 * @throws AppError `parameter_invalid` for windows that are no whole number of bars from 1.
 */
export function readStructure(bars: Bars, options: StructureOptions): Structure {
  requireWindow('swing.barsBefore', options.swing.barsBefore);
  requireWindow('swing.barsAfter', options.swing.barsAfter);
  requireWindow('recentGapBars', options.recentGapBars);
  const n = barCount(bars);
  const events: SmcEvent[] = [];
  const sink = (event: SmcEvent): void => void events.push(event);
  const swings = createSwingTracker(options.swing);
  const breaks = createBreakTracker(options.breakBy);
  const window = createBarWindow();
  const sides = ([1, -1] as const).map((direction) => ({
    direction,
    view: direction === 1 ? window.bar : window.mirrored,
    gaps: createGapTracker(direction, options.recentGapBars),
    blocks: createBlockTracker(direction, options.swing.barsAfter),
    series: emptySide(n),
  }));
  const [direction, bosAge, chochAge, breakLevel] = Array.from({ length: 4 }, () => new Float64Array(n));

  for (let t = 0; t < n; t++) {
    window.show(bars.open[t], bars.high[t], bars.low[t], bars.close[t]);
    swings.step(window.bar, sink);
    breaks.step(window.bar, swings, sink);
    for (const { direction: side, view, gaps, blocks, series } of sides) {
      gaps.step(view, sink);
      blocks.step(view, swings.confirmed(side) !== undefined, breaks.isBroken(side), sink);
      const latest = swings.latest(side);
      const previous = swings.previous(side);
      const block = blocks.nearest();
      series.swingPrice[t] = latest ? latest.price : Number.NaN;
      series.swingAge[t] = latest ? t - latest.eventIndex : Number.NaN;
      series.previousSwingPrice[t] = previous ? previous.price : Number.NaN;
      series.gapEdge[t] = side * gaps.nearestEdge();
      series.gapAge[t] = gaps.nearestAge();
      series.recentGaps[t] = gaps.recentOpenCount();
      series.blockEdge[t] = block ? side * block.top : Number.NaN;
    }
    const last = breaks.lastBreak();
    const bos = breaks.latest('bos');
    const choch = breaks.latest('choch');
    direction[t] = breaks.direction();
    bosAge[t] = bos ? t - bos.knownIndex : Number.NaN;
    chochAge[t] = choch ? t - choch.knownIndex : Number.NaN;
    breakLevel[t] = last ? last.level : Number.NaN;
  }
  return {
    events,
    bullish: sides[0].series,
    bearish: sides[1].series,
    direction,
    bosAge,
    chochAge,
    breakLevel,
  };
}

const emptySide = (n: number): SideSeries => ({
  swingPrice: new Float64Array(n),
  swingAge: new Float64Array(n),
  previousSwingPrice: new Float64Array(n),
  gapEdge: new Float64Array(n),
  gapAge: new Float64Array(n),
  recentGaps: new Float64Array(n),
  blockEdge: new Float64Array(n),
});
