import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { breaksOfStructure } from '../../../src/domain/smc/reference/breaks.ts';
import { fairValueGaps } from '../../../src/domain/smc/reference/fair-value-gaps.ts';
import { liquidityGroups } from '../../../src/domain/smc/reference/liquidity.ts';
import { orderBlocks } from '../../../src/domain/smc/reference/order-blocks.ts';
import { previousHighLow } from '../../../src/domain/smc/reference/previous-high-low.ts';
import { retracements } from '../../../src/domain/smc/reference/retracements.ts';
import { REFERENCE_SESSIONS, sessionRange } from '../../../src/domain/smc/reference/sessions.ts';
import { swingHighsLows } from '../../../src/domain/smc/reference/swing-highs-lows.ts';
import { ABSENT, hasSharedData, sharedColumns, sharedText } from '../../support/shared-data.ts';

const HOUR_MS = 3_600_000;

/**
 * Every file the library's own suite compares with. Columns it holds in 64 bits must be equal bit for bit, those in
 * 32 bits after rounding the printed decimals to 32 bits.
 */
describe.skipIf(!hasSharedData('smc'))(`smart-money-concepts 0.0.27, all its vectors ${ABSENT}`, () => {
  it('swings of length 5', () => {
    const { highLow, level } = swingHighsLows(eurUsd(), 5);
    expectColumns('swing_highs_lows_result_data', { HighLow: highLow, Level: level });
  });

  it.each([
    ['fvg_result_data', false],
    ['fvg_consecutive_result_data', true],
  ])('fair value gaps: %s', (file, isJoined) => {
    const { gap, top, bottom, mitigatedIndex } = fairValueGaps(eurUsd(), isJoined);
    expectColumns(file, { FVG: gap, Top: top, Bottom: bottom, MitigatedIndex: mitigatedIndex });
  });

  it('breaks of structure and changes of character', () => {
    const bars = eurUsd();
    const { bos, choch, level, brokenIndex } = breaksOfStructure(bars, swingHighsLows(bars, 5));
    expectColumns('bos_choch_result_data', {
      BOS: bos,
      CHOCH: choch,
      Level: level,
      BrokenIndex: brokenIndex,
    });
  });

  it('order blocks', () => {
    const bars = eurUsd();
    const { block, top, bottom, volume, mitigatedIndex, percentage } = orderBlocks(
      bars,
      swingHighsLows(bars, 5),
    );
    expectColumns('ob_result_data', {
      OB: block,
      Top: top,
      Bottom: bottom,
      OBVolume: volume,
      MitigatedIndex: mitigatedIndex,
      Percentage: percentage,
    });
  });

  it('liquidity', () => {
    const bars = eurUsd();
    const { liquidity, level, end, swept } = liquidityGroups(bars, swingHighsLows(bars, 5));
    expectColumns('liquidity_result_data', { Liquidity: liquidity, Level: level, End: end, Swept: swept });
  });

  it.each([
    ['4h', 4 * HOUR_MS],
    ['1D', 24 * HOUR_MS],
    ['W', 'week'],
  ] as const)('previous high and low of %s', (name, period) => {
    const { previousHigh, previousLow, brokenHigh, brokenLow } = previousHighLow(eurUsd(), period);
    expectColumns(`previous_high_low_result_data_${name}`, {
      PreviousHigh: previousHigh,
      PreviousLow: previousLow,
      BrokenHigh: brokenHigh,
      BrokenLow: brokenLow,
    });
  });

  it('the London session', () => {
    const { active, high, low } = sessionRange(eurUsd(), REFERENCE_SESSIONS.london);
    expectColumns('sessions_result_data', { Active: active, High: high, Low: low });
  });

  it('retracements', () => {
    const bars = eurUsd();
    const { direction, current, deepest } = retracements(bars, swingHighsLows(bars, 5));
    expectColumns('retracements_result_data', {
      Direction: direction,
      'CurrentRetracement%': current,
      'DeepestRetracement%': deepest,
    });
  });
});

function expectColumns(file: string, actual: Record<string, Float64Array | Float32Array>): void {
  const expected = sharedColumns(`smc/${file}.csv`);
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, column] of Object.entries(actual)) {
    const wanted = column instanceof Float32Array ? expected[name].map(Math.fround) : expected[name];
    const differing = Array.from(wanted.keys()).filter((i) => !isSame(column[i], wanted[i]));
    expect(
      differing.slice(0, 5).map((i) => ({ i, actual: column[i], expected: wanted[i] })),
      `${file}, ${name}: ${differing.length} of ${wanted.length} differ`,
    ).toEqual([]);
    expect(column).toHaveLength(wanted.length);
  }
}

/** -0 and 0 are printed alike. */
const isSame = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

function eurUsd(): Bars {
  const csv = sharedColumns('smc/EURUSD_15M.csv');
  const dates = sharedText('smc/EURUSD_15M.csv').trim().split(/\r?\n/).slice(1);
  return {
    timeMs: Float64Array.from(dates, (line) =>
      Date.parse(`${line.slice(0, 10).replaceAll('.', '-')}T${line.slice(11, 19)}Z`),
    ),
    open: csv.Open,
    high: csv.High,
    low: csv.Low,
    close: csv.Close,
    volume: csv.Volume,
  };
}
