import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/domain/ml/auc.ts';
import { profitableShare, recordFigures } from '../../../src/domain/validation/figures.ts';
import { aucNoiseBound, dependentAucBound } from '../../../src/domain/validation/leakage/auc-noise.ts';
import { leakageGates } from '../../../src/domain/validation/leakage/leakage-gates.ts';
import { overfittingFigures, significanceFigures } from '../../../src/domain/validation/luck-figures.ts';
import { normalCdf } from '../../../src/domain/validation/normal.ts';
import { CSCV_BLOCKS, overfittingTest } from '../../../src/domain/validation/pbo.ts';
import {
  discoveryFigures,
  recordResampling,
  searchResampling,
} from '../../../src/domain/validation/resampling-figures.ts';
import { walkForwardGates } from '../../../src/domain/validation/verdict-gates.ts';
import { createRng } from '../../../src/kernel/rng.ts';

const BARS = {
  minDeflatedSharpe: 0.95,
  maxPbo: 0.5,
  alpha: 0.05,
  minProfitableWindows: 0.5,
  minPositivePaths: 0.5,
  maxFalseDiscovery: 0.1,
  minRobustness: 50,
  barPermutations: 19,
  minTrades: 1,
  sharpeConvention: '2014',
  trialCount: 'all',
} as const;
const OPTIONS = { ...BARS, barsPerYear: 252, convention: '2014' } as const;

/** A record that closed no trade, on a market that did not move. */
const stretch = (returns: Float64Array) => ({
  returns,
  trades: [],
  from: 0,
  closes: new Float64Array(returns.length + 1).fill(1),
});

describe('the gate of overfitting', () => {
  const asked = (loss: number | null): boolean =>
    walkForwardGates({ pbo: 0.6, pbo_probability_of_loss: loss }, BARS).some(({ name }) => name === 'pbo');

  it('is asked where the chosen trial may lose, or nobody knows', () => {
    expect(asked(0.051)).toBe(true);
    expect(asked(null)).toBe(true);
    expect(asked(0.05)).toBe(false);
  });
});

describe('figures of a verdict', () => {
  it.each([
    ['no bars', new Float64Array()],
    ['one bar', Float64Array.of(0.01)],
    ['a flat record', new Float64Array(100)],
    ['a steady gain', new Float64Array(100).fill(0.001)],
    ['total loss', Float64Array.of(0.01, -1, 0, 0)],
    ['numbers beyond all reason', Float64Array.of(1e200, 1e200, -0.5)],
    ['numbers that vanish', Float64Array.of(1e-300, -1e-300, 2e-300)],
  ])('of %s are finite or null', (_, returns) => {
    const figures = {
      ...recordFigures({ returns, trades: [], exposure: 0 }, 252),
      ...significanceFigures(returns, { count: 3, sharpesPerBar: [0.1, 0.2] }, [returns], OPTIONS),
      ...recordResampling(stretch(returns), 252, { draws: 99, rng: createRng(1) }),
      ...searchResampling([returns, returns], 0.05, { draws: 99, rng: createRng(1) }),
      ...overfittingFigures(overfittingTest([returns, returns], CSCV_BLOCKS)),
    };
    for (const [name, value] of Object.entries(figures)) {
      expect(value === null || Number.isFinite(value), `${name} is ${value}`).toBe(true);
    }
    expect(walkForwardGates(figures, BARS).every((gate) => gate.passed)).toBe(false);
  });

  it('say nothing about overfitting from fewer than 32 bars or two trials', () => {
    const column = Float64Array.from({ length: 31 }, (_, i) => Math.sin(i));
    expect(overfittingFigures(overfittingTest([column, column], CSCV_BLOCKS)).pbo).toBeNull();
    expect(overfittingFigures(overfittingTest([], CSCV_BLOCKS)).pbo).toBeNull();
  });

  it('count similar trials once where the spec says so: the hurdle falls', () => {
    const rng = createRng('similar');
    const idea = Float64Array.from({ length: 300 }, () => rng.normal());
    const searched = Array.from({ length: 20 }, () => idea.map((value) => value + 0.1 * rng.normal()));
    const trials = { count: 25, sharpesPerBar: [0.1, 0.05, 0] };
    const of = (trialCount: 'all' | 'effective') =>
      significanceFigures(idea, trials, searched, { ...OPTIONS, trialCount });
    expect(of('all').effective_trials).toBe(6);
    expect(Number(of('effective').deflated_hurdle)).toBeLessThan(Number(of('all').deflated_hurdle));
  });

  it('read the convention: p-value, deflated ratio and track record change with it', () => {
    const rng = createRng('convention');
    const returns = Float64Array.from({ length: 200 }, () => 0.1 + Math.abs(rng.normal()) ** 1.5 - 1);
    const of = (convention: '2014' | '2025') =>
      significanceFigures(returns, { count: 3, sharpesPerBar: [0, 0.1] }, [], { ...OPTIONS, convention });
    for (const name of ['sharpe_p_value', 'deflated_sharpe', 'min_track_record_bars'] as const) {
      expect(of('2014')[name]).not.toBe(of('2025')[name]);
    }
    expect(of('2025').deflated_sharpe).toBe(of('2014').deflated_sharpe_2025);
  });

  it('hold a p-value against those of the strategies judged before', () => {
    expect(discoveryFigures(0.02, [])).toMatchObject({ false_discovery_rate: 0.02 });
    const many = discoveryFigures(
      0.02,
      Array.from({ length: 19 }, () => 0.5),
    );
    expect(many.false_discovery_rate).toBeCloseTo(0.4, 12);
    expect(Number(many.false_discovery_rate_by)).toBe(1);
    expect(discoveryFigures(null, [0.5]).false_discovery_rate).toBeNull();
  });

  it('count the windows with a profit', () => {
    expect(profitableShare([0.1, 0, -0.1, 0.2])).toBe(0.5);
    expect(profitableShare([])).toBeNull();
  });

  it('hold the level of the test: a record without an edge is significant as often as alpha says', () => {
    const rng = createRng('level');
    const draws = 4_000;
    let rejected = 0;
    for (let k = 0; k < draws; k++) {
      const returns = Float64Array.from({ length: 200 }, () => rng.normal());
      const { sharpe_p_value: p } = significanceFigures(
        returns,
        { count: 1, sharpesPerBar: [0] },
        [],
        OPTIONS,
      );
      if (p !== null && p <= 0.05) rejected++;
    }
    expect(Math.abs(rejected / draws - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / draws));
  });
});

