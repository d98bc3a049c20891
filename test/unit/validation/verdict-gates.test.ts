import { describe, expect, it } from 'vitest';
import { describeVerdict } from '../../../src/agents/validation/verdict-text.ts';
import { acceptanceGates } from '../../../src/domain/validation/acceptance-gates.ts';
import type { Figures } from '../../../src/domain/validation/figures.ts';
import { type LeakageFindings, leakageGates } from '../../../src/domain/validation/leakage/leakage-gates.ts';
import { ROBUSTNESS_WEIGHTS } from '../../../src/domain/validation/robustness/score.ts';
import {
  testGate,
  type ValidationBars,
  walkForwardGates,
} from '../../../src/domain/validation/verdict-gates.ts';
import { acceptanceSchema } from '../../../src/orchestration/spec/acceptance.ts';

const BARS: ValidationBars = {
  minDeflatedSharpe: 0.95,
  maxPbo: 0.5,
  alpha: 0.05,
  minProfitableWindows: 0.5,
  minPositivePaths: 0.5,
  maxFalseDiscovery: 0.1,
  minRobustness: 50,
  minTrades: 30,
  barPermutations: 19,
  sharpeConvention: '2014',
  trialCount: 'all',
};
/** Every figure a gate over the record asks for, each on the right side of its bar. */
const GOOD = {
  trades: 100,
  sharpe: 2,
  sharpe_p_value: 0.01,
  bootstrap_p_value: 0.01,
  position_p_value: 0.01,
  deflated_sharpe: 0.99,
  false_discovery_rate: 0.01,
  spa_p_value: 0.01,
  bar_permutation_p_value: 0.05,
  pbo: 0.1,
  profitable_windows: 1,
  cpcv_positive_share: 1,
  robustness_score: 80,
};
/** What the text tells beside the gates. */
const TOLD = { trial_count: 3, sharpe_low: null, sharpe_high: null, max_drawdown: 0.1 };
const CLEAN: LeakageFindings = {
  shuffled: { auc: 0.5, bound: 0.1 },
  shifted: { auc: 0.5, bound: 0.1 },
  canaryCaught: 1,
  replayRevisions: 0,
  overlapRows: 0,
};

const failed = (figures: Figures, bars: ValidationBars = BARS): string[] =>
  walkForwardGates(figures, bars)
    .filter(({ passed }) => !passed)
    .map(({ name }) => name);

describe('the gates of a verdict', () => {
  it('pass a record that holds every bar', () => {
    expect(failed(GOOD)).toEqual([]);
    expect(walkForwardGates(GOOD, BARS)).toHaveLength(Object.keys(GOOD).length);
  });

  it.each(Object.keys(GOOD))('%s undefined, or not a number: that gate alone fails, and says so', (name) => {
    for (const undefinedOne of [null, Number.NaN]) {
      const figures: Figures = { ...GOOD, [name]: undefinedOne };
      const gates = walkForwardGates(figures, BARS);
      const wrong = gates.filter(({ passed }) => !passed);
      expect(wrong).toHaveLength(1);
      expect(wrong[0].figure).toBeNull();
      const text = describeVerdict(gates, { ...TOLD, ...figures }, 4);
      expect(text).toMatch(/^Validation failed, held against 3 trials on this data: [^;]* is undefined \(/);
    }
  });

  it('of acceptance, leakage and the sealed test fail closed and name themselves, too', () => {
    const every = Object.fromEntries(Object.keys(acceptanceSchema.shape).map((field) => [field, 0]));
    const gates = [
      ...acceptanceGates({}, every),
      ...leakageGates({
        shuffled: { auc: null, bound: 0.1 },
        shifted: { auc: 0.5, bound: null },
        canaryCaught: Number.NaN,
        replayRevisions: Number.NaN,
        overlapRows: Number.NaN,
      }),
      testGate(null),
    ];
    expect(gates.filter(({ passed }) => passed)).toEqual([]);
    const text = describeVerdict(gates, { trial_count: 1, trades: 0 }, 1);
    expect(text.match(/is undefined/g)).toHaveLength(gates.length);
    // Words, not the names of figures: none has an underscore.
    expect(text).not.toMatch(/_/);
    expect(leakageGates(CLEAN).every(({ passed }) => passed)).toBe(true);
  });

  it.each([
    ['minTrades', 'trades', 101],
    ['alpha', ['sharpe_p_value', 'bootstrap_p_value', 'position_p_value', 'spa_p_value'], 0.009],
    ['minDeflatedSharpe', 'deflated_sharpe', 0.995],
    ['maxFalseDiscovery', 'false_discovery_rate', 0.009],
    ['maxPbo', 'pbo', 0.09],
    ['minProfitableWindows', 'profitable_windows', 1.01],
    ['minPositivePaths', 'cpcv_positive_share', 1.01],
    ['minRobustness', 'robustness_score', 80.1],
  ] as const)('%s changes a verdict', (bar, gates, stricter) => {
    const asked = { ...BARS, barPermutations: 0 };
    expect(failed(GOOD, asked)).toEqual([]);
    expect(failed(GOOD, { ...asked, [bar]: stricter })).toEqual([gates].flat());
  });

  it('publish the weights of the robustness score as they are', () => {
    const { convention } = walkForwardGates(GOOD, BARS).find(({ name }) => name === 'robustness_score')!;
    for (const [part, weight] of Object.entries(ROBUSTNESS_WEIGHTS)) {
      expect(convention).toContain(`${part.replaceAll('_', ' ')} ${weight}`);
    }
  });
});
