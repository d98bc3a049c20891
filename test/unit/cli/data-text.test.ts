import { expect, it } from 'vitest';
import { instrumentLine, readingLines } from '../../../src/cli/data/text.ts';
import { instrumentOf } from '../../../src/domain/market/instruments.ts';

const reading = {
  ...{
    format: 'EA Studio JSON',
    decimals: 5,
    priceScale: 1,
    isReversed: false,
    symbol: 'EURUSD',
    periodMinutes: 15,
  },
  zone: { name: 'UTC', basis: 'stated' as const, evidence: 'EA Studio files are written in UTC' },
  ignoredColumns: ['minLot', 'commission'],
  remarks: ['One remark.'],
};

it('names the provider of bars as far as the file knows it, and the keys nothing was read from', () => {
  const provider = { terminal: 'MetaTrader 5', company: null, server: 'Demo-1' };
  expect(readingLines({ ...reading, provider })).toEqual([
    'EA Studio JSON, stamps in UTC (stated): EA Studio files are written in UTC',
    'terminal MetaTrader 5, server Demo-1',
    'columns not read: minLot, commission',
    'One remark.',
  ]);
  expect(readingLines({ ...reading, ignoredColumns: [], remarks: [] })).toHaveLength(1);
});

it('says that bars were turned around and what the figures were divided by', () => {
  expect(readingLines({ ...reading, isReversed: true, priceScale: 10_000, ignoredColumns: [] })).toEqual([
    'EA Studio JSON, stamps in UTC (stated): EA Studio files are written in UTC',
    'The file has its newest bar first: the bars were turned around.',
    'Prices are the figures of the file divided by 10000.',
    'One remark.',
  ]);
});

it('names base, quote and what a point of a lot is worth', () => {
  expect(instrumentLine(instrumentOf('EURUSD'))).toBe(
    'EURUSD: fx, EUR in USD, 5 digits, 100000 a lot, a point of a lot is 1 USD, session fx',
  );
});
