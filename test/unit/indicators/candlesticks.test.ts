import { describe, expect, it } from 'vitest';
import {
  CANDLE_PATTERNS,
  type CandlePattern,
  candlePattern,
} from '../../../src/domain/indicators/candlesticks.ts';
import { barsOf } from '../../support/bars.ts';

type Row = readonly [open: number, high: number, low: number, close: number];
interface Shapes {
  /** The newest bars, after `BEFORE`. */
  readonly hit: readonly Row[];
  /** The same but for one thing, which the pattern needs. */
  readonly miss: readonly Row[];
}

/**
 * Twenty bars with bodies of 1 and ranges of 3, the last one black. So, at the bar after them: no body and no wick below
 * 0.15, a short body below 0.5, a long one above 1.4, a long wick above 0.6, near within 0.9.
 */
const BEFORE: readonly Row[] = Array.from({ length: 20 }, (_, i) =>
  i % 2 === 0 ? [5, 7, 4, 6] : [6, 7, 4, 5],
);

/** Upside down about 6.5: rises become falls, highs lows. */
const mirror = (rows: readonly Row[]): Row[] =>
  rows.map(([open, high, low, close]) => [13 - open, 13 - low, 13 - high, 13 - close]);

const LONG_WHITE: Row = [5, 8.1, 4.9, 8];
const TURN: Row = [8, 8.2, 5.5, 6];
const LOW_TURN: Row = [7.9, 8, 5.5, 6];

/** By shape: patterns with a mirror image of the opposite reading, under both names. */
const PAIRS: readonly (readonly [CandlePattern, CandlePattern, Shapes])[] = [
  [
    'evening_star',
    'morning_star',
    {
      hit: [LONG_WHITE, [8.5, 9, 8.3, 8.7], TURN],
      // The body of the middle one begins inside that of the first.
      miss: [LONG_WHITE, [7.9, 8.4, 7.7, 8.1], TURN],
    },
  ],
  [
    'evening_doji_star',
    'morning_doji_star',
    {
      hit: [LONG_WHITE, [8.5, 9, 8, 8.55], TURN],
      // A body of 0.2 is short, but one all the same.
      miss: [LONG_WHITE, [8.5, 9, 8, 8.7], TURN],
    },
  ],
  [
    'abandoned_baby_bear',
    'abandoned_baby_bull',
    {
      hit: [LONG_WHITE, [8.5, 9, 8.3, 8.55], LOW_TURN],
      // The body is apart from the first bar, the wick is not.
      miss: [LONG_WHITE, [8.5, 9, 8.05, 8.55], LOW_TURN],
    },
  ],
  [
    'abandoned_baby_bear',
    'abandoned_baby_bull',
    {
      hit: [LONG_WHITE, [8.5, 9, 8.3, 8.55], LOW_TURN],
      // The last bar reaches back to the wick of the middle one.
      miss: [LONG_WHITE, [8.5, 9, 8.3, 8.55], [7.9, 8.4, 5.5, 6]],
    },
  ],
  ['big_white_candle', 'big_black_candle', { hit: [[5, 7, 4.5, 6.5]], miss: [[5, 7, 4.5, 6.3]] }],
  ['white_marubozu', 'black_marubozu', { hit: [LONG_WHITE], miss: [[5, 8.2, 4.9, 8]] }],
  ['dragonfly_doji', 'gravestone_doji', { hit: [[6, 6.1, 4, 6.05]], miss: [[6, 6.3, 4, 6.05]] }],
  [
    'three_white_soldiers',
    'three_black_crows',
    {
      hit: [
        [5, 6.2, 4.9, 6],
        [5.5, 7.2, 5.4, 7],
        [6.5, 8.2, 6.4, 8],
      ],
      // The last one opens above the body before it.
      miss: [
        [5, 6.2, 4.9, 6],
        [5.5, 7.2, 5.4, 7],
        [7.1, 8.2, 7, 8],
      ],
    },
  ],
];

