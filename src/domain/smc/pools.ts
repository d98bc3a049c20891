import type { EventSink } from './event-sink.ts';
import type { Direction, PoolEvent } from './events.ts';
import { createLevelStack } from './level-stack.ts';
import type { PriceBar } from './price-bar.ts';

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
}

/** Pools of one side. */
export interface PoolTracker {
  /**
   * Takes the next bar, mirrored for the pools above highs.
   * @param pivot Price of the swing low confirmed with it, in the tracker's prices; NaN: none.
   * @param tolerance How far apart equal lows may lie, in price.
   */
  step(bar: PriceBar, pivot: number, tolerance: number, sink: EventSink): void;
  /** Writes down what is known after the bar just taken, in real prices. */
  write(series: PoolSeries): void;
}

/**
 * Stops rest beyond swings. A confirmed low opens a pool, or joins the nearest one when their prices are equal within
 * the tolerance. A low beyond it sweeps it; a close back above the level within `reclaimBars` (the bar of the sweep
 * counts) reclaims it, else it is lost. Open pools lie below every low since, so the nearest is the last of the stack.
 *
 * @param direction Of the events: -1 for pools below lows, 1 above highs.
 * @param barsAfter Bars that confirm a swing.
 */
export function createPoolTracker(
  direction: Direction,
  { barsAfter, reclaimBars }: { readonly barsAfter: number; readonly reclaimBars: number },
): PoolTracker {
  const open = createLevelStack<Pool>();
  let sweeps: Sweep[] = [];
  let index = -1;
  let reclaimedAt = -1;

  const report = (
    kind: PoolEvent['kind'],
    { originIndex, level, touches }: Pool,
    { extreme, eventIndex }: { extreme: number; eventIndex: number },
    sink: EventSink,
  ): void =>
    sink.add({
      kind,
      direction,
      eventIndex,
      knownIndex: index,
      originIndex,
      level: -direction * level,
      touches,
      extreme: -direction * extreme,
    });

  const sweep = ({ low }: PriceBar, sink: EventSink): void => {
    for (let pool = open.takeReached(low, 'beyond'); pool; pool = open.takeReached(low, 'beyond')) {
      sweeps.push({ pool, index, lowest: low });
      report('pool_swept', pool, { extreme: low, eventIndex: index }, sink);
    }
  };

  const settle = (bar: PriceBar, sink: EventSink): void => {
    if (sweeps.length === 0) return;
    sweeps = sweeps.filter((found) => {
      found.lowest = Math.min(found.lowest, bar.low);
      const isBack = bar.close > found.pool.level;
      if (!isBack && index - found.index + 1 < reclaimBars) return true;
      if (isBack) reclaimedAt = index;
      const outcome = isBack ? 'pool_reclaimed' : 'pool_lost';
      report(outcome, found.pool, { extreme: found.lowest, eventIndex: index }, sink);
      return false;
    });
  };

  const openPool = (price: number, tolerance: number, sink: EventSink): void => {
    const eventIndex = index - barsAfter;
    const nearest = open.top();
    if (nearest && price - nearest.level <= tolerance) {
      nearest.touches += 1;
      report('pool_joined', nearest, { extreme: nearest.level, eventIndex }, sink);
      return;
    }
    const pool: Pool = { originIndex: eventIndex, level: price, touches: 1 };
    open.insert(price, pool);
    report('pool_created', pool, { extreme: price, eventIndex }, sink);
  };

  return {
    step: (bar, pivot, tolerance, sink) => {
      index += 1;
      sweep(bar, sink);
      settle(bar, sink);
      if (!Number.isNaN(pivot)) openPool(pivot, tolerance, sink);
    },
    write: ({ poolLevel, poolTouches, reclaimAge }) => {
      const nearest = open.top();
      poolLevel[index] = nearest ? -direction * nearest.level : Number.NaN;
      poolTouches[index] = nearest ? nearest.touches : Number.NaN;
      reclaimAge[index] = reclaimedAt < 0 ? Number.NaN : index - reclaimedAt;
    },
  };
}
