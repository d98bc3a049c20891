import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/domain/market/bars.ts';
import type { SwingEvent } from '../../../src/domain/smc/events.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { ABSENT, hasSharedData, sharedColumns } from '../../support/shared-data.ts';

const HOLD_BARS = 10;
const OPTIONS = { swing: { barsBefore: 4, barsAfter: 5 }, recentGapBars: 50 };

/**
 * Trading a swing in its reversal direction for ten bars. Entered at the bar of the swing itself, which nobody can do,
 * this wins three times in four; the peer library's swings do. Entered when the swing is known it must be a coin.
 */
describe.skipIf(!hasSharedData('smc'))(`swings on EURUSD 15 minutes ${ABSENT}`, () => {
  it('are worth nothing more by the time they are known', () => {
    const known = swingTrades((swing) => swing.knownIndex);
    expect(known.hitRate).toBeGreaterThan(0.47);
    expect(known.hitRate).toBeLessThan(0.53);
    expect(Math.abs(known.tStatistic)).toBeLessThan(2);
  });

  it('would be a gold mine at the bar they happened at: what a leak looks like', () => {
    const leaked = swingTrades((swing) => swing.eventIndex);
    expect(leaked.hitRate).toBeGreaterThan(0.7);
    expect(leaked.tStatistic).toBeGreaterThan(15);
  });
});

function swingTrades(entryOf: (swing: SwingEvent) => number): { hitRate: number; tStatistic: number } {
  const bars = eurUsd();
  const returns = [...readStructure(bars, OPTIONS).events].flatMap((event) => {
    if (event.kind !== 'swing' || event.scope !== 'internal') return [];
    const entry = entryOf(event);
    const exit = entry + HOLD_BARS;
    return exit < bars.close.length ? [-event.direction * (bars.close[exit] / bars.close[entry] - 1)] : [];
  });
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (returns.length - 1);
  return {
    hitRate: returns.filter((value) => value > 0).length / returns.length,
    tStatistic: mean / Math.sqrt(variance / returns.length),
  };
}

function eurUsd(): Bars {
  const csv = sharedColumns('smc/EURUSD_15M.csv');
  return {
    timeMs: csv.Open.map((_, i) => i * 900_000),
    open: csv.Open,
    high: csv.High,
    low: csv.Low,
    close: csv.Close,
    volume: csv.Tickvol,
  };
}
