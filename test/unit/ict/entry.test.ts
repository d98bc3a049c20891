import { describe, expect, it } from 'vitest';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import { barsOf } from '../../support/bars.ts';

type Row = readonly [open: number, high: number, low: number, close: number];
const SETTINGS = '__bars_before_1__bars_after_1';
const NAMES = ['ict_ote', 'ict_leg_retracement', 'smc_range_position'].map((name) => name + SETTINGS);

/** The three columns at the last bar. */
function lastOf(rows: readonly Row[]): number[] {
  const columns = computeColumns(NAMES, barsOf(rows));
  return NAMES.map((name) => columns[name][rows.length - 1]);
}
/** The bars upside down. */
const mirrored = (rows: readonly Row[]): Row[] =>
  rows.map(([open, high, low, close]) => [300 - open, 300 - low, 300 - high, 300 - close]);

/** A leg from the low of 100 to the high of 200, and a bar that confirms it and closes there. */
const legAndClose = (close: number): Row[] => [
  [120, 121, 119, 120],
  [110, 111, 100, 110],
  [150, 151, 140, 150],
  [190, 200, 180, 190],
  [190, 191, close, close],
];

describe('a close inside a leg', () => {
  it.each([
    [139, 0.61, 0],
    [138, 0.62, 1],
    [130, 0.7, 1],
    [121, 0.79, 1],
    [120, 0.8, 0],
    [190, 0.1, 0],
  ])(
    'at %d has given back %f of it: the entry holds from 62 to 79 of 100, both included',
    (close, share, side) => {
      const [ote, retraced, position] = lastOf(legAndClose(close));
      expect([ote, retraced]).toEqual([side, share]);
      expect(position).toBeCloseTo(1 - share, 12);
      const [down, given, place] = lastOf(mirrored(legAndClose(close)));
      expect([down, given]).toEqual([side === 0 ? 0 : -side, share]);
      expect(place).toBeCloseTo(share, 12);
    },
  );

  it('is in no leg where the last swing low lies above the last swing high', () => {
    const [ote, retraced, position] = lastOf([
      [90, 91, 89, 90],
      [95, 100, 94, 95],
      [96, 97, 95, 96],
      [105, 110, 104, 106],
      [118, 121, 117, 120],
      [120, 131, 112, 121],
      [126, 141, 125, 130],
      // As far beyond the swing low as an entry would be, were the range of -12 one.
      [130, 142, 103, 104],
    ]);
    expect([ote, retraced, position]).toEqual([0, Number.NaN, Number.NaN]);
  });
});
