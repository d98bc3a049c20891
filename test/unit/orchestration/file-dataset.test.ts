import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../src/kernel/errors.ts';
import {
  fileDatasetSpec,
  requireTimeframe,
  type SaidOfFile,
} from '../../../src/orchestration/spec/file-dataset.ts';

const FILE = 'EURUSD_M15.csv';
const blocks = {
  market: {
    symbol: 'GBPUSD',
    timeframe: '1h',
    instrument: { digits: 4 },
    source: { zone: 'EST', priceScale: 10 },
    resample: { from: '15m', dayBoundary: 'new-york' },
    adjustments: [{ exDate: '2024-01-02', split: 2 }],
  },
  quality: { minBars: 10, repairs: { dropWeekend: true } },
};
const problemsOf = (said: Partial<SaidOfFile>): string[] => {
  try {
    const spec = { fileName: FILE, ...said };
    requireTimeframe(spec);
    fileDatasetSpec(spec);
    return [];
  } catch (error) {
    expect((error as AppError).code).toBe('spec_invalid');
    return ((error as AppError).issues ?? []).map(({ path }) => path);
  }
};

describe('what is said of a file', () => {
  it('is its blocks, the file as the source', () => {
    const { market, quality, hints } = fileDatasetSpec({ fileName: FILE, spec: blocks });
    expect(market).toMatchObject({ ...blocks.market, source: { kind: 'file', path: FILE } });
    expect(hints).toEqual({ zone: 'EST', priceScale: 10 });
    expect(quality).toMatchObject({ minBars: 10, repairs: { dropWeekend: true }, outlierZ: 15 });
  });

  it('is the single answers before the blocks, the blocks before the content', () => {
    const single = {
      symbol: 'USDJPY',
      timeframe: '4h',
      zone: 'UTC',
      priceScale: 1_000,
      adjustDividends: true,
    };
    const found = { symbol: 'AUDCAD', timeframe: '1d' };
    const all = fileDatasetSpec({ fileName: FILE, spec: blocks, ...single }, found);
    expect([all.market.symbol, all.market.timeframe]).toEqual(['USDJPY', '4h']);
    expect(all.hints).toEqual({ zone: 'UTC', priceScale: 1_000, adjustDividends: true });
    const some = fileDatasetSpec({ fileName: FILE, spec: blocks }, found);
    expect([some.market.symbol, some.market.timeframe]).toEqual(['GBPUSD', '1h']);
    const none = fileDatasetSpec({ fileName: FILE }, found);
    expect([none.market.symbol, none.market.timeframe]).toEqual(['AUDCAD', '1d']);
    expect(fileDatasetSpec({ fileName: FILE }, { symbol: null }).market.symbol).toBeUndefined();
  });

  it('takes the rest of a comparison from the blocks, and its source from the file that is named', () => {
    const spec = { quality: { compare: { tolerancePoints: 3, source: { kind: 'sample', name: 'sp500' } } } };
    const { quality } = fileDatasetSpec({
      fileName: FILE,
      spec,
      against: { fileName: 'b.csv', timeframe: '1d' },
    });
    expect(quality.compare).toMatchObject({
      tolerancePoints: 3,
      timeframe: '1d',
      source: { kind: 'file', path: 'b.csv' },
    });
  });

  it.each<[string, Partial<SaidOfFile>, string[]]>([
    ['no bar length', {}, ['market.timeframe']],
    ['a spec that is no block', { timeframe: '1d', spec: ['market'] }, ['']],
    [
      'blocks that decide about no dataset',
      { timeframe: '1d', spec: { features: {}, seed: 1 } },
      ['features', 'seed'],
    ],
    ['a market that is no block', { timeframe: '1d', spec: { market: 'EURUSD' } }, ['market']],
    [
      'another source',
      { timeframe: '1d', spec: { market: { source: { kind: 'sample' } } } },
      ['market.source.kind'],
    ],
    ['a second market', { timeframe: '1d', spec: { market: { companion: {} } } }, ['market.companion']],
    [
      'a second file nobody named',
      { timeframe: '1d', spec: { quality: { compare: {} } } },
      ['quality.compare'],
    ],
    [
      'bars put together to no length',
      { spec: { market: { resample: { from: '1m' } } } },
      ['market.timeframe'],
    ],
    ['an unknown field', { timeframe: '1d', spec: { market: { instrumnt: {} } } }, ['market.instrumnt']],
    [
      'a figure out of range',
      { timeframe: '1d', spec: { quality: { flatShare: 2 } } },
      ['quality.flatShare'],
    ],
    ['an unknown bar length', { timeframe: '7m' }, ['market.timeframe']],
    ['no figure for a scale', { timeframe: '1d', priceScale: Number.NaN }, ['market.source.priceScale']],
  ])('is refused with %s', (_, said, paths) => {
    expect(problemsOf(said)).toEqual(paths);
  });
});
