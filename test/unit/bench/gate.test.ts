import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { binomialInterval } from '../../../bench/gate/binomial-interval.ts';
import { calibrate, plantedBars, ruleSharpe } from '../../../bench/gate/calibrate.ts';
import { addEvidence } from '../../../bench/gate/evidence.ts';
import { gateSpec } from '../../../bench/gate/gate-spec.ts';
import { type Attempt, type Judged, judgeSeries } from '../../../bench/gate/judge-series.ts';
import { bootstrap, GARCH, garch, randomWalk } from '../../../bench/gate/no-edge.ts';
import { parseOptions } from '../../../bench/gate/options.ts';
import { DRIFT_BARS, EDGE_KINDS, plantedSides, REST_DRIFT } from '../../../bench/gate/planted-edge.ts';
import { growBars, HOURLY_SD, HOURS_A_YEAR, type ReturnProcess } from '../../../bench/gate/price-process.ts';
import { betweenMarks } from '../../../bench/gate/publish.ts';
import { openResultFolder } from '../../../bench/gate/result-folder.ts';
import { barsOf, type Series } from '../../../bench/gate/series.ts';
import { summarise } from '../../../bench/gate/summarise.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { barsPerYear } from '../../../src/domain/split/bars-per-year.ts';
import { moments } from '../../../src/domain/validation/moments.ts';
import { createRng } from '../../../src/kernel/rng.ts';

describe('the interval of a share', () => {
  // Clopper & Pearson's interval as binom.test of R 4 gives it.
  it.each([
    [0, 200, 0, 0.01827534],
    [5, 100, 0.01643179, 0.1128349],
    [80, 100, 0.7081573, 0.8733444],
    [100, 100, 0.9637833, 1],
  ])('of %i in %i', (hits, n, low, high) => {
    const interval = binomialInterval(hits, n);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });
});

describe('markets without an edge', () => {
  const n = 100_000;
  const returnsOf = (process: ReturnProcess): Float64Array => {
    const nothing = growBars(1, createRng('x'), process);
    return Float64Array.from({ length: n }, (_, i) => process(nothing, i).logReturn);
  };

  it('have the volatility and the mean of a martingale', () => {
    const closes = Float64Array.from({ length: 50 }, (_, i) => 100 + 3 * Math.sin(i * i));
    for (const process of [
      randomWalk(createRng('walk')),
      garch(createRng('garch')),
      bootstrap(createRng('bootstrap'), closes),
    ]) {
      const returns = returnsOf(process);
      const { sd } = moments(returns);
      expect(sd! / HOURLY_SD).toBeGreaterThan(0.97);
      expect(sd! / HOURLY_SD).toBeLessThan(1.03);
      const growth = moments(returns.map((value) => Math.expm1(value)));
      expect(Math.abs(growth.mean! / (growth.sd! / Math.sqrt(n)))).toBeLessThan(3);
    }
  });

  it('have the fat tails of GARCH(1,1) (Bollerslev 1986)', () => {
    const { shock, memory } = GARCH;
    const kurtosis = (3 * (1 - (shock + memory) ** 2)) / (1 - (shock + memory) ** 2 - 2 * shock ** 2);
    const returns = returnsOf(garch(createRng('tails')));
    expect(Math.abs(moments(returns).kurtosis! - kurtosis)).toBeLessThan(0.25);
    const squares = returns.map((value) => value ** 2);
    const { mean, sd } = moments(squares);
    const covariance = squares
      .subarray(1)
      .reduce((sum, value, i) => sum + (value - mean!) * (squares[i] - mean!), 0);
    const first = (shock * (1 - shock * memory - memory ** 2)) / (1 - 2 * shock * memory - memory ** 2);
    expect(covariance / n / sd! ** 2).toBeCloseTo(first, 1);
  });

  it('have weeks of five days, and ranges of a Brownian motion', () => {
    const bars = growBars(12_000, createRng('range'), randomWalk(createRng('returns')));
    expect(barsPerYear(bars.timeMs) / HOURS_A_YEAR).toBeCloseTo(1, 1);
    const days = new Set(Array.from(bars.timeMs, (timeMs) => new Date(timeMs).getUTCDay()));
    expect([...days].sort()).toEqual([1, 2, 3, 4, 5]);
    // E[high - low] of a Brownian motion over one unit of time is sqrt(8 / pi) (Feller 1951).
    const ranges = bars.high.map((high, i) => Math.log(high / bars.low[i]));
    expect(moments(ranges).mean! / HOURLY_SD / Math.sqrt(8 / Math.PI)).toBeCloseTo(1, 1);
  });
});

