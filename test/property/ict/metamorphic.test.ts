import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeFamily } from '../../../src/domain/features/compute.ts';
import { STRUCTURE_OPTIONS } from '../../../src/domain/features/market-structure.ts';
import { readSessions } from '../../../src/domain/ict/sessions.ts';
import { smtDivergences } from '../../../src/domain/ict/smt-divergence.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { legOverlays } from '../../../src/domain/overlays/leg-overlays.ts';
import type { Overlay } from '../../../src/domain/overlays/overlay.ts';
import { sessionOverlays } from '../../../src/domain/overlays/session-overlays.ts';
import { smcOverlays } from '../../../src/domain/overlays/smc-overlays.ts';
import { smtOverlays } from '../../../src/domain/overlays/smt-overlays.ts';
import { wyckoffOverlays } from '../../../src/domain/overlays/wyckoff-overlays.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { readWyckoff } from '../../../src/domain/wyckoff/read-wyckoff.ts';
import { besideAnother, scaled, tickBars, upsideDown } from '../../support/tick-bars.ts';

const WEEK_MS = 7 * 86_400_000;
const later = (bars: Bars): Bars => ({ ...bars, timeMs: bars.timeMs.map((time) => time + WEEK_MS) });

describe('session columns', () => {
  it('do not depend on the week', () => {
    fc.assert(
      fc.property(tickBars(30, 300), (bars) => {
        expect(computeFamily('ict', later(bars))).toEqual(computeFamily('ict', bars));
      }),
      { numRuns: 15 },
    );
  });

  it('see a market upside down with the sides exchanged', () => {
    fc.assert(
      fc.property(tickBars(60, 300), (alone) => {
        const bars = besideAnother(alone);
        const straight = computeFamily('ict', bars);
        const mirrored = computeFamily('ict', upsideDown(bars));
        for (const [name, column] of Object.entries(straight)) {
          const expected = column.map((value, i) => mirror(name, value, straight, i));
          mirrored[name].forEach((value, i) => {
            if (Number.isNaN(expected[i])) expect(value, name).toBeNaN();
            else expect(value, name).toBeCloseTo(expected[i], 9);
          });
        }
      }),
      { numRuns: 15 },
    );
  });
});

/** What a value becomes when prices are turned upside down. */
function mirror(name: string, value: number, columns: Record<string, Float64Array>, i: number): number {
  if (name.endsWith('_position')) return 1 - value;
  if (name.endsWith('bullish_smt')) return columns.ict_bars_since_bearish_smt[i];
  if (name.endsWith('bearish_smt')) return columns.ict_bars_since_bullish_smt[i];
  const isSigned = /judas|power_of_three|ote|smt_divergence|midnight_open_distance/.test(name);
  return isSigned ? -value : value;
}

const draw = (bars: Bars): Overlay[] => [
  ...smcOverlays(bars, readStructure(bars, STRUCTURE_OPTIONS).events),
  ...legOverlays(bars, readStructure(bars, STRUCTURE_OPTIONS).events, { from: 0.625, to: 0.75 }),
  ...smtOverlays(bars, smtDivergences(bars, STRUCTURE_OPTIONS.swing)),
  ...sessionOverlays(bars, readSessions(bars)),
  ...wyckoffOverlays(bars, readWyckoff(bars).events),
];

/** Prices of a drawing through `price`, times through `time`, its side times `side`. */
function changed(overlay: Overlay, { price = (p: number) => p, time = (t: number) => t }): Overlay {
  const knownMs = time(overlay.knownMs);
  if (overlay.shape === 'mark') {
    return {
      ...overlay,
      ...(overlay.evidenceMs && { evidenceMs: overlay.evidenceMs.map(time) }),
      knownMs,
      atMs: time(overlay.atMs),
      price: price(overlay.price),
    };
  }
  if (overlay.shape === 'segment') {
    const ends = { fromPrice: price(overlay.fromPrice), toPrice: price(overlay.toPrice) };
    return { ...overlay, ...ends, knownMs, fromMs: time(overlay.fromMs), toMs: time(overlay.toMs) };
  }
  const span = {
    knownMs,
    fromMs: time(overlay.fromMs),
    toMs: overlay.toMs === null ? null : time(overlay.toMs),
  };
  return overlay.shape === 'line'
    ? { ...overlay, ...span, price: price(overlay.price) }
    : { ...overlay, ...span, top: price(overlay.top), bottom: price(overlay.bottom) };
}

describe('drawings', () => {
  it('scale with the price and move with the week', () => {
    fc.assert(
      fc.property(tickBars(40, 250), fc.integer({ min: -8, max: 8 }), (alone, exponent) => {
        const bars = besideAnother(alone);
        const factor = 2 ** exponent;
        expect(draw(later(scaled(bars, factor)))).toEqual(
          draw(bars).map((overlay) =>
            changed(overlay, { price: (p) => p * factor, time: (t) => t + WEEK_MS }),
          ),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('of a market upside down are as many, of the other side', () => {
    const census = (overlays: readonly Overlay[], side: 1 | -1): string[] =>
      overlays.map((overlay) => `${overlay.shape} ${side * overlay.side} ${overlay.knownMs}`).sort();
    fc.assert(
      fc.property(tickBars(40, 250), (alone) => {
        const bars = besideAnother(alone);
        expect(census(draw(upsideDown(bars)), -1)).toEqual(census(draw(bars), 1));
      }),
      { numRuns: 15 },
    );
  });
});
