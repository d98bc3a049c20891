import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breaksOfStructure } from '../../../src/domain/smc/reference/breaks.ts';
import { fairValueGaps } from '../../../src/domain/smc/reference/fair-value-gaps.ts';
import { createLevelSearch } from '../../../src/domain/smc/reference/first-beyond.ts';
import { liquidityGroups } from '../../../src/domain/smc/reference/liquidity.ts';
import { orderBlocks } from '../../../src/domain/smc/reference/order-blocks.ts';
import { retracements } from '../../../src/domain/smc/reference/retracements.ts';
import { swingHighsLows } from '../../../src/domain/smc/reference/swing-highs-lows.ts';
import {
  blocksByUpdating,
  breaksByErasing,
  gapsByBars,
  liquidityByScan,
  mitigationsByScan,
  retracementsByRow,
  swingsByRounds,
} from '../../support/smc-reference-oracle.ts';
import { tickBars } from '../../support/tick-bars.ts';

const lengths = fc.integer({ min: 1, max: 4 });

describe('the level search', () => {
  it('finds the first value at or beyond a level, as a scan does, removed ones left out', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 });
    fc.assert(
      fc.property(
        values,
        fc.nat(45),
        fc.integer({ min: -1, max: 10 }),
        fc.nat(39),
        (list, from, level, gone) => {
          const search = createLevelSearch(Float64Array.from(list));
          if (gone < list.length) search.remove(gone);
          const scan = (isReached: (value: number) => boolean): number =>
            list.findIndex((value, i) => i >= from && i !== gone && isReached(value));
          expect(search.first(from, level, 'at')).toBe(scan((value) => value >= level));
          expect(search.first(from, level, 'beyond')).toBe(scan((value) => value > level));
        },
      ),
    );
  });
});

describe('the reference mode is what its definitions say', () => {
  it('swings', () => {
    fc.assert(
      fc.property(tickBars(1, 120), lengths, (bars, length) => {
        expect(swingHighsLows(bars, length)).toEqual(swingsByRounds(bars, length));
      }),
    );
  });

  it('fair value gaps, joined or not', () => {
    fc.assert(
      fc.property(tickBars(1, 120), fc.boolean(), (bars, isJoined) => {
        const { mitigatedIndex, ...gaps } = fairValueGaps(bars, isJoined);
        expect(gaps).toEqual(gapsByBars(bars, isJoined));
        expect(mitigatedIndex).toEqual(mitigationsByScan(bars, gaps.gap, gaps.top, gaps.bottom));
      }),
    );
  });

  it('breaks, by close or wick', () => {
    fc.assert(
      fc.property(tickBars(1, 150), lengths, fc.boolean(), (bars, length, closeBreak) => {
        const swings = swingHighsLows(bars, length);
        const { level, ...marks } = breaksOfStructure(bars, swings, closeBreak);
        const expected = breaksByErasing(bars, swings, closeBreak);
        expect({ ...marks, level: Float64Array.from(level) }).toEqual(expected);
      }),
    );
  });

  it('order blocks, mitigated by body or wick', () => {
    fc.assert(
      fc.property(
        tickBars(1, 150),
        lengths,
        fc.boolean(),
        fc.boolean(),
        (priced, length, closeMitigation, isTraded) => {
          // The published vectors have no volume at all: its shares are 100 % there.
          const bars = isTraded ? priced : { ...priced, volume: priced.volume.map(() => 0) };
          const swings = swingHighsLows(bars, length);
          expect(orderBlocks(bars, swings, closeMitigation)).toEqual(
            blocksByUpdating(bars, swings, closeMitigation),
          );
        },
      ),
    );
  });

  it('liquidity, for any tolerance', () => {
    // The half of a range of whole ticks is often whole itself: prices at the very tolerance happen.
    const tolerances = fc.constantFrom(0, 0.01, 0.05, 0.2, 0.5);
    fc.assert(
      fc.property(tickBars(1, 150), lengths, tolerances, (bars, length, tolerance) => {
        const swings = swingHighsLows(bars, length);
        const groups = liquidityGroups(bars, swings, tolerance);
        const expected = liquidityByScan(bars, swings, tolerance);
        expect({ ...groups, level: groups.level.map(Math.round) }).toEqual({
          ...expected,
          level: expected.level.map(Math.round),
        });
      }),
    );
  });

  it('retracements', () => {
    fc.assert(
      fc.property(tickBars(1, 150), lengths, (bars, length) => {
        const swings = swingHighsLows(bars, length);
        expect(retracements(bars, swings)).toEqual(retracementsByRow(bars, swings));
      }),
    );
  });
});