describe.each(EDGE_KINDS)('a planted %s edge', (kind) => {
  const spec = gateSpec(0);

  it('gives its rule the Sharpe ratio it was calibrated to', () => {
    const found = calibrate({ kind, sharpe: 2, spec, markets: 2, bars: 12_480 });
    expect(Math.abs(found.sharpe - 2)).toBeLessThanOrEqual(0.005);
    const again = [0, 1].map((i) =>
      ruleSharpe(kind, plantedBars(kind, found.strength, 12_480, `calibration/${i}`), spec),
    );
    expect((again[0] + again[1]) / 2).toBe(found.sharpe);
  });

  it('drifts over the bars after a trigger, and back over the others where it would lift the market', () => {
    const [n, strength] = [4_000, 0.5];
    const [with_, without] = [strength, 0].map((size) => plantedBars(kind, size, n, 'drift'));
    const sides = plantedSides(kind, with_);
    const drift = new Float64Array(n).fill(REST_DRIFT[kind] * strength);
    sides.forEach((side, i) => {
      if (side !== 0) drift.fill(side * strength, i + 1, Math.min(n, i + 1 + DRIFT_BARS[kind]));
    });
    const logReturn = (close: Float64Array, i: number): number => Math.log(close[i] / close[i - 1]);
    for (let i = 1; i < n; i++) {
      const extra = (logReturn(with_.close, i) - logReturn(without.close, i)) / HOURLY_SD;
      expect(Math.abs(extra - drift[i])).toBeLessThan(1e-6);
    }
    expect(sides.filter((side) => side !== 0).length).toBeGreaterThan(50);
    // Holding the market is no edge: what it drifts in all is less than a twentieth of what it drifts either way.
    const [net, gross] = [0, 1].map((part) =>
      drift.reduce((sum, value) => sum + (part ? Math.abs(value) : value), 0),
    );
    if (kind === 'session-drift') expect(Math.abs(net) / gross).toBeLessThan(0.05);
  });
});

