import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bars, barCount, sliceBars } from '../../../src/domain/market/bars.ts';
import type { SmcEvent, ZoneEvent } from '../../../src/domain/smc/events.ts';
import { PivotDetector } from '../../../src/domain/smc/pivots.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { tickBars, upsideDown } from '../../support/tick-bars.ts';

const OPTIONS = { swing: { barsBefore: 3, barsAfter: 2 }, recentGapBars: 20 };
const eventsOf = (bars: Bars): readonly SmcEvent[] => [...readStructure(bars, OPTIONS).events];

describe('pivots', () => {
  it('are what the definition says, for any window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        (values, barsBefore, barsAfter) => {
          const detector = new PivotDetector({ barsBefore, barsAfter });
          const expected = values.map((_, now) => {
            const i = now - barsAfter;
            if (i < barsBefore) return -1;
            const isAbove = values.slice(i - barsBefore, i).every((value) => values[i] > value);
            const isNotBelow = values.slice(i + 1, now + 1).every((value) => values[i] >= value);
            return isAbove && isNotBelow ? i : -1;
          });
          expect(values.map((high) => detector.push({ high }))).toEqual(expected);
        },
      ),
    );
  });
});

describe('market structure', () => {
  it('never rewrites: the log of a prefix is a prefix of the log', () => {
    fc.assert(
      fc.property(tickBars(1, 150), fc.nat(), (bars, seed) => {
        const cut = seed % barCount(bars);
        const known = eventsOf(bars).filter((event) => event.knownIndex <= cut);
        expect(eventsOf(sliceBars(bars, 0, cut + 1))).toEqual(known);
      }),
    );
  });

  it('tells every event at or after the bar it happened at, in the order of knowing', () => {
    fc.assert(
      fc.property(tickBars(1, 150), (bars) => {
        const events = eventsOf(bars);
        expect(events.every((event) => event.eventIndex <= event.knownIndex)).toBe(true);
        expect(events.every((event, i) => i === 0 || events[i - 1].knownIndex <= event.knownIndex)).toBe(
          true,
        );
      }),
    );
  });

  it.each(['close', 'wick'] as const)(
    'upside down is its mirror image, breaks by %s: bullish and bearish exchanged',
    (breakBy) => {
      fc.assert(
        fc.property(tickBars(1, 150), (bars) => {
          const straight = readStructure(bars, { ...OPTIONS, breakBy });
          const mirrored = readStructure(upsideDown(bars), { ...OPTIONS, breakBy });
          const back = (event: SmcEvent): unknown => ({
            ...event,
            direction: -event.direction,
            ...('price' in event && { price: 20_000 - event.price }),
            ...('extreme' in event && { extreme: 20_000 - event.extreme }),
            ...('level' in event && { level: 20_000 - event.level }),
            ...('top' in event && { top: 20_000 - event.bottom, bottom: 20_000 - event.top }),
          });
          expect(sorted([...mirrored.events].map(back))).toEqual(sorted([...straight.events]));
          const flip = (prices: Float64Array): Float64Array => prices.map((price) => 20_000 - price);
          expect(flip(mirrored.bearish.gapEdge)).toEqual(straight.bullish.gapEdge);
          expect(flip(mirrored.bullish.blockEdge)).toEqual(straight.bearish.blockEdge);
          expect(mirrored.bearish.recentGaps).toEqual(straight.bullish.recentGaps);
          expect(mirrored.internal.direction.map((sign) => 0 - sign)).toEqual(straight.internal.direction);
          expect(flip(mirrored.internal.breakLevel)).toEqual(straight.internal.breakLevel);
        }),
      );
    },
  );

  it('alternates: no two structural swings of one side without one of the other between', () => {
    fc.assert(
      fc.property(tickBars(20, 150), (bars) => {
        const sides = eventsOf(bars).flatMap((e) =>
          e.kind === 'swing' && e.scope === 'internal' && e.role === 'structural' ? [e.direction] : [],
        );
        expect(sides.every((side, i) => i === 0 || side !== sides[i - 1])).toBe(true);
      }),
    );
  });

  it('breaks each swing once, by a close beyond it, at most one a bar, and reverses only by CHoCH', () => {
    fc.assert(
      fc.property(tickBars(20, 200), (bars) => {
        const breaks = eventsOf(bars).flatMap((event) =>
          (event.kind === 'bos' || event.kind === 'choch') && event.scope === 'internal' ? [event] : [],
        );
        const swings = breaks.map(({ direction, swingIndex }) => `${direction} ${swingIndex}`);
        expect(new Set(swings).size).toBe(swings.length);
        expect(new Set(breaks.map(({ knownIndex }) => knownIndex)).size).toBe(breaks.length);
        breaks.forEach(({ kind, direction, level, knownIndex }, i) => {
          expect(direction * bars.close[knownIndex]).toBeGreaterThan(direction * level);
          expect(kind).toBe(i > 0 && breaks[i - 1].direction !== direction ? 'choch' : 'bos');
        });
      }),
    );
  });
});