describe('the shuffled-label control', () => {
  it('spreads over noise as its bar supposes, so that it raises a false alarm once in a thousand', () => {
    const rng = createRng('alarms');
    const draws = 4_000;
    let squares = 0;
    for (let k = 0; k < draws; k++) {
      const scores = Float64Array.from({ length: 120 }, () => rng.normal());
      const outcome = Int8Array.from(scores, () => (rng.uniform() < 0.4 ? 1 : 0));
      const positives = outcome.reduce((count, value) => count + value, 0);
      const bound = aucNoiseBound(positives, 120 - positives) ?? 0;
      squares += (((auc(scores, outcome) ?? 0) - 0.5) / bound) ** 2;
    }
    const normalQuantileOfBar = 3.2905;
    // Four standard errors of a variance over the draws.
    expect(Math.abs((squares / draws) * normalQuantileOfBar ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / draws));
  });

  it('has the standard deviation of the Mann-Whitney statistic', () => {
    // One positive among nine: its rank is uniform over 1 to 10, so AUC has variance (100 - 1) / 12 / 81.
    const bound = aucNoiseBound(1, 9) ?? 0;
    expect(normalCdf(bound / Math.sqrt(99 / 12 / 81))).toBeCloseTo(0.9995, 10);
  });

  it('fails on an AUC noise cannot reach, and on one class only', () => {
    const honest = { auc: 0.52, bound: 0.1 };
    const clean = { shuffled: honest, shifted: honest, canaryCaught: 1, replayRevisions: 0, overlapRows: 0 };
    const failed = (changes: Partial<typeof clean> | object): string[] =>
      leakageGates({ ...clean, ...changes })
        .filter((gate) => !gate.passed)
        .map((gate) => gate.name);
    expect(failed({})).toEqual([]);
    expect(failed({ shuffled: { auc: 0.7, bound: 0.1 } })).toEqual(['shuffled_label_auc']);
    expect(failed({ shuffled: { auc: 0.3, bound: 0.1 } })).toEqual(['shuffled_label_auc']);
    expect(failed({ shifted: { auc: null, bound: null } })).toEqual(['label_shift_auc']);
    expect(failed({ canaryCaught: 2 / 3, replayRevisions: 1, overlapRows: 5 })).toEqual([
      'future_canary',
      'replay_revisions',
      'train_test_overlap',
    ]);
  });

  it('knows how far series that remember stray: their AUC spreads as the wider bound supposes', () => {
    const draws = 400;
    let [squares, narrow] = [0, 0];
    for (let k = 0; k < draws; k++) {
      const rng = createRng(`memory ${k}`);
      const series = (): Float64Array => {
        let last = 0;
        return Float64Array.from({ length: 400 }, () => {
          last = 0.9 * last + rng.normal();
          return last;
        });
      };
      const scores = series();
      const outcomes = Int8Array.from(series(), (value) => (value > 0 ? 1 : 0));
      const positives = outcomes.reduce((count, value) => count + value, 0);
      const distance = (auc(scores, outcomes) ?? 0.5) - 0.5;
      squares += (distance / (dependentAucBound({ scores, outcomes }) ?? 0)) ** 2;
      narrow += (distance / (aucNoiseBound(positives, 400 - positives) ?? 0)) ** 2;
    }
    // In units of the bar's 3.29 standard deviations: near 1 with the memory, far above it without.
    expect((squares / draws) * 3.29 ** 2).toBeLessThan(1.6);
    expect((narrow / draws) * 3.29 ** 2).toBeGreaterThan(4);
  });
});
