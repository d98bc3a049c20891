import type { EventSink } from './event-sink.ts';
import type { Direction, PoolEvent } from './events.ts';
import { LevelStack } from './level-stack.ts';
import type { BarWindow, PriceBar } from './price-bar.ts';
import type { SwingSide } from './swings.ts';

/** Liquidity below the lows, in the prices of its tracker (negated for the highs). */
interface Pool {
  readonly originIndex: number;
  readonly level: number;
  touches: number;
}

interface Sweep {
  readonly pool: Pool;
  readonly index: number;
  lowest: number;
}

/** Pools of one side at each bar's close. Prices in quote currency; NaN: there is none. */
export interface PoolSeries {
  /** Level of the nearest pool, and the swings that made it. */
  readonly poolLevel: Float64Array;
  readonly poolTouches: Float64Array;
  /** Bars since a swept pool was last reclaimed. */
  readonly reclaimAge: Float64Array;
  /** Bars since a pool was last swept, reclaimed or not. */
  readonly sweepAge: Float64Array;
}

/**
 * Pools of one side. Stops rest beyond swings. A confirmed low opens a pool, or joins the nearest one when their prices
 * are equal within the tolerance. A low beyond it sweeps it; a close back above the level within `reclaimBars` (the bar
 * of the sweep counts) reclaims it, else it is lost. Open pools lie below every low since, so the nearest is the last of
 * the stack.
 */
export class PoolTracker {
  private readonly direction: Direction;
  private readonly barsAfter: number;
  private readonly reclaimBars: number;
  private readonly sink: EventSink | undefined;
  private readonly open = new LevelStack<Pool>();
  /** Of the last `reclaimBars`, the earliest first. */
  private readonly sweeps: Sweep[] = [];
  private index = -1;
  private reclaimedAt = -1;
  private sweptAt = -1;

  /**
   * @param direction Of the events: -1 for pools below lows, 1 above highs.
   * @param options.barsAfter Bars that confirm a swing.
   */
  constructor(
    direction: Direction,
    { barsAfter, reclaimBars }: { readonly barsAfter: number; readonly reclaimBars: number },
    sink: EventSink | undefined,
  ) {
    this.sink = sink;
    this.direction = direction;
    this.barsAfter = barsAfter;
    this.reclaimBars = reclaimBars;
  }

  /**
   * Takes the next bar, mirrored for the pools above highs.
   * @param swings Of the side the pools lie beyond, the next bar taken.
   */
  step(bar: PriceBar, { tolerance }: Pick<BarWindow, 'tolerance'>, { pivotPrice }: SwingSide): void {
    this.index += 1;
    this.sweep(bar);
    if (this.sweeps.length > 0) this.settle(bar);
    if (!Number.isNaN(pivotPrice)) this.openPool(-this.direction * pivotPrice, tolerance);
  }

  /** Writes down what is known after the bar just taken, in real prices. */
  write(series: PoolSeries, row: number): void {
    const nearest = this.open.top();
    series.poolLevel[row] = nearest ? -this.direction * nearest.level : Number.NaN;
    series.poolTouches[row] = nearest ? nearest.touches : Number.NaN;
    series.reclaimAge[row] = this.reclaimedAt < 0 ? Number.NaN : this.index - this.reclaimedAt;
    series.sweepAge[row] = this.sweptAt < 0 ? Number.NaN : this.index - this.sweptAt;
  }

  private sweep({ low }: PriceBar): void {
    const { open, index } = this;
    for (let pool = open.takeBeyond(low); pool; pool = open.takeBeyond(low)) {
      this.sweeps.push({ pool, index, lowest: low });
      this.sweptAt = index;
      this.report('pool_swept', pool, low, index);
    }
  }

  private settle(bar: PriceBar): void {
    const { sweeps, index } = this;
    let kept = 0;
    for (const found of sweeps) {
      if (bar.low < found.lowest) found.lowest = bar.low;
      const isBack = bar.close > found.pool.level;
      if (!isBack && index - found.index + 1 < this.reclaimBars) {
        sweeps[kept++] = found;
        continue;
      }
      if (isBack) this.reclaimedAt = index;
      this.report(isBack ? 'pool_reclaimed' : 'pool_lost', found.pool, found.lowest, index);
    }
    sweeps.length = kept;
  }

  private openPool(price: number, tolerance: number): void {
    const eventIndex = this.index - this.barsAfter;
    const nearest = this.open.top();
    if (nearest && price - nearest.level <= tolerance) {
      nearest.touches += 1;
      this.report('pool_joined', nearest, nearest.level, eventIndex);
      return;
    }
    const pool: Pool = { originIndex: eventIndex, level: price, touches: 1 };
    this.open.insert(price, pool);
    this.report('pool_created', pool, price, eventIndex);
  }

  private report(
    kind: PoolEvent['kind'],
    { originIndex, level, touches }: Pool,
    extreme: number,
    eventIndex: number,
  ): void {
    const { direction } = this;
    this.sink?.add({
      kind,
      direction,
      eventIndex,
      knownIndex: this.index,
      originIndex,
      level: -direction * level,
      touches,
      extreme: -direction * extreme,
    });
  }
}