/** Patterns that read the same upside down. */
const NEUTRAL: readonly (readonly [CandlePattern, Shapes])[] = [
  ['marubozu', { hit: [LONG_WHITE], miss: [[5, 8.1, 4.8, 8]] }],
  ['doji', { hit: [[6, 6.5, 5.5, 6.1]], miss: [[6, 6.5, 5.5, 6.2]] }],
  ['long_legged_doji', { hit: [[6, 7, 5, 6.05]], miss: [[6, 6.5, 5, 6.05]] }],
  ['four_price_doji', { hit: [[6, 6, 6, 6]], miss: [[6, 6.2, 6, 6]] }],
  ['spinning_top', { hit: [[6, 6.8, 5.5, 6.3]], miss: [[6, 6.5, 5.5, 6.3]] }],
  ['star', { hit: [[7.2, 8, 7.1, 7.5]], miss: [[7.2, 8, 6.9, 7.5]] }],
];

/** Patterns the bar before, (6, 7, 4, 5), decides, by where the newest body lies. */
const PLACED: readonly (readonly [CandlePattern, Shapes])[] = [
  ['hammer', { hit: [[4.5, 4.85, 3, 4.8]], miss: [[5.5, 5.85, 4, 5.8]] }],
  ['hanging_man', { hit: [[6.5, 6.85, 5, 6.8]], miss: [[5.5, 5.85, 4, 5.8]] }],
  ['inverted_hammer', { hit: [[4.5, 6, 4.45, 4.8]], miss: [[4.8, 6.2, 4.75, 5.1]] }],
  ['shooting_star', { hit: [[6.2, 7.8, 6.15, 6.5]], miss: [[5.9, 7.5, 5.85, 6.2]] }],
  ['engulfing_bull', { hit: [[4.8, 6.5, 4.5, 6.3]], miss: [[4.8, 6.5, 4.5, 5.9]] }],
  // The bar before is white here: one more of the twenty.
  [
    'engulfing_bear',
    {
      hit: [
        [5, 7, 4, 6],
        [6.2, 6.5, 4.5, 4.7],
      ],
      miss: [
        [5, 7, 4, 6],
        [6.2, 6.5, 4.5, 5.1],
      ],
    },
  ],
];

const at = (pattern: CandlePattern, newest: readonly Row[], before: readonly Row[] = BEFORE): number =>
  candlePattern(barsOf([...before, ...newest]), pattern).at(-1) ?? Number.NaN;
const upsideDown = (pattern: CandlePattern, newest: readonly Row[]): number =>
  at(pattern, mirror(newest), mirror(BEFORE));

describe('candlestick patterns', () => {
  it('have no answer before their averages are known', () => {
    const column = candlePattern(barsOf([...BEFORE]), 'doji');
    expect(column.findIndex(Number.isFinite)).toBe(10);
  });

  it.each(PAIRS)('%s, and upside down %s', (name, opposite, { hit, miss }) => {
    expect([at(name, hit), at(name, miss)]).toEqual([1, 0]);
    expect([upsideDown(opposite, hit), upsideDown(opposite, miss)]).toEqual([1, 0]);
    // Neither is taken for the other.
    expect([upsideDown(name, hit), at(opposite, hit)]).toEqual([0, 0]);
  });

  it.each(NEUTRAL)('%s, either way up', (name, { hit, miss }) => {
    expect([at(name, hit), at(name, miss)]).toEqual([1, 0]);
    expect([upsideDown(name, hit), upsideDown(name, miss)]).toEqual([1, 0]);
  });

  it.each(PLACED)('%s, where the bar before allows it', (name, { hit, miss }) => {
    expect([at(name, hit), at(name, miss)]).toEqual([1, 0]);
  });

  it('all have their case here', () => {
    const named = [
      ...PAIRS.map(([shape]) => shape),
      ...PAIRS.map(([, image]) => image),
      ...NEUTRAL.map(([shape]) => shape),
      ...PLACED.map(([shape]) => shape),
    ];
    expect(new Set(named)).toEqual(new Set(Object.keys(CANDLE_PATTERNS)));
  });
});
