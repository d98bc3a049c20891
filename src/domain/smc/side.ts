import type { EventSink } from './event-sink.ts';
import type { Direction } from './events.ts';
import { createFlippedZones } from './flipped-zones.ts';
import { createGapTracker, type GapTracker } from './gaps.ts';
import { createBlockTracker } from './order-blocks.ts';
import { createPoolTracker } from './pools.ts';
import type { BarWindow } from './price-bar.ts';
import type { TrendReader } from './trend.ts';

/** What is known of one side's zones at each bar's close. Prices in quote currency; NaN: nothing there. */
export interface SideSeries {
  /** Near edge of the nearest open gap of this side, bars since it became known, share of it that is filled. */
  readonly gapEdge: Float64Array;
  readonly gapAge: Float64Array;
  readonly gapFill: Float64Array;
  /** Recent gaps that are still open. */
  readonly recentGaps: Float64Array;
  /** Near edge of the nearest open order block of this side, and how deep price has come into it (0 to 1). */
  readonly blockEdge: Float64Array;
  readonly blockMitigation: Float64Array;
  /** Near edges of the nearest zones of the other side that failed and now work for this one. */
  readonly breakerEdge: Float64Array;
  readonly inverseGapEdge: Float64Array;
  /** Liquidity this side feeds on when it is swept: below lows for the bullish side, above highs for the bearish. */
  readonly poolLevel: Float64Array;
  readonly poolTouches: Float64Array;
  /** Bars since such a pool was last swept and reclaimed. */
  readonly reclaimAge: Float64Array;
}

export type FlippedSeries = Pick<SideSeries, 'breakerEdge' | 'inverseGapEdge'>;

/** Reads one side and writes down what is known at each bar. */
export interface SideReader {
  readonly gaps: GapTracker;
  readonly series: Omit<SideSeries, keyof FlippedSeries>;
  /** Of this side's failed zones: they work for the other side. */
  readonly flipped: FlippedSeries;
  /** @param tolerance How far apart equal lows may lie, in price. */
  step(window: BarWindow, trend: TrendReader, tolerance: number, sink: EventSink): void;
}

export interface SideOptions {
  readonly barsAfter: number;
  readonly recentGapBars: number;
  readonly reclaimBars: number;
}

export function createSideReader(n: number, direction: Direction, options: SideOptions): SideReader {
  const opposite: Direction = direction === 1 ? -1 : 1;
  const gaps = createGapTracker(direction, options.recentGapBars);
  const blocks = createBlockTracker(direction, options.barsAfter);
  const pools = createPoolTracker(opposite, options);
  const breakers = createFlippedZones(direction, 'breaker');
  const inverseGaps = createFlippedZones(direction, 'inverse_gap');
  const series = emptySeries(n);
  const flipped = emptyFlipped(n);
  let t = -1;

  return {
    gaps,
    series,
    flipped,
    step: (window, trend, tolerance, sink) => {
      t += 1;
      const bar = direction === 1 ? window.bar : window.mirrored;
      const mirror = direction === 1 ? window.mirrored : window.bar;
      gaps.step(bar, sink);
      blocks.step(
        bar,
        trend.swings.confirmed(direction) !== undefined,
        trend.breaks.isBroken(direction),
        sink,
      );
      inverseGaps.step(bar, mirror, sink);
      breakers.step(bar, mirror, sink);
      const gap = gaps.created();
      if (gap) inverseGaps.watch(gap);
      const block = blocks.created();
      if (block) breakers.watch(block);
      pools.step(bar, direction * trend.swings.pivotPrice(opposite), tolerance, sink);

      const nearest = blocks.nearest();
      series.gapEdge[t] = direction * gaps.nearestEdge();
      series.gapAge[t] = gaps.nearestAge();
      series.gapFill[t] = gaps.nearestFill();
      series.recentGaps[t] = gaps.recentOpenCount();
      series.blockEdge[t] = nearest ? direction * nearest.top : Number.NaN;
      series.blockMitigation[t] = blocks.nearestMitigation();
      series.poolLevel[t] = direction * pools.nearestLevel();
      series.poolTouches[t] = pools.nearestTouches();
      series.reclaimAge[t] = pools.reclaimAge();
      flipped.breakerEdge[t] = opposite * breakers.nearestEdge();
      flipped.inverseGapEdge[t] = opposite * inverseGaps.nearestEdge();
    },
  };
}

function emptySeries(n: number): Omit<SideSeries, keyof FlippedSeries> {
  const column = (): Float64Array => new Float64Array(n);
  return {
    gapEdge: column(),
    gapAge: column(),
    gapFill: column(),
    recentGaps: column(),
    blockEdge: column(),
    blockMitigation: column(),
    poolLevel: column(),
    poolTouches: column(),
    reclaimAge: column(),
  };
}

const emptyFlipped = (n: number): FlippedSeries => ({
  breakerEdge: new Float64Array(n),
  inverseGapEdge: new Float64Array(n),
});
