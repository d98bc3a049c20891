import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atr } from '../../../src/domain/indicators/atr.ts';
import { type Bars, barCount } from '../../../src/domain/market/bars.ts';
import type { PoolEvent, SmcEvent, ZoneEvent } from '../../../src/domain/smc/events.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { tickBars } from '../../support/tick-bars.ts';

const OPTIONS = {
  swing: { barsBefore: 3, barsAfter: 2 },
  recentGapBars: 20,
  reclaimBars: 3,
  equalAtr: 0.1,
};
const eventsOf = (bars: Bars): readonly SmcEvent[] => [...readStructure(bars, OPTIONS).events];

describe('flipped zones', () => {
  it.each([
    ['gap_created', 'inverse_gap'],
    ['block_created', 'breaker'],
  ])('after %s live as bars say: closed through, tested, closed through again', (created, flipped) => {
    fc.assert(
      fc.property(tickBars(10, 150), (bars) => {
        const zones = eventsOf(bars).filter((event): event is ZoneEvent => 'top' in event);
        for (const zone of zones.filter((event) => event.kind === created)) {
          const life = zones.filter(
            (event) =>
              event.kind.startsWith(flipped) &&
              event.originIndex === zone.originIndex &&
              event.direction === -zone.direction,
          );
          expect(life.map(({ kind, knownIndex }) => [kind, knownIndex])).toEqual(
            flipsOf(bars, zone, flipped),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('liquidity pools', () => {
  it('are swept by the first price beyond them, then reclaimed or lost within their bars', () => {
    fc.assert(
      fc.property(tickBars(20, 200), (bars) => {
        const pools = eventsOf(bars).filter((event): event is PoolEvent => 'touches' in event);
        for (const pool of pools.filter((event) => event.kind === 'pool_created')) {
          const later = pools.filter(
            (event) =>
              event.originIndex === pool.originIndex &&
              event.direction === pool.direction &&
              !['pool_created', 'pool_joined'].includes(event.kind),
          );
          expect(later.map(({ kind, knownIndex }) => [kind, knownIndex])).toEqual(sweepsOf(bars, pool));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('join swings of equal price only', () => {
    fc.assert(
      fc.property(tickBars(20, 200), (bars) => {
        const unit = atr(bars, 14);
        for (const event of eventsOf(bars)) {
          if (event.kind !== 'pool_joined') continue;
          const price = (event.direction === 1 ? bars.high : bars.low)[event.eventIndex];
          const tolerance = OPTIONS.equalAtr * (unit[event.knownIndex] || 0);
          expect(event.direction * (event.level - price)).toBeGreaterThanOrEqual(0);
          expect(Math.abs(event.level - price)).toBeLessThanOrEqual(tolerance);
          expect(event.touches).toBeGreaterThan(1);
        }
      }),
    );
  });
});

describe('breaks by wick', () => {
  it('come no later than breaks by close of the same swing', () => {
    fc.assert(
      fc.property(tickBars(20, 200), (bars) => {
        const breaksBy = (breakBy: 'close' | 'wick') =>
          new Map(
            [...readStructure(bars, { ...OPTIONS, breakBy }).events].flatMap((event) =>
              'swingIndex' in event && 'level' in event && event.scope === 'internal'
                ? [[`${event.direction} ${event.swingIndex}`, event.knownIndex] as const]
                : [],
            ),
          );
        const byWick = breaksBy('wick');
        for (const [swing, index] of breaksBy('close')) expect(byWick.get(swing)).toBeLessThanOrEqual(index);
      }),
    );
  });
});

function flipsOf(bars: Bars, zone: ZoneEvent, name: string): [string, number][] {
  const isUp = zone.direction === 1;
  const life: [string, number][] = [];
  for (let j = zone.knownIndex + 1; j < barCount(bars); j++) {
    const close = bars.close[j];
    if (life.length === 0) {
      if (isUp ? close < zone.bottom : close > zone.top) life.push([`${name}_created`, j]);
      continue;
    }
    if (life.length === 1 && (isUp ? bars.high[j] >= zone.bottom : bars.low[j] <= zone.top)) {
      life.push([`${name}_tested`, j]);
    }
    if (isUp ? close > zone.top : close < zone.bottom) return [...life, [`${name}_broken`, j]];
  }
  return life;
}

function sweepsOf(bars: Bars, pool: PoolEvent): [string, number][] {
  const { direction, level, knownIndex } = pool;
  const isBeyond = (j: number): boolean => (direction === 1 ? bars.high[j] > level : bars.low[j] < level);
  let swept = knownIndex + 1;
  while (swept < barCount(bars) && !isBeyond(swept)) swept += 1;
  if (swept >= barCount(bars)) return [];
  for (let j = swept; j < barCount(bars); j++) {
    const isBack = direction === 1 ? bars.close[j] < level : bars.close[j] > level;
    if (isBack) {
      return [
        ['pool_swept', swept],
        ['pool_reclaimed', j],
      ];
    }
    if (j - swept + 1 >= OPTIONS.reclaimBars) {
      return [
        ['pool_swept', swept],
        ['pool_lost', j],
      ];
    }
  }
  return [['pool_swept', swept]];
}
