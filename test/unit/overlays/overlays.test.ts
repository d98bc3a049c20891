import { describe, expect, it } from 'vitest';
import { readSessions } from '../../../src/domain/ict/sessions.ts';
import { smtDivergences } from '../../../src/domain/ict/smt-divergence.ts';
import { type Bars, sliceBars } from '../../../src/domain/market/bars.ts';
import { legOverlays } from '../../../src/domain/overlays/leg-overlays.ts';
import { type Overlay, pricesOf, reaches } from '../../../src/domain/overlays/overlay.ts';
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

describe('drawings of liquidity', () => {
  // Highs of 13 at bars 1 and 3, the second known at bar 4; swept at bar 5, which closes beyond them.
  const bars = barsOf([
    [10, 11, 9, 10],
    [10, 13, 10, 12],
    [12, 12, 10, 11],
    [11, 13, 11, 12],
    [12, 12, 11, 11],
    [11, 16, 11, 15],
    [15, 17, 14, 16],
  ]);
  const drawnBy = (n: number) => {
    const known = sliceBars(bars, 0, n);
    return smcOverlays(known, readStructure(known, OPTIONS).events);
  };

  it('call highs equal from the bar at which their second touch is known, not before, and while they are open', () => {
    const isEqual = ({ label }: Overlay): boolean => label === 'Equal highs';
    expect(drawnBy(4).filter(isEqual)).toEqual([]);
    const equal = { shape: 'line', side: -1, knownMs: bars.timeMs[4], fromMs: bars.timeMs[1], price: 13 };
    expect(drawnBy(5).filter(isEqual)).toEqual([{ ...equal, label: 'Equal highs', toMs: null }]);
    expect(drawnBy(7).filter(isEqual)).toEqual([{ ...equal, label: 'Equal highs', toMs: bars.timeMs[5] }]);
  });

  it('mark a sweep that is never given back', () => {
    const marks = drawnBy(7).filter(({ label }) => label === 'Sweep' || label === 'Reclaim');
    expect(marks).toEqual([
      {
        shape: 'mark',
        label: 'Sweep',
        side: -1,
        knownMs: bars.timeMs[5],
        atMs: bars.timeMs[5],
        price: 16,
      },
    ]);
  });
});

describe('drawings of the hours', () => {
  it('show kill zones and silver bullets with the extremes of their bars, once they are over', () => {
    // Half hours of one winter day, from midnight in New York on; the high of a bar rises with its hour.
    const rows = Array.from({ length: 34 }, (_, i): [number, number, number, number] => [
      50,
      100 + i,
      50 - i,
      50,
    ]);
    const midnightMs = Date.UTC(2024, 0, 10, 5);
    const bars = { ...barsOf(rows), timeMs: Float64Array.from(rows, (_, i) => midnightMs + i * 1_800_000) };
    const zones = sessionOverlays(bars, readSessions(bars)).filter(({ label }) =>
      /kill zone|Silver/.test(label),
    );
    // From the first bar that opens in the window to the last; known at the one after it.
    const expected = [
      ['Silver bullet', 6, 7],
      ['London kill zone', 4, 9],
      ['New York kill zone', 14, 19],
      ['Silver bullet', 20, 21],
      ['London close kill zone', 20, 23],
      ['Silver bullet', 28, 29],
    ] as const;
    expect(zones).toEqual(
      expected.map(([label, from, to]) => ({
        shape: 'zone',
        label,
        side: 0,
        knownMs: bars.timeMs[to + 1],
        fromMs: bars.timeMs[from],
        toMs: bars.timeMs[to],
        top: 100 + to,
        bottom: 50 - to,
      })),
    );
  });
});

