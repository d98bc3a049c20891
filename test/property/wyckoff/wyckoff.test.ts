import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bars, barCount, sliceBars } from '../../../src/domain/market/bars.ts';
import type { WyckoffEvent } from '../../../src/domain/wyckoff/events.ts';
import { readWyckoff } from '../../../src/domain/wyckoff/read-wyckoff.ts';
import { OBSERVATIONS, PHASE_OF, TRANSITIONS } from '../../../src/domain/wyckoff/schematic.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';
import { scaled, upsideDown } from '../../support/tick-bars.ts';

/** Long enough for schematics to come up, on whole ticks so that mirror images are exact. */
const markets: fc.Arbitrary<Bars> = fc.integer().map((seed) => {
  const rng = createRng(`wyckoff ${seed}`);
  const bars = randomBars(600, rng);
  const ticks = (prices: Float64Array): Float64Array => prices.map((price) => Math.round(price * 100));
  return {
    ...bars,
    open: ticks(bars.open),
    high: ticks(bars.high),
    low: ticks(bars.low),
    close: ticks(bars.close),
    volume: bars.volume.map(() => 1 + rng.integer(1_000)),
  };
});
const RUNS = { numRuns: 30 };

describe("Wyckoff's schematics", () => {
  it('never rewrite: the log of a prefix is a prefix of the log', () => {
    fc.assert(
      fc.property(markets, fc.nat(599), (bars, cut) => {
        const known = readWyckoff(bars).events.filter((event) => event.knownIndex <= cut);
        expect(readWyckoff(sliceBars(bars, 0, cut + 1)).events).toEqual(known);
      }),
      RUNS,
    );
  });

  it('are mirror images: accumulation upside down is distribution', () => {
    fc.assert(
      fc.property(markets, (bars) => {
        const straight = readWyckoff(bars);
        const mirrored = readWyckoff(upsideDown(bars));
        const back = (event: WyckoffEvent): WyckoffEvent => ({
          ...event,
          schematic: event.schematic === 'accumulation' ? 'distribution' : 'accumulation',
          price: 20_000 - event.price,
          support: 20_000 - event.resistance,
          resistance: 20_000 - event.support,
        });
        const of = (events: readonly WyckoffEvent[], schematic: string): readonly WyckoffEvent[] =>
          events.filter((event) => event.schematic === schematic);
        const images = mirrored.events.map(back);
        for (const schematic of ['accumulation', 'distribution']) {
          expect(of(images, schematic)).toEqual(of(straight.events, schematic));
        }
        expect(mirrored.distribution.phase).toEqual(straight.accumulation.phase);
      }),
      RUNS,
    );
  });

  it('do not depend on the currency', () => {
    fc.assert(
      fc.property(markets, fc.integer({ min: -10, max: 10 }), (bars, exponent) => {
        const before = readWyckoff(bars);
        const after = readWyckoff(scaled(bars, 2 ** exponent));
        expect(after.accumulation.phase).toEqual(before.accumulation.phase);
        expect(after.events.map(({ confidence }) => confidence)).toEqual(
          before.events.map(({ confidence }) => confidence),
        );
      }),
      RUNS,
    );
  });

  it('take steps their table has, with evidence that was there and a confidence from 0 to 1', () => {
    fc.assert(
      fc.property(markets, (bars) => {
        const { events } = readWyckoff(bars);
        for (const event of events) {
          expect(event.eventIndex).toBeLessThanOrEqual(event.knownIndex);
          expect(event.confidence).toBeGreaterThanOrEqual(0);
          expect(event.confidence).toBeLessThanOrEqual(1);
          expect(event.evidence.every((bar) => bar >= 0 && bar <= event.knownIndex)).toBe(true);
          const steps = TRANSITIONS.filter(
            ({ kind, to }) => kind === event.kind && PHASE_OF[to] === event.phase,
          );
          const sights = OBSERVATIONS.filter(
            ({ kind, from }) => kind === event.kind && from.some((state) => PHASE_OF[state] === event.phase),
          );
          expect(steps.length + sights.length).toBeGreaterThan(0);
        }
        for (const schematic of ['accumulation', 'distribution']) {
          const phases = events.filter((event) => event.schematic === schematic).map(({ phase }) => phase);
          // A phase never follows a later one, but where a range has ended.
          phases.forEach((phase, i) => {
            const last = phases[i - 1];
            if (last && phase) expect(phase >= last || (last === 'A' && phase === 'A')).toBe(true);
          });
        }
      }),
      RUNS,
    );
  });

  it('write down a phase at every bar that the events explain', () => {
    fc.assert(
      fc.property(markets, (bars) => {
        const { events, accumulation } = readWyckoff(bars);
        const own = events.filter((event) => event.schematic === 'accumulation');
        for (const event of own) {
          const expected = event.phase === null ? 0 : 'ABCDE'.indexOf(event.phase) + 1;
          expect(accumulation.phase[event.knownIndex]).toBe(expected);
        }
        expect(accumulation.phase).toHaveLength(barCount(bars));
      }),
      RUNS,
    );
  });
});
