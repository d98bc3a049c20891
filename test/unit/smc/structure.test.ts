import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/domain/market/bars.ts';
import type { SmcEvent } from '../../../src/domain/smc/events.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { barsOf } from '../../support/bars.ts';

const OPTIONS = { swing: { barsBefore: 1, barsAfter: 1 }, recentGapBars: 3 };

/** Bars from closes: each opens at the close before and reaches half a point beyond its body. */
function path(...closes: number[]): Bars {
  return barsOf(
    closes.map((close, i) => {
      const open = closes[i - 1] ?? close;
      return [open, Math.max(open, close) + 0.5, Math.min(open, close) - 0.5, close];
    }),
  );
}

const eventsOf = <K extends SmcEvent['kind']>(bars: Bars, ...kinds: K[]): Extract<SmcEvent, { kind: K }>[] =>
  [...readStructure(bars, OPTIONS).events].filter((event): event is Extract<SmcEvent, { kind: K }> =>
    (kinds as string[]).includes(event.kind),
  );

describe('swings', () => {
  it('are known when the bars after them have closed', () => {
    // Highs 10.5 12.5 12.5 …: the first of two equal highs is the swing.
    const swings = eventsOf(path(10, 12, 11, 9, 10), 'swing');
    expect(swings).toMatchObject([
      { direction: 1, eventIndex: 1, knownIndex: 2, price: 12.5, role: 'structural' },
      { direction: -1, eventIndex: 3, knownIndex: 4, price: 8.5, role: 'structural' },
    ]);
  });

  it('extend the structure when a higher high follows without a low between, and stay inner when a lower one does', () => {
    const bar = (high: number, low: number): [number, number, number, number] => [
      low + 0.5,
      high,
      low,
      low + 1,
    ];
    // Rising lows make no swing low; highs 12, 14, 13 are swings.
    const bars = barsOf([
      bar(10, 1),
      bar(12, 2),
      bar(11, 3),
      bar(14, 4),
      bar(12.5, 5),
      bar(13, 6),
      bar(12, 7),
    ]);
    const highs = eventsOf(bars, 'swing');
    expect(highs.map(({ price, role }) => [price, role])).toEqual([
      [12, 'structural'],
      [14, 'extension'],
      [13, 'inner'],
    ]);
    expect(readStructure(bars, OPTIONS).internal.highs.price[6]).toBe(14);
  });

  it('of equal price leave the first one standing', () => {
    const bar = (high: number, low: number): [number, number, number, number] => [
      low + 0.5,
      high,
      low,
      low + 1,
    ];
    const bars = barsOf([bar(10, 1), bar(12, 2), bar(11, 3), bar(12, 4), bar(11, 5)]);
    expect(eventsOf(bars, 'swing').map(({ role }) => role)).toEqual(['structural', 'inner']);
    expect([...readStructure(bars, OPTIONS).internal.highs.age]).toEqual([Number.NaN, Number.NaN, 1, 2, 3]);
  });

  it('of a bar that is both high and low continue the alternation', () => {
    const rows: [number, number, number, number][] = [
      [5, 6, 4, 5],
      [5, 8, 4.5, 5],
      [5, 6, 4.4, 5],
      [5, 9, 1, 5],
      [5, 6, 4, 5],
    ];
    const roles = eventsOf(barsOf(rows), 'swing').map(({ direction, eventIndex, role }) => [
      direction,
      eventIndex,
      role,
    ]);
    expect(roles).toEqual([
      [1, 1, 'structural'],
      [-1, 3, 'structural'],
      [1, 3, 'structural'],
    ]);
    // With nothing before, their order cannot be told.
    const first = eventsOf(barsOf(rows.slice(2)), 'swing').map(({ role }) => role);
    expect(first).toEqual(['inner', 'inner']);
  });
});

