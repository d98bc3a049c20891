import { describe, expect, it } from 'vitest';
import { readSessions } from '../../../src/domain/ict/sessions.ts';
import { reaches } from '../../../src/domain/overlays/overlay.ts';
import { sessionOverlays } from '../../../src/domain/overlays/session-overlays.ts';
import { smcOverlays } from '../../../src/domain/overlays/smc-overlays.ts';
import { wyckoffOverlays } from '../../../src/domain/overlays/wyckoff-overlays.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { readWyckoff } from '../../../src/domain/wyckoff/read-wyckoff.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { barsOf, randomBars } from '../../support/bars.ts';

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

describe('all drawings', () => {
  const daily = randomBars(1_500, createRng('overlays'));
  const hourly = { ...daily, timeMs: daily.timeMs.map((_, i) => daily.timeMs[0] + i * 1_800_000) };
  const cases = [
    ['structure', smcOverlays(daily, readStructure(daily, OPTIONS).events)],
    ['sessions', sessionOverlays(hourly, readSessions(hourly))],
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
        if (overlay.shape === 'zone') expect(overlay.top).toBeGreaterThanOrEqual(overlay.bottom);
        else expect(Number.isFinite(overlay.price)).toBe(true);
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
