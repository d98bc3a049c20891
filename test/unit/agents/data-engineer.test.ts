import { describe, expect, it } from 'vitest';
import { columnsToBars } from '../../../src/agents/columns.ts';
import { dataEngineer } from '../../../src/agents/data-engineer.ts';
import type { MarketData, RawBars } from '../../../src/agents/ports.ts';
import { createMarketData } from '../../../src/data-sources/market-data.ts';
import { type Bars, barCount, sliceBars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { initialState } from '../../../src/orchestration/initial-state.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { agentPatchSchema, type DatasetInfo } from '../../../src/orchestration/state.ts';
import { createAgentContext, marketDataOf } from '../../support/agent-context.ts';
import { randomBars } from '../../support/bars.ts';

const sample = { kind: 'sample', name: 'sp500' } as const;

async function prepare(
  market: Record<string, unknown>,
  source?: Bars | MarketData,
  quality: Record<string, unknown> = {},
) {
  const marketData = source
    ? 'read' in source
      ? source
      : marketDataOf({ bars: source, origin: 'test' })
    : createMarketData({ dataDirectory: '.' });
  const probe = createAgentContext({ marketData });
  const spec = parseSpec({ market: { source: sample, ...market }, quality });
  const state = initialState('wf_test', 'wf_test');
  const patch = await dataEngineer.run({ state, spec, task: 'prepare' }, probe.context);
  return { ...probe, patch: agentPatchSchema.parse(patch), dataset: patch.dataset as DatasetInfo };
}

/** A walk on every day of the week, so that nothing is found but the missing volume. */
const plain = (n: number): Bars => randomBars(n, createRng('engineer'));

describe('the data engineer on the S&P 500 sample', () => {
  it('prepares the dataset: counted, split, judged', async () => {
    const { dataset, patch } = await prepare({});
    expect(dataset).toMatchObject({
      symbol: 'SPX',
      timeframe: '1d',
      family: 'SPX:1d',
      bars: 5_105,
      segments: {
        train: { from: 0, to: 3_063, firstAt: '2000-01-03T00:00:00.000Z' },
        validation: { from: 3_073, to: 4_084 },
        test: { from: 4_094, to: 5_105, lastAt: '2020-04-17T00:00:00.000Z' },
      },
      development: { kind: 'bars', rows: 4_084 },
      // The embargo of 10 bars before the test segment is sealed with it.
      sealedTest: { kind: 'sealed_bars', rows: 1_021 },
    });
    // 5,104 steps in the 7,410 days from 2000-01-03 to 2020-04-17.
    expect(dataset.barsPerYear).toBeCloseTo(5_104 / (7_410 / 365.2425), 9);
    expect(patch.messages?.[0].text).toContain('5105 1d bars of SPX');
  });

  it('flags the synthetic opens before 2007 and nothing that blocks', async () => {
    const { dataset, patch } = await prepare({});
    expect(dataset.quality.verdict).toBe('accept_with_warnings');
    const opens = dataset.quality.findings.find((finding) => finding.rule === 'open.synthetic');
    for (const year of ['2000', '2001', '2002', '2003', '2004', '2005', '2006']) {
      expect(opens?.message).toContain(year);
    }
    expect(opens?.message).not.toMatch(/20(07|08|09|1\d|20) /);
    expect(patch.warnings?.map((warning) => warning.code)).toContain('open.synthetic');
  });

  it('gives the same hashes again, and others for another period or symbol', async () => {
    const [first, again, shorter, renamed] = await Promise.all([
      prepare({}),
      prepare({}),
      prepare({ from: '2005-01-01' }),
      prepare({ symbol: 'US500' }),
    ]);
    expect(again.dataset).toEqual(first.dataset);
    expect(shorter.dataset.id).not.toBe(first.dataset.id);
    expect(shorter.dataset.family).toBe(first.dataset.family);
    expect(renamed.dataset.id).not.toBe(first.dataset.id);
    expect(renamed.dataset.family).toBe('US500:1d');
  });

  it('uses the bars from the first to the last day of the period, both included', async () => {
    const { dataset } = await prepare({ from: '2005-01-03', to: '2010-12-31' });
    expect(dataset.segments.train.firstAt).toBe('2005-01-03T00:00:00.000Z');
    expect(dataset.segments.test.lastAt).toBe('2010-12-31T00:00:00.000Z');
  });
});

describe('the data engineer', () => {
  it('stores development bars up to the end of validation, and seals the rest, embargo included', async () => {
    const bars = plain(1_000);
    const { dataset, artifacts } = await prepare({}, bars);
    expect(columnsToBars(await artifacts.getColumns(dataset.development))).toEqual(sliceBars(bars, 0, 800));
    await expect(artifacts.getColumns(dataset.sealedTest)).rejects.toMatchObject({ code: 'sealed_segment' });
    expect(columnsToBars(artifacts.unsealed(dataset.sealedTest))).toEqual(sliceBars(bars, 800, 1_000));
  });

  it('writes a report with findings, repairs and segments', async () => {
    const { dataset, artifacts } = await prepare({ symbol: 'WALK' }, plain(1_000));
    expect(await artifacts.getJson(dataset.quality.report)).toMatchObject({
      datasetId: dataset.id,
      bars: 1_000,
      score: dataset.quality.score,
      findings: [{ rule: 'volume.zero', severity: 'info' }],
      repairs: [],
      segments: dataset.segments,
    });
  });

  it('drops identical copies with a log entry, and the identity does not change', async () => {
    const bars = plain(1_000);
    const doubled = Object.fromEntries(
      Object.entries(bars).map(([name, values]) => [name, Float64Array.from([...values, values[999]])]),
    ) as unknown as Bars;
    const [clean, copied] = await Promise.all([prepare({}, bars), prepare({}, doubled)]);
    expect(copied.dataset.id).toBe(clean.dataset.id);
    expect(copied.dataset.bars).toBe(1_000);
    expect(copied.patch.messages?.[0].text).toContain('1 exact copies dropped');
  });

  it('still prepares data with blocking findings, for a person to judge', async () => {
    const bars = plain(1_000);
    bars.close[5] = Number.NaN;
    const { dataset } = await prepare({}, bars);
    expect(dataset.quality.verdict).toBe('block');
    expect(dataset.bars).toBe(999);
  });

  it('says which period the source has when none of it was asked for', async () => {
    await expect(prepare({ from: '2030-01-01' }, plain(1_000))).rejects.toMatchObject({
      code: 'data_insufficient',
      message: expect.stringContaining('2020-01-06'),
    });
  });

  it('cannot split a handful of bars', async () => {
    await expect(prepare({}, plain(12))).rejects.toMatchObject({ code: 'data_insufficient' });
    expect(barCount(plain(12))).toBe(12);
  });

  it('reports progress up to the end', async () => {
    const { progress } = await prepare({}, plain(1_000));
    expect(progress.map((step) => step.fraction)).toEqual([0, 0.4, 0.7, 1]);
  });
});

describe('what a spec says about the market', () => {
  const bars = plain(1_000);

  it('the instrument is in the dataset, in its identity and in the report', async () => {
    const [plainOne, said] = await Promise.all([
      prepare({ symbol: 'EURUSD' }, bars),
      prepare({ symbol: 'EURUSD', instrument: { digits: 3, contractSize: 1_000 } }, bars),
    ]);
    expect(said.dataset.instrument).toMatchObject({
      digits: 3,
      point: 0.001,
      contractSize: 1_000,
      tickValue: 1,
    });
    expect(said.dataset.id).not.toBe(plainOne.dataset.id);
    expect(said.dataset.family).toBe(plainOne.dataset.family);
    const digits = ({ dataset }: typeof said) =>
      dataset.quality.findings.find(({ rule }) => rule === 'price.digits_unexpected')?.message;
    expect([digits(plainOne), digits(said)]).toEqual([
      expect.stringContaining('EURUSD has 5'),
      expect.stringContaining('EURUSD has 3'),
    ]);
    expect(await said.artifacts.getJson(said.dataset.quality.report)).toMatchObject({
      instrument: said.dataset.instrument,
    });
  });

  it('a session that is named decides the calendar, the one of the quality section before it', async () => {
    const calendar = async (instrument: object, quality = {}) => {
      const { dataset, artifacts } = await prepare({ symbol: 'WALK', instrument }, bars, quality);
      return artifacts.getJson(dataset.quality.report);
    };
    expect(await calendar({})).toMatchObject({ calendar: { kind: '24x7' } });
    expect(await calendar({ session: 'us_equity' })).toMatchObject({ calendar: { kind: 'us-exchange' } });
    expect(await calendar({ session: 'us_equity' }, { calendar: '24x7' })).toMatchObject({
      calendar: { kind: '24x7' },
    });
  });

  it('stamps that are closes go back by one bar', async () => {
    const { dataset } = await prepare({ stamp: 'close' }, bars);
    expect(Date.parse(dataset.segments.train.firstAt)).toBe(bars.timeMs[0] - 86_400_000);
  });

  it('another source is read and held against the bars', async () => {
    const other: Bars = { ...bars, high: bars.high.map((high) => high * 1.1) };
    const asked: string[] = [];
    const read = async (source: { kind: string }): Promise<RawBars> => {
      asked.push(source.kind);
      return source.kind === 'sample' ? { bars, origin: 'first' } : { bars: other, origin: 'second.csv' };
    };
    const compare = { source: { kind: 'file', path: 'second.csv' } };
    const { dataset } = await prepare({}, { ...marketDataOf({ bars, origin: '' }), read }, { compare });
    expect(asked).toEqual(['sample', 'file']);
    const finding = dataset.quality.findings.find(({ rule }) => rule === 'cross.prices_differ');
    expect(finding).toMatchObject({ count: 1_000, message: expect.stringContaining('second.csv') });
  });

  it('how far the source is becomes the progress of the job', async () => {
    const read: MarketData['read'] = async (_source, _signal, onProgress) => {
      onProgress?.(0.5, 'page 2 of 4');
      return { bars, origin: 'feed' };
    };
    const { progress } = await prepare({}, { ...marketDataOf({ bars, origin: 'feed' }), read });
    expect(progress).toContainEqual({ fraction: 0.2, message: 'page 2 of 4' });
  });

  it('both sides of the market stay with the raw bars, and the spread with the bars', async () => {
    const ask = { open: bars.high, high: bars.high, low: bars.close, close: bars.high };
    const spread = bars.high.map((high, i) => high - bars.close[i]);
    const raw: RawBars = { bars: { ...bars, spread }, ask, origin: 'both' };
    const { dataset, artifacts } = await prepare({ from: '2020-02-01' }, marketDataOf(raw));
    const first = bars.timeMs.indexOf(Date.UTC(2020, 1, 1));
    const report = await artifacts.getJson(dataset.quality.report);
    const { rawBars } = (report as { artifacts: { rawBars: string } }).artifacts;
    const stored = artifacts.refs.find(({ hash }) => hash === rawBars);
    if (!stored) throw new Error('the raw bars were not stored');
    const columns = await artifacts.getColumns(stored);
    expect([columns.askOpen[0], columns.askClose[5]]).toEqual([ask.open[first], ask.close[first + 5]]);
    const development = columnsToBars(await artifacts.getColumns(dataset.development));
    expect(development.spread?.[5]).toBe(spread[first + 5]);
  });
});

describe('what is beside the bars', () => {
  const bars = plain(1_000);
  const market = marketDataOf({ bars, origin: 'test' });

  it('open positions come with their returns over the development bars, nothing of the sealed time', async () => {
    const spec = parseSpec({
      market: { source: sample },
      risk: { openPositions: [{ symbol: 'OTHER', side: 'short', exposure: 0.5, source: sample }] },
    });
    const probe = createAgentContext({ marketData: market });
    const { dataset } = await dataEngineer.run(
      { state: initialState('wf_test', 'wf_test'), spec, task: 'prepare' },
      probe.context,
    );
    const columns = await probe.artifacts.getColumns(dataset!.openPositions!);
    const shown = columnsToBars(await probe.artifacts.getColumns(dataset!.development));
    expect(columns.position_1).toHaveLength(barCount(shown));
    for (const i of [1, 2, barCount(shown) - 1]) {
      expect(columns.position_1[i]).toBeCloseTo(shown.close[i] / shown.close[i - 1] - 1, 12);
    }
  });

  it('news is that of the instrument, from the asked importance up', async () => {
    const events = [
      { timeMs: 1, currency: 'EUR', impact: 'high' as const, title: '' },
      { timeMs: 2, currency: 'JPY', impact: 'high' as const, title: '' },
      { timeMs: 3, currency: 'USD', impact: 'low' as const, title: '' },
      { timeMs: 4, currency: 'ALL', impact: 'medium' as const, title: '' },
      { timeMs: 5, currency: 'USD', impact: 'medium' as const, title: '' },
    ];
    const spec = parseSpec({
      market: { symbol: 'EURUSD', source: sample },
      signals: { filters: { news: { path: 'news.csv', impact: 'medium' } } },
    });
    const probe = createAgentContext({ marketData: { ...market, readNews: async () => events } });
    const { dataset } = await dataEngineer.run(
      { state: initialState('wf_test', 'wf_test'), spec, task: 'prepare' },
      probe.context,
    );
    expect([...(await probe.artifacts.getColumns(dataset!.news!)).timeMs]).toEqual([1, 4, 5]);
  });
});
