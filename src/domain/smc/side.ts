import type { EventSink } from './event-sink.ts';
import type { Direction } from './events.ts';
import { createFlippedZones } from './flipped-zones.ts';
import { createGapTracker, type GapSeries, type GapTracker } from './gaps.ts';
import { type BlockSeries, createBlockTracker } from './order-blocks.ts';
import { createPoolTracker, type PoolSeries } from './pools.ts';
import type { BarWindow } from './price-bar.ts';
import type { TrendReader } from './trend.ts';

/** What is known of one side's zones at each bar's close. The pools are those the side feeds on when they are swept. */
export interface SideSeries extends GapSeries, BlockSeries, PoolSeries {
  /** Near edges of the nearest zones of the other side that failed and now work for this one; NaN: none. */
  readonly breakerEdge: Float64Array;
  readonly inverseGapEdge: Float64Array;
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

  return {
    gaps,
    series,
    flipped,
    step: (window, trend, tolerance, sink) => {
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

      gaps.write(series);
      blocks.write(series);
      pools.write(series);
      breakers.write(flipped.breakerEdge);
      inverseGaps.write(flipped.inverseGapEdge);
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