describe('breaks', () => {
  // High 12.5 at bar 1, low 8.5 at bar 3; then a close above, a new high, a close below the low after it.
  const bars = path(10, 12, 11, 9, 10, 13, 14, 11, 13, 12, 10);

  it('come with the first close beyond the last swing: along the direction BOS, against it CHoCH', () => {
    expect(eventsOf(bars, 'bos', 'choch')).toMatchObject([
      { kind: 'bos', direction: 1, eventIndex: 5, knownIndex: 5, swingIndex: 1, level: 12.5 },
      { kind: 'choch', direction: -1, eventIndex: 10, knownIndex: 10, swingIndex: 7, level: 10.5 },
    ]);
  });

  it('set direction, ages and level from their own bar on', () => {
    const { direction, bosAge, chochAge, breakLevel } = readStructure(bars, OPTIONS).internal;
    expect([...direction]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, -1]);
    expect([...bosAge.subarray(4)]).toEqual([Number.NaN, 0, 1, 2, 3, 4, 5]);
    expect([...chochAge.subarray(9)]).toEqual([Number.NaN, 0]);
    expect([...breakLevel.subarray(4)]).toEqual([Number.NaN, 12.5, 12.5, 12.5, 12.5, 12.5, 10.5]);
  });

  it('do not happen by a wick', () => {
    const wick = barsOf([
      [10, 10.5, 9.5, 10],
      [10, 12, 9.8, 11],
      [11, 11.5, 9.6, 10],
      [10, 15, 9.7, 12],
      [12, 12.5, 9.7, 12],
    ]);
    expect(eventsOf(wick, 'bos', 'choch')).toEqual([]);
  });

  describe('by both wicks of one bar', () => {
    // High 12.5 at bar 1 and low 8.5 at bar 3, both unbroken; the last bar reaches beyond both.
    const undecided = path(10, 12, 11, 9, 10, 11);
    // The same after a break up: high 14.5 at bar 6 and low 10.5 at bar 7.
    const upward = path(10, 12, 11, 9, 10, 13, 14, 11, 13, 12);
    // And after a break down: low 5.5 at bar 6 and high 9.5 at bar 7.
    const downward = path(10, 8, 9, 11, 10, 7, 6, 9, 7, 8);
    const endingWith = (before: Bars, close: number) => {
      const last = before.close.length - 1;
      const at = before.close[last];
      const rows = Array.from(before.close, (_, i): [number, number, number, number] => [
        before.open[i],
        before.high[i],
        before.low[i],
        before.close[i],
      ]);
      const bars = barsOf([...rows, [at, 20, 1, at + close]]);
      const { events, internal } = readStructure(bars, { ...OPTIONS, breakBy: 'wick' });
      const told = [...events].flatMap((event) =>
        'level' in event && 'swingIndex' in event && event.scope === 'internal' && event.knownIndex > last
          ? [[event.kind, event.direction]]
          : [],
      );
      return { told, direction: internal.direction[last + 1], level: internal.breakLevel[last + 1] };
    };

    it.each([
      [
        'up',
        0.1,
        [
          ['bos', -1],
          ['choch', 1],
        ],
        1,
        12.5,
      ],
      [
        'down',
        -0.1,
        [
          ['bos', 1],
          ['choch', -1],
        ],
        -1,
        8.5,
      ],
    ])('the side it closes towards comes last: %s', (_, close, told, direction, level) => {
      expect(endingWith(undecided, close)).toEqual({ told, direction, level });
    });

    it.each([
      [
        'none',
        undecided,
        [
          ['bos', 1],
          ['bos', -1],
        ],
        0,
        Number.NaN,
      ],
      [
        'up',
        upward,
        [
          ['choch', -1],
          ['choch', 1],
        ],
        1,
        14.5,
      ],
      [
        'down',
        downward,
        [
          ['choch', 1],
          ['choch', -1],
        ],
        -1,
        5.5,
      ],
    ])('a bar that closes where it opened leaves the direction: %s', (_, before, told, direction, level) => {
      expect(endingWith(before, 0)).toEqual({ told, direction, level });
    });
  });
});

