import { describe, expect, it } from 'vitest';
import { readSessions } from '../../../src/domain/ict/sessions.ts';
import { smtDivergences } from '../../../src/domain/ict/smt-divergence.ts';
import { legOverlays } from '../../../src/domain/overlays/leg-overlays.ts';
import { pricesOf, reaches } from '../../../src/domain/overlays/overlay.ts';
import { sessionOverlays } from '../../../src/domain/overlays/session-overlays.ts';
import { smcOverlays } from '../../../src/domain/overlays/smc-overlays.ts';
import { smtOverlays } from '../../../src/domain/overlays/smt-overlays.ts';
import { wyckoffOverlays } from '../../../src/domain/overlays/wyckoff-overlays.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { readWyckoff } from '../../../src/domain/wyckoff/read-wyckoff.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { barsOf, randomBars } from '../../support/bars.ts';
import { besideAnother } from '../../support/tick-bars.ts';

const OPTIONS = { swing: { barsBefore: 1, barsAfter: 1 }, recentGapBars: 10 };

describe('drawings of the structure', () => {
  it('show a gap from its middle bar to the bar that fills it, known one bar later', () => {
    const bars = barsOf([
      [9, 10, 8, 9],
      [10, 13, 10, 13],
      [13, 14, 12, 13],
      [13, 14, 9, 11],
    ]);
    const overlays = smcOverlays(bars, readStructure(bars, OPTIONS).events);
    expect(overlays.find(({ label }) => label === 'FVG')).toEqual({
      shape: 'zone',
      label: 'FVG',
      side: 1,
      knownMs: bars.timeMs[2],
      fromMs: bars.timeMs[1],
      toMs: bars.timeMs[3],
      top: 12,
      bottom: 10,
    });
  });

  it('show a break as a line from the swing to the bar beyond it', () => {
    const bars = barsOf([
      [10, 11, 9, 10],
      [10, 13, 10, 12],
      [12, 12, 10, 11],
      [11, 15, 11, 14],
    ]);
    const overlays = smcOverlays(bars, readStructure(bars, OPTIONS).events);
    expect(overlays.find(({ label }) => label === 'BOS')).toMatchObject({
      shape: 'line',
      side: 1,
      fromMs: bars.timeMs[1],
      toMs: bars.timeMs[3],
      price: 13,
    });
  });
});

describe('drawings of legs', () => {
  it('show the middle of the range and the entry band of a leg up, until the next swing is confirmed', () => {
    // Low 10 at bar 1, high 20 at bar 3 (known at bar 4), low 14 at bar 5 (known at bar 6).
    const bars = barsOf([
      [12, 13, 11, 12],
      [12, 12, 10, 11],
      [11, 16, 11, 15],
      [15, 20, 15, 19],
      [19, 19, 16, 16],
      [16, 17, 14, 15],
      [15, 18, 15, 17],
    ]);
    const overlays = legOverlays(bars, readStructure(bars, OPTIONS).events, { from: 0.6, to: 0.8 });
    const [known, next] = [bars.timeMs[4], bars.timeMs[6]];
    expect(overlays.slice(0, 2)).toEqual([
      {
        shape: 'line',
        label: 'Equilibrium',
        side: 0,
        knownMs: known,
        fromMs: bars.timeMs[1],
        toMs: next,
        price: 15,
      },
      {
        shape: 'zone',
        label: 'OTE',
        side: 1,
        knownMs: known,
        fromMs: known,
        toMs: next,
        top: 14,
        bottom: 12,
      },
    ]);
    expect(overlays[3]).toMatchObject({ label: 'OTE', side: -1, toMs: null });
    expect(overlays).toHaveLength(4);
  });
});

describe('drawings of SMT divergence', () => {
  it('lead from the older extreme to the one that the second market did not make', () => {
    const beside = besideAnother(randomBars(600, createRng('smt')));
    const events = smtDivergences(beside, OPTIONS.swing);
    const overlays = smtOverlays(beside, events);
    expect(overlays).toHaveLength(events.length);
    expect(events.length).toBeGreaterThan(5);
    for (const { side, fromPrice, toPrice, fromMs, toMs, knownMs } of overlays) {
      // A lower low is bullish, a higher high bearish.
      expect(Math.sign(fromPrice - toPrice)).toBe(side);
      expect(fromMs < toMs && toMs < knownMs).toBe(true);
      const extremes = side === 1 ? beside.low : beside.high;
      expect(toPrice).toBe(extremes[beside.timeMs.indexOf(toMs)]);
    }
  });
});

describe('all drawings', () => {
  const daily = randomBars(1_500, createRng('overlays'));
  const hourly = { ...daily, timeMs: daily.timeMs.map((_, i) => daily.timeMs[0] + i * 1_800_000) };
  const beside = besideAnother(daily);
  const cases = [
    ['structure', smcOverlays(daily, readStructure(daily, OPTIONS).events)],
    ['sessions', sessionOverlays(hourly, readSessions(hourly))],
    ['legs', legOverlays(daily, readStructure(daily, OPTIONS).events, { from: 0.62, to: 0.79 })],
    ['divergences', smtOverlays(beside, smtDivergences(beside, OPTIONS.swing))],
    ['schematics', wyckoffOverlays(daily, readWyckoff(daily).events)],
  ] as const;

  it.each(cases)(
    'of %s are drawable: finite prices, times in order, ascending by when they are known',
    (_, all) => {
      expect(all.length).toBeGreaterThan(10);
      all.forEach((overlay, i) => {
        expect(i === 0 || all[i - 1].knownMs <= overlay.knownMs).toBe(true);
        expect(overlay.label).not.toBe('');
        if (overlay.shape === 'mark') expect(overlay.atMs).toBeLessThanOrEqual(overlay.knownMs);
        else {
          expect(overlay.fromMs).toBeLessThanOrEqual(overlay.knownMs);
          expect(overlay.toMs === null || overlay.toMs >= overlay.fromMs).toBe(true);
        }
        const [low, high] = pricesOf(overlay);
        expect(high).toBeGreaterThanOrEqual(low);
        expect(Number.isFinite(low + high)).toBe(true);
      });
    },
  );

  it.each(cases)('of %s survive JSON', (_, all) => {
    expect(JSON.parse(JSON.stringify(all))).toEqual(all);
  });

  it('reach into a chart unless they have ended before it', () => {
    const zone = { shape: 'zone', label: 'FVG', side: 1, knownMs: 1, fromMs: 0, top: 2, bottom: 1 } as const;
    expect(reaches({ ...zone, toMs: null }, 10)).toBe(true);
    expect(reaches({ ...zone, toMs: 10 }, 10)).toBe(true);
    expect(reaches({ ...zone, toMs: 9 }, 10)).toBe(false);
  });

  it('take no bars', () => {
    const none = barsOf([]);
    expect(smcOverlays(none, [])).toEqual([]);
    expect(sessionOverlays(none, readSessions(none))).toEqual([]);
    expect(wyckoffOverlays(none, [])).toEqual([]);
  });
});
