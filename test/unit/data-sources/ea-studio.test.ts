import { describe, expect, it } from 'vitest';
import { readEaStudio } from '../../../src/data-sources/formats/ea-studio.ts';
import { writeSwap } from '../../../src/data-sources/formats/ea-studio-swap.ts';
import { INSTRUMENT_FAMILIES } from '../../../src/domain/market/instrument-families.ts';

const BARS = { time: [10521240], open: [1.1], high: [1.2], low: [1], close: [1.15], volume: [9] };
const read = (keys: Record<string, unknown> = {}) => readEaStudio({ ...BARS, ...keys }, 'file.json');
const swapOf = (keys: Record<string, unknown>) => {
  const { contract, remarks } = read({ swapLong: -7.2, swapShort: 3.6, ...keys });
  return { swap: contract?.swap, remarks };
};

/** The figures of ENUM_SYMBOL_SWAP_MODE and MODE_SWAPTYPE are those of MetaQuotes' documentation. */
describe('the swap of an EA Studio file', () => {
  it.each([
    ['points, where nothing names the mode', {}, [-7.2, 3.6, 'points', 5]],
    ['points by mode', { swapMode: 1, swapThreeDays: 3 }, [-7.2, 3.6, 'points', 3]],
    ['points by type', { swapType: 0, swapThreeDays: 3 }, [-7.2, 3.6, 'points', 3]],
    ['none', { swapMode: 0 }, [0, 0, 'none', null]],
    ['interest of a year of 360 days, by mode', { swapMode: 5 }, [-7.3, 3.65, 'percent_a_year', 5]],
    ['interest, by type', { swapType: 2 }, [-7.3, 3.65, 'percent_a_year', 5]],
    // 7.2 EUR a night on 100,000 EUR.
    ['base currency of a lot', { swapMode: 2 }, [-2.628, 1.314, 'percent_a_year', 5]],
    [
      'base currency of the lot of the file',
      { swapType: 1, lotSize: 10_000 },
      [-26.28, 13.14, 'percent_a_year', 5],
    ],
    ['the mode where type and mode differ', { swapMode: 1, swapType: 2 }, [-7.2, 3.6, 'points', 5]],
  ])('%s', (_, keys, [long, short, unit, tripleDay]) => {
    expect(swapOf(keys)).toEqual({ swap: { long, short, unit, tripleDay }, remarks: [] });
  });

  it.each([
    [{ swapMode: 3 }, 'margin currency'],
    [{ swapType: 3 }, 'margin currency'],
    [{ swapMode: 4 }, 'deposit currency'],
    [{ swapMode: 7 }, 'reopening'],
    [{ swapMode: 12 }, 'swapMode 12'],
    [{ swapLong: -1e9 }, '-1000000000'],
  ])('%j is left out, and the remarks say why', (keys, why) => {
    const { swap, remarks } = swapOf(keys);
    expect(swap).toBeUndefined();
    expect(remarks.join()).toContain(why);
    expect(remarks.join()).toContain('market.instrument.swap');
  });

  it('of interest on the opening price, and of a triple night on a Sunday, says how it was taken', () => {
    const { swap, remarks } = swapOf({ swapMode: 6, swapThreeDays: 0 });
    expect(swap).toMatchObject({ unit: 'percent_a_year', tripleDay: null });
    expect(remarks).toEqual([
      expect.stringContaining('swapThreeDays 0 is no weekday'),
      expect.stringContaining('interest of the price a position was opened at'),
    ]);
  });

  it('comes back as it was written, for every family of instruments', () => {
    for (const { contract } of INSTRUMENT_FAMILIES) {
      const { swap } = contract({ base: 'EUR', quote: 'USD' });
      const { keys, leftOut } = writeSwap(swap);
      const back = read(keys).contract?.swap;
      expect(back).toEqual(leftOut.length > 0 ? { ...swap, tripleDay: 5 } : swap);
    }
  });
});

describe('an EA Studio file', () => {
  it('names the keys nothing was read from', () => {
    const { ignoredColumns } = read({
      symbol: 'EURUSD',
      minLot: 0.01,
      commission: 10,
      spread: 12,
      'new key': 1,
    });
    expect(ignoredColumns).toEqual(['minLot', 'commission', 'spread', 'new key']);
    expect(read({ spreads: [3] }).ignoredColumns).toEqual([]);
    expect(read({ spreads: 3 }).ignoredColumns).toEqual(['spreads']);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${'k'.repeat(500)}${i}`, i]));
    expect(read(many).ignoredColumns).toHaveLength(40);
  });

  it('says whose bars they are', () => {
    expect(read({ terminal: 'MetaTrader 5', company: 'A Broker', server: '' }).provider).toEqual({
      terminal: 'MetaTrader 5',
      company: 'A Broker',
      server: null,
    });
  });

  it('leaves figures out that no contract has', () => {
    const { contract, remarks } = read({ digits: -1, lotSize: 0, tickValue: 2, point: 0.1 });
    expect(contract).toEqual({ tickValue: 2, point: 0.1 });
    expect(remarks).toEqual(['Not taken over from the file: digits -1, lotSize 0.']);
  });
});