describe('fair value gaps', () => {
  /** A gap from 10 to 12 around bar 1, then the given lows. */
  const gapThen = (...lows: number[]): Bars =>
    barsOf([
      [9, 10, 8, 9.5],
      [9.5, 13, 9.4, 12.8],
      ...[12, ...lows].map((low) => [14, 15, low, 14] as [number, number, number, number]),
    ]);

  it('are known a bar after their middle, mitigated at the first touch, filled at the far edge', () => {
    const events = eventsOf(gapThen(12.5, 11, 10.5, 10), 'gap_created', 'gap_mitigated', 'gap_filled');
    expect(events).toMatchObject([
      {
        kind: 'gap_created',
        direction: 1,
        originIndex: 1,
        eventIndex: 1,
        knownIndex: 2,
        top: 12,
        bottom: 10,
      },
      { kind: 'gap_mitigated', originIndex: 1, eventIndex: 4, knownIndex: 4 },
      { kind: 'gap_filled', originIndex: 1, eventIndex: 6, knownIndex: 6 },
    ]);
  });

  it('shrink as price eats into them, and count while they are recent and open', () => {
    const { bullish } = readStructure(gapThen(12.5, 11, 10.5, 10), OPTIONS);
    expect([...bullish.gapEdge]).toEqual([Number.NaN, Number.NaN, 12, 12, 11, 10.5, Number.NaN]);
    expect([...bullish.gapAge]).toEqual([Number.NaN, Number.NaN, 0, 1, 2, 3, Number.NaN]);
    expect([...bullish.recentGaps]).toEqual([0, 0, 1, 1, 1, 0, 0]);
  });

  it('close in the order price meets their far edges, not in the order they formed', () => {
    // The second gap, 9.5 to 12, reaches deeper than the first, 10 to 11.
    const bars = barsOf([
      [9, 10, 8, 9],
      [8.5, 9.5, 8, 9],
      [11, 13, 11, 12.5],
      [13, 14, 12, 13.5],
      [13, 14, 9.8, 13],
      [13, 14, 9.5, 13],
    ]);
    expect(eventsOf(bars, 'gap_filled')).toMatchObject([
      { originIndex: 1, knownIndex: 4 },
      { originIndex: 2, knownIndex: 5 },
    ]);
    expect([...readStructure(bars, OPTIONS).bullish.gapEdge.subarray(2)]).toEqual([11, 12, 9.8, Number.NaN]);
  });

  it('need a middle bar that closes its way', () => {
    const doji = barsOf([
      [9, 10, 8, 9.5],
      [11, 13, 9.4, 11],
      [14, 15, 12, 14],
    ]);
    expect(eventsOf(doji, 'gap_created')).toEqual([]);
  });
});

describe('order blocks', () => {
  // Swing high at bar 1 (12.5); bars 3 and 4 share the lowest low (8.5); broken by the close of bar 5.
  const start = [10, 12, 11, 9, 10, 13];

  it('are made of the lowest bar between swing and break, the last of equals, known at the break', () => {
    expect(eventsOf(path(...start), 'block_created')).toMatchObject([
      { direction: 1, originIndex: 4, eventIndex: 4, knownIndex: 5, top: 10.5, bottom: 8.5 },
    ]);
    const { bullish } = readStructure(path(...start, 14), OPTIONS);
    expect([...bullish.blockEdge]).toEqual([...new Array(5).fill(Number.NaN), 10.5, 10.5]);
  });

  it('are mitigated by the first return and broken by a low beyond, each an event of its own', () => {
    const events = eventsOf(
      path(...start, 14, 10.5, 12, 9, 8.9, 8.4),
      'block_mitigated',
      'block_broken',
    ).filter(({ originIndex }) => originIndex === 4);
    expect(events).toMatchObject([
      { kind: 'block_mitigated', direction: 1, eventIndex: 7, knownIndex: 7 },
      { kind: 'block_broken', direction: 1, eventIndex: 10, knownIndex: 10 },
    ]);
  });
});

describe('impossible windows', () => {
  it.each([
    ['swing.barsBefore', { ...OPTIONS, swing: { barsBefore: 0, barsAfter: 1 } }],
    ['swing.barsAfter', { ...OPTIONS, swing: { barsBefore: 1, barsAfter: 1.5 } }],
    ['recentGapBars', { ...OPTIONS, recentGapBars: -1 }],
  ])('are refused by name: %s', (name, options) => {
    expect(() => readStructure(path(10, 11), options)).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', message: expect.stringContaining(name) }),
    );
  });
});

describe('bars without structure', () => {
  it.each([0, 1, 2])('%i bars give empty columns and no events', (n) => {
    const structure = readStructure(path(...[10, 11].slice(0, n)), OPTIONS);
    expect([...structure.events]).toEqual([]);
    expect(structure.internal.direction).toHaveLength(n);
  });

  it('a market that stands still has none', () => {
    const structure = readStructure(barsOf(Array.from({ length: 50 }, () => [5, 6, 4, 5])), OPTIONS);
    expect([...structure.events]).toEqual([]);
  });
});
