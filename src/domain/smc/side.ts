import type { EventSink } from './event-sink.ts';
import type { Direction } from './events.ts';
import { FlippedZones } from './flipped-zones.ts';
import { type GapSeries, GapTracker } from './gaps.ts';
import { type BlockSeries, BlockTracker } from './order-blocks.ts';
import { type PoolSeries, PoolTracker } from './pools.ts';
import type { BarWindow } from './price-bar.ts';
import type { TrendReader } from './trend.ts';

/** What is known of one side's zones at each bar's close. The pools are those the side feeds on when they are swept. */
export interface SideSeries extends GapSeries, BlockSeries, PoolSeries {
  /** Near edges of the nearest zones of the other side that failed and now work for this one; NaN: none. */
  readonly breakerEdge: Float64Array;
  readonly inverseGapEdge: Float64Array;
}

export interface SideOptions {
  readonly barsAfter: number;
  readonly recentGapBars: number;
  readonly reclaimBars: number;
}

/** Reads one side bar by bar. */
export class SideReader {
  readonly gaps: GapTracker;
  private readonly direction: Direction;
  private readonly blocks: BlockTracker;
  private readonly pools: PoolTracker;
  private readonly breakers: FlippedZones;
  private readonly inverseGaps: FlippedZones;

  constructor(direction: Direction, options: SideOptions, sink: EventSink | undefined) {
    this.direction = direction;
    this.gaps = new GapTracker(direction, options.recentGapBars, sink);
    this.blocks = new BlockTracker(direction, options.barsAfter, sink);
    this.pools = new PoolTracker(direction === 1 ? -1 : 1, options, sink);
    this.breakers = new FlippedZones(direction, 'breaker', sink);
    this.inverseGaps = new FlippedZones(direction, 'inverse_gap', sink);
  }

  step(window: BarWindow, trend: TrendReader): void {
    const { direction, gaps, blocks, pools, breakers, inverseGaps } = this;
    const bar = direction === 1 ? window.bar : window.mirrored;
    const mirror = direction === 1 ? window.mirrored : window.bar;
    const own = direction === 1 ? trend.swings.highs : trend.swings.lows;
    const opposite = direction === 1 ? trend.swings.lows : trend.swings.highs;
    gaps.step(bar);
    blocks.step(bar, own.confirmed !== undefined, trend.breaks.isBroken(direction));
    inverseGaps.step(bar, mirror);
    breakers.step(bar, mirror);
    if (gaps.created) inverseGaps.watch(gaps.created);
    if (blocks.created) breakers.watch(blocks.created);
    pools.step(bar, window, opposite);
  }

  /** Writes down what is known after the bar just taken. @param other Series of the side its failed zones work for. */
  write(own: SideSeries, other: SideSeries, row: number): void {
    this.gaps.write(own, row);
    this.blocks.write(own, row);
    this.pools.write(own, row);
    this.breakers.write(other.breakerEdge, row);
    this.inverseGaps.write(other.inverseGapEdge, row);
  }
}

/** Series of so many rows, to be written to. */
export function emptySideSeries(rows: number): SideSeries {
  const column = (): Float64Array => new Float64Array(rows);
  return {
    gapEdge: column(),
    gapAge: column(),
    gapFill: column(),
    recentGaps: column(),
    blockEdge: column(),
    blockMitigation: column(),
    blockAge: column(),
    poolLevel: column(),
    poolTouches: column(),
    reclaimAge: column(),
    sweepAge: column(),
    breakerEdge: column(),
    inverseGapEdge: column(),
  };
}