describe('zones', () => {
  it('live as bars say when each is followed on its own from its creation', () => {
    fc.assert(
      fc.property(tickBars(3, 150), (bars) => {
        const events = eventsOf(bars).filter(
          (event): event is ZoneEvent => 'originIndex' in event && 'top' in event,
        );
        for (const zone of events.filter((event) => ['gap_created', 'block_created'].includes(event.kind))) {
          const life = events.filter(
            (event) =>
              event.originIndex === zone.originIndex &&
              event.direction === zone.direction &&
              event.kind.slice(0, 3) === zone.kind.slice(0, 3),
          );
          expect(life.map(({ kind, knownIndex }) => [kind, knownIndex])).toEqual(lifeOf(bars, zone));
        }
      }),
    );
  });

  it('nearest edges and counts equal those found by looking through all open gaps', () => {
    fc.assert(
      fc.property(tickBars(3, 120), (bars) => {
        const { bullish, ...read } = readStructure(bars, OPTIONS);
        const events = [...read.events];
        const gaps = events.filter(
          (event): event is ZoneEvent => event.kind === 'gap_created' && event.direction === 1,
        );
        const lowest = (from: number, to: number): number => Math.min(...bars.low.subarray(from, to + 1));
        for (let t = 0; t < barCount(bars); t++) {
          const open = gaps.filter((g) => g.knownIndex <= t && lowest(g.knownIndex + 1, t) > g.bottom);
          const edges = open.map((g) => Math.min(g.top, lowest(g.knownIndex + 1, t)));
          const recent = open.filter((g) => g.knownIndex > t - OPTIONS.recentGapBars);
          expect(bullish.gapEdge[t]).toBe(edges.length > 0 ? Math.max(...edges) : Number.NaN);
          expect(bullish.recentGaps[t]).toBe(recent.length);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('the nearest block is the open one with the highest bottom, and its bar the lowest since the swing', () => {
    fc.assert(
      fc.property(tickBars(20, 150), (bars) => {
        const { bullish, ...read } = readStructure(bars, OPTIONS);
        const events = [...read.events];
        const blocks = events.filter(
          (event): event is ZoneEvent => event.kind === 'block_created' && event.direction === 1,
        );
        for (const block of blocks) {
          const cause = events.find(
            (e) => 'swingIndex' in e && 'level' in e && e.knownIndex === block.knownIndex,
          );
          const from = cause && 'swingIndex' in cause ? cause.swingIndex + 1 : Number.NaN;
          expect(block.bottom).toBe(Math.min(...bars.low.subarray(from, block.knownIndex)));
          expect(block.originIndex).toBe(bars.low.subarray(0, block.knownIndex).lastIndexOf(block.bottom));
        }
        const lowest = (from: number, to: number): number => Math.min(...bars.low.subarray(from, to + 1));
        for (let t = 0; t < barCount(bars); t++) {
          const open = blocks.filter((b) => b.knownIndex <= t && lowest(b.knownIndex + 1, t) >= b.bottom);
          const nearest = open.reduce<ZoneEvent | undefined>(
            (best, block) => (best && best.bottom > block.bottom ? best : block),
            undefined,
          );
          expect(bullish.blockEdge[t]).toBe(nearest?.top ?? Number.NaN);
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** Kind and bar of every event of a zone, by looking at each bar after its creation. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one plain look at each bar
function lifeOf(bars: Bars, zone: ZoneEvent): [string, number][] {
  const isGap = zone.kind === 'gap_created';
  const isUp = zone.direction === 1;
  const life: [string, number][] = [[zone.kind, zone.knownIndex]];
  for (let j = zone.knownIndex + 1; j < barCount(bars); j++) {
    const touches = isUp ? bars.low[j] <= zone.top : bars.high[j] >= zone.bottom;
    const reaches = isUp ? bars.low[j] <= zone.bottom : bars.high[j] >= zone.top;
    const exceeds = isUp ? bars.low[j] < zone.bottom : bars.high[j] > zone.top;
    const middle = (zone.top + zone.bottom) / 2;
    const halves = isUp ? bars.low[j] <= middle : bars.high[j] >= middle;
    if (touches && life.length === 1) life.push([isGap ? 'gap_mitigated' : 'block_mitigated', j]);
    if (halves && life.length === 2) life.push([isGap ? 'gap_half_filled' : 'block_half_mitigated', j]);
    if (isGap ? reaches : exceeds) return [...life, [isGap ? 'gap_filled' : 'block_broken', j]];
  }
  return life;
}

const sorted = (events: readonly unknown[]): string[] =>
  events.map((event) => JSON.stringify(event, keysOf(event))).sort();
const keysOf = (event: unknown): string[] => Object.keys(event as object).sort();