describe('drawings of schematics', () => {
  it('have each event with its confidence and the bars it was read from', () => {
    const bars = randomBars(1_500, createRng('evidence'));
    const { events } = readWyckoff(bars);
    const marks = wyckoffOverlays(bars, events).filter((overlay) => overlay.shape === 'mark');
    expect(marks).toHaveLength(events.length);
    events.forEach((event, i) => {
      const { confidence, evidenceMs = [], knownMs } = marks[i];
      expect(confidence).toBe(event.confidence);
      expect(new Set(evidenceMs)).toEqual(new Set(event.evidence.map((index) => bars.timeMs[index])));
      expect(evidenceMs).toEqual([...evidenceMs].sort((a, b) => a - b));
      expect(Math.max(...evidenceMs)).toBeLessThanOrEqual(knownMs);
    });
    expect(new Set(marks.map(({ confidence }) => confidence)).size).toBeGreaterThan(3);
  });

  it('show the phases of a range as they are read bar by bar', () => {
    const bars = randomBars(3_000, createRng('phases'));
    const wyckoff = readWyckoff(bars);
    const zones = wyckoffOverlays(bars, wyckoff.events).filter(({ label }) => label.startsWith('Phase'));
    expect(new Set(zones.map(({ label }) => label)).size).toBe(5);
    for (const zone of zones) {
      if (zone.shape !== 'zone') throw new Error(`${zone.label} is a ${zone.shape}`);
      const { phase } = zone.side === 1 ? wyckoff.accumulation : wyckoff.distribution;
      const number = 'ABCDE'.indexOf(zone.label.slice(-1)) + 1;
      const last = zone.toMs === null ? bars.timeMs.length : bars.timeMs.indexOf(zone.toMs);
      const within = phase.subarray(bars.timeMs.indexOf(zone.knownMs), last);
      expect(within.length, zone.label).toBeGreaterThan(0);
      expect(
        within.every((value) => value === number),
        zone.label,
      ).toBe(true);
      if (last < phase.length) expect(phase[last]).not.toBe(number);
    }
  });
});

describe('drawings of trading ranges', () => {
  it('last from the climax to the event that ends the range, known with the reaction', () => {
    const bars = randomBars(3_000, createRng('phases'));
    const { events } = readWyckoff(bars);
    const zones = wyckoffOverlays(bars, events).filter(({ label }) => /^(Accum|Distrib)/.test(label));
    const reactions = events.filter(({ kind }) => kind === 'automatic_reaction');
    expect(zones.length).toBe(reactions.length);
    for (const zone of zones) {
      const side = zone.side === 1 ? 'accumulation' : 'distribution';
      const own = events.filter(({ schematic }) => schematic === side);
      const place = own.findIndex(
        ({ kind, knownIndex }) => kind === 'automatic_reaction' && bars.timeMs[knownIndex] === zone.knownMs,
      );
      const climax = own.slice(0, place).findLast(({ kind }) => kind === 'climax');
      const end = own.slice(place).find(({ kind }) => kind === 'range_left' || kind === 'range_failed');
      expect(zone).toMatchObject({
        shape: 'zone',
        fromMs: bars.timeMs[climax?.eventIndex ?? -1],
        toMs: end ? bars.timeMs[end.knownIndex] : null,
        top: own[place].resistance,
        bottom: own[place].support,
      });
    }
    expect(zones.some((zone) => 'toMs' in zone && zone.toMs !== null)).toBe(true);
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

  const draw = {
    structure: (bars: Bars) => smcOverlays(bars, readStructure(bars, OPTIONS).events),
    sessions: (bars: Bars) => sessionOverlays(bars, readSessions(bars)),
    legs: (bars: Bars) => legOverlays(bars, readStructure(bars, OPTIONS).events, { from: 0.62, to: 0.79 }),
    divergences: (bars: Bars) => smtOverlays(bars, smtDivergences(bars, OPTIONS.swing)),
    schematics: (bars: Bars) => wyckoffOverlays(bars, readWyckoff(bars).events),
  };

  it.each(Object.keys(draw) as (keyof typeof draw)[])(
    'of %s, on the bars up to any one, are those of all bars known by then: a later bar only gives one its end',
    (kind) => {
      const bars = { sessions: hourly, divergences: beside }[kind as string] ?? daily;
      const shown = (overlays: readonly Overlay[]): string[] =>
        overlays.map((overlay) => JSON.stringify({ ...overlay, toMs: undefined })).sort();
      const whole = draw[kind](bars);
      for (const n of [40, 333, 700, 701, 702, 1_111]) {
        const knownBy = whole.filter(({ knownMs }) => knownMs <= bars.timeMs[n - 1]);
        expect(shown(draw[kind](sliceBars(bars, 0, n))), `${n} bars`).toEqual(shown(knownBy));
      }
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