describe('the results of a run', () => {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));
  const open = async () => {
    folders.push(await mkdtemp(join(tmpdir(), 'bullwright-gate-')));
    return openResultFolder(folders[folders.length - 1]);
  };
  const series: Series = { kind: 'bootstrap', sharpe: 0, strength: 0, bars: 1_000, index: 0 };
  const attempt = (failed: string[], selectionPValue: number): Attempt => ({
    figures: { trades: 40, pbo: 0.4, deflated_sharpe: 0.5 },
    failed,
    sharpe: 1,
    auc: 0.5,
    selectionPValue,
  });
  const judged = (given: Partial<Judged>): Judged => ({
    series,
    outcome: 'rejected',
    reason: 'because',
    attempts: [attempt(['pbo', 'trades'], 0.2)],
    riskFailed: [],
    ruleSharpe: null,
    seconds: 1,
    spentMs: {},
    ...given,
  });

  it('are found again by the bars of their series, and the same series has the same bars', async () => {
    const folder = await open();
    expect(await folder.has(series)).toBe(false);
    await folder.keep(judged({}));
    expect(await folder.has(series)).toBe(true);
    expect(await folder.has({ ...series, index: 1 })).toBe(false);
    const kept = await folder.all();
    expect(kept).toMatchObject([judged({})]);
    expect(await folder.all(kept[0].code.slice(0, 8))).toEqual(kept);
    expect(await folder.all('00000000')).toEqual([]);
    expect(await barsOf(series)).toEqual(await barsOf(series));
  });

  it('become shares of promotions, with what other rules would have let through', async () => {
    const folder = await open();
    const next = (index: number, given: Partial<Judged>) =>
      folder.keep(judged({ series: { ...series, index }, ...given }));
    await next(0, { outcome: 'promoted', attempts: [attempt([], 0.01)] });
    await next(1, { attempts: [attempt(['deflated_sharpe'], 0.01)] });
    await next(2, { attempts: [attempt(['pbo', 'trades'], 0.04), attempt(['trades'], 0.5)] });
    await next(3, { outcome: 'failed', attempts: [] });
    const { noEdge, noEdgeGates, edgeGates } = summarise(await folder.all(), 0.05);
    expect(noEdge).toMatchObject({
      promoted: { hits: 1, n: 4 },
      withoutValidation: { hits: 3 },
      withoutLedger: { hits: 2 },
      failures: 1,
    });
    const effect = (gate: string) => noEdgeGates.find((one) => one.gate === gate);
    expect(effect('deflated_sharpe')).toMatchObject({ failed: { hits: 1, n: 3 }, alone: 1 });
    expect(effect('trades')).toMatchObject({ failed: { hits: 1, n: 3 }, alone: 0 });
    expect(edgeGates).toEqual([]);
  });

  it('are published line by line, and what a later run finds is added', async () => {
    const folder = await open();
    const next = (index: number, given: Partial<Judged>) =>
      folder.keep(judged({ series: { ...series, index }, ...given }));
    const undefinedFigure = { ...attempt(['pbo'], 0.25), figures: { trades: 3, pbo: null } };
    await next(0, { outcome: 'promoted', attempts: [attempt([], 0.0123456789)], riskFailed: ['a', 'b'] });
    await next(1, { attempts: [attempt(['pbo', 'trades'], 0.5), undefinedFigure] });
    const first = await folder.all();
    await next(2, { outcome: 'failed', attempts: [], ruleSharpe: 1.5 });
    const file = pathToFileURL(join(folders[folders.length - 1], 'results.csv'));
    expect(await addEvidence(first, file)).toHaveLength(2);
    // A line that was published keeps what it says, and is not there twice.
    const [, , third] = [...(await folder.all())].sort((a, b) => a.series.index - b.series.index);
    const all = await addEvidence([third, first[0]], file);
    expect(all.map((one) => one.series.index)).toEqual([0, 1, 2]);
    expect(all).toMatchObject([
      { outcome: 'promoted', riskFailed: ['a', 'b'], attempts: [{ failed: [], selectionPValue: 0.0123457 }] },
      { attempts: [{ failed: ['pbo', 'trades'] }, { failed: ['pbo'] }] },
      { outcome: 'failed', attempts: [], ruleSharpe: 1.5 },
    ]);
    expect(all[1].attempts[1].figures).toEqual({ trades: 3, pbo: null });
    expect(all[0].attempts[0].figures).toEqual({ trades: 40, pbo: 0.4, deflated_sharpe: 0.5 });
    const figures = ({ machines: _m, from: _f, to: _t, ...rest }: ReturnType<typeof summarise>) => rest;
    expect(figures(summarise(all, 0.05)).noEdge).toMatchObject(
      figures(summarise(await folder.all(), 0.05)).noEdge ?? {},
    );
    // Another code judges by itself.
    const other = await addEvidence([{ ...third, code: 'f'.repeat(64) as typeof third.code }], file);
    expect(other).toHaveLength(1);
  });

  it('replace what stands between the marks of a document', () => {
    const mark = '<!-- gate:begin (written by `npm run bench -- gate --publish`) -->';
    const document = `before\n${mark}\nold\n<!-- gate:end -->\nafter`;
    expect(betweenMarks(document, 'new', 'x.md')).toBe(`before\n${mark}\n\nnew\n\n<!-- gate:end -->\nafter`);
    expect(() => betweenMarks('nothing', 'new', 'x.md')).toThrow('x.md has no');
  });
});

describe('the flags of the bench', () => {
  it('are refused by name, with what is allowed', () => {
    expect(() => parseOptions(['--kind', 'momentum,luck'])).toThrow('--kind luck: must be of random-walk');
    expect(() => parseOptions(['--bars', '10'])).toThrow('--bars 10: must be a whole number from 1000');
    expect(() => parseOptions(['--code', 'latest'])).toThrow('--code latest: must be 8 to 64 characters');
    expect(() => parseOptions(['--sharpe', ''])).toThrow('--sharpe : must be a number');
    expect(parseOptions(['--kind', 'garch,momentum', '--sharpe', '1,2'])).toMatchObject({
      kinds: ['garch', 'momentum'],
      sharpes: [1, 2],
    });
  });
});

describe('a series', () => {
  it('goes through the agents to a verdict', async () => {
    const compute = createCompute({ threads: 1 });
    try {
      const judged = await judgeSeries(
        { kind: 'sweep-reversion', sharpe: 8, strength: 0.3, bars: 4_000, index: 0 },
        compute,
      );
      expect(judged.reason).toMatch(/gate|Validation|Released|risk manager/);
      expect(judged.outcome).not.toBe('failed');
      expect(Object.keys(judged.spentMs)).toEqual(
        expect.arrayContaining(['prepare', 'features', 'train', 'validate']),
      );
      expect(judged.ruleSharpe).toBeGreaterThan(2);
      for (const attempt of judged.attempts) {
        expect(attempt.figures).toHaveProperty('deflated_sharpe');
        expect(attempt.selectionPValue).toBeGreaterThanOrEqual(0);
      }
      expect(judged.attempts.at(-1)!.failed.length === 0).toBe(
        judged.outcome === 'promoted' || judged.riskFailed.length > 0,
      );
    } finally {
      await compute.stop();
    }
  }, 180_000);
});
